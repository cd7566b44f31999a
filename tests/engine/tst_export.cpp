// Exports, read back by Python's own parsers and compared with the session they came from.
#include <QTest>
#include <cmath>

#include "engine/store_support.h"
#include "exchange/chart_scale.h"
#include "exchange/export.h"
#include "exchange/svg_chart.h"
#include "exchange/text_layout.h"
#include "support/sample_session.h"

using namespace lane;
using namespace lane::test;

class TestExport : public QObject {
  Q_OBJECT

 private slots:
  void parsedByPython();
  void sameInputSameBytes();
  void emptySession();
  void textFitsTheTerminal();
  void textMarksTheFastest();
  void escapeSequencesStayOut();
  void machineText();
  void layoutSplitsWideTables();
  void axes();
  void svgEscapes();
};

namespace {

Session sample(double slowdown = 1) {
  SampleOptions options;
  options.kernels = {"dot", "exp"};
  options.lastSize = 4096;
  options.slowdown = slowdown;
  options.seed = slowdown == 1 ? 7 : 8;
  return sampleSession(options);
}

}  // namespace

void TestExport::parsedByPython() {
  const Scratch scratch;
  const auto write = [&](const char* name, const std::string& content) {
    std::ofstream(scratch / name, std::ios::binary) << content;
  };
  const Session base = sample();
  const Session slower = sample(1.3);
  write("rich.json", toJson(richSession()));
  write("rich.csv", toCsv(richSession()));
  write("rich.md", toMarkdown(richSession()));
  write("rich.html", toHtml(richSession()));
  write("sample.csv", toCsv(base));
  write("sample.html", toHtml(base));
  write("slower.csv", toCsv(slower));
  const Diff diff = diffSessions(base, slower);
  write("diff.json", toJson(diff));
  write("diff.html", toHtml(diff, base, slower));
  const Finished python =
      run(kPython, {LANESCOPE_SOURCE_DIR "/tests/engine/check_export.py", text(scratch.path())});
  QVERIFY2(python.exitCode == 0, python.output.constData());
  QVERIFY2(python.output.contains("exports checked"), python.output.constData());
}

void TestExport::sameInputSameBytes() {
  QVERIFY(toHtml(sample()) == toHtml(sample()));
  QVERIFY(toJson(sample()) == toJson(sample()));
}

void TestExport::emptySession() {
  const Session empty;
  QVERIFY(toCsv(empty).starts_with("key,suite,"));
  QVERIFY(toHtml(empty).ends_with("</html>\n"));
  QVERIFY(!toText(empty).empty());
  QVERIFY(!toMarkdown(empty).empty());
  QVERIFY(toText(Diff{}).starts_with("0 improved"));
}

void TestExport::textFitsTheTerminal() {
  const std::string all = toText(sampleSession());
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = all.find('\n', at);
    const std::string line = all.substr(at, end - at);
    QVERIFY2(displayWidth(line) <= 120, line.c_str());
    at = end + 1;
  }
}

void TestExport::textMarksTheFastest() {
  Session session = sample();
  session.cases.resize(8);  // dot, n = 8, without the skipped ones
  session.samples = {};
  for (CaseRecord& record : session.cases) record.median = 2e-9;
  session.cases[5].median = 1e-9;
  const std::string all = toText(session);
  const std::size_t mark = all.find('*');
  QVERIFY(mark != std::string::npos);
  // 64 bytes in one nanosecond.
  QVERIFY2(all.substr(0, mark).rfind("64.0") != std::string::npos, all.c_str());
  QCOMPARE(all.substr(mark + 1).find("%*"), std::string::npos);
}

void TestExport::escapeSequencesStayOut() {
  Session session = sample();
  session.title =
      "red \x1b[31m and \xc2\x9b"
      "31m\n\rbell\a";
  session.cases[0].variant = "\x1b]0;owned\a";
  session.machine.cpuModel = "\x1b[2J";
  const std::string all = toText(session);
  for (const char c : all) QVERIFY(static_cast<unsigned char>(c) >= 0x20 || c == '\n');
  QCOMPARE(all.find("\xc2\x9b"), std::string::npos);
  QVERIFY(all.starts_with("red ·[31m and ·31m··bell·\n"));
}

void TestExport::machineText() {
  const std::string all = toText(richSession().machine);
  QVERIFY(all.find("Governor   – (no cpufreq in this machine)\n") != std::string::npos);
  QVERIFY(all.find("CPU model  Größter Prozessor™ 9000\n") != std::string::npos);
}

void TestExport::layoutSplitsWideTables() {
  const TextTable table{{"n", "aaaa", "bbbb", "cccc", "dddd"}, {{"1", "2", "3", "4", "5"}}, 1};
  QCOMPARE(layOut(table, 80),
           std::string("n  aaaa  bbbb  cccc  dddd\n1     2     3     4     5\n"));
  // Two blocks of two, not three and one.
  QCOMPARE(layOut(table, 20), std::string("n  aaaa  bbbb\n1     2     3\n\n"
                                          "n  cccc  dddd\n1     4     5\n"));
  QCOMPARE(displayWidth("±µ→x"), std::size_t(4));
  QCOMPARE(shortened("äöüäöü", 4), std::string("äöü…"));
  QCOMPARE(shortened("äöü", 3), std::string("äöü"));
}

void TestExport::axes() {
  const ChartAxis octaves(Scale::log2, 8, 1024, 100, 800);
  QCOMPARE(octaves.pixel(8), 100.0);
  QCOMPARE(octaves.pixel(16), 200.0);  // seven octaves on 700 pixels
  QCOMPARE(octaves.pixel(1024), 800.0);
  QCOMPARE(octaves.ticks(9).size(), std::size_t(8));
  const ChartAxis decades(Scale::log10, 1, 1000, 300, 0);
  QVERIFY(std::abs(decades.pixel(10) - 200) < 1e-9);
  QVERIFY(std::abs(decades.pixel(100) - 100) < 1e-9);
  const ChartAxis linear(Scale::linear, 0, 12, 0, 120);
  const auto ticks = linear.ticks(10);
  QCOMPARE(ticks.size(), std::size_t(7));  // 0, 2 … 12
  QVERIFY(!std::signbit(ticks[0].value));
  QCOMPARE(ticks[1].value, 2.0);
}

void TestExport::svgEscapes() {
  Chart chart;
  chart.description = "\"a\" & <b>";
  chart.xText = chart.yText = [](double) { return std::string("<"); };
  chart.series.push_back({{"<script>", "grey", 1, "", MarkerShape::circle},
                          {{1, 1, 1, 1, "</title>", false}, {2, 2, 2, 2, "x", true}},
                          false});
  const std::string svg = toSvg(chart);
  QCOMPARE(svg.find("<script>"), std::string::npos);
  QVERIFY(svg.find("&lt;script&gt;") != std::string::npos);
  QVERIFY(svg.find("&lt;/title&gt;") != std::string::npos);
  QVERIFY(svg.find("aria-label=\"&quot;a&quot; &amp; &lt;b&gt;\"") != std::string::npos);
  QCOMPARE(escapeXml(std::string_view("a\x01\x1f'b", 5)), std::string("a&#39;b"));
}

QTEST_APPLESS_MAIN(TestExport)
#include "tst_export.moc"
