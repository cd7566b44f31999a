// Exports, read back by Python's own parsers and compared with the session they came from.
#include <QTest>
#include <cmath>

#include "analysis/roofline.h"
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
  void impossibleIsNoSpeed();
  void qualityIsTold();
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

/// A machine with memory of 1 TB/s and nothing else, so that every share is bytes / 1e12 / time.
Ceilings plainCeilings() {
  Ceilings ceilings;
  ceilings.created = "2024-01-01T00:00:00Z";
  ceilings.levels = {{"memory", kUnknown, kUnknown, 1}};
  for (const WalkKind kind : {WalkKind::read, WalkKind::triad, WalkKind::copy, WalkKind::write})
    ceilings.rates.push_back(
        {{kind, 4, false, 1, PageKind::huge}, "memory", 1 << 30, {1e12, 1e12, 1e12, 9}, {}});
  return ceilings;
}

/// The sample session with one case faster than that memory: the one with the given index.
constexpr std::uint32_t kTooFast = 6;
Session roofed() {
  Session session = sample();
  CaseRecord& record = session.cases[kTooFast];
  record.median = record.ciLow = record.ciHigh = 7.77e-15;
  record.min = record.p5 = record.p95 = record.p99 = record.mean = 7.77e-15;
  applyCeilings(session, plainCeilings());
  return session;
}

}  // namespace

void TestExport::impossibleIsNoSpeed() {
  const Session session = roofed();
  QCOMPARE(session.cases[kTooFast].status, CaseStatus::impossible);
  // 64 bytes in 7.77 fs would be petabytes; the finding may say by how much that is too fast.
  for (const std::string& text : {toText(session), toMarkdown(session), toHtml(session)}) {
    QVERIFY(text.find("impossible") != std::string::npos);
    QVERIFY(text.find("of roof") != std::string::npos || text.find("Of roof") != std::string::npos);
    QCOMPARE(text.find("PB/s"), std::string::npos);
  }
  const std::string csv = toCsv(session);
  const std::size_t row = csv.find(session.cases[kTooFast].key);
  const std::string line = csv.substr(row, csv.find('\r', row) - row);
  QVERIFY2(line.ends_with(",,,"), line.c_str());
}

void TestExport::qualityIsTold() {
  Session session = sample();
  QVERIFY(toText(session).find("Quality of the figures") == std::string::npos);
  const auto add = [&](const char* id, std::uint32_t caseIndex, double value, double low,
                       std::uint64_t n) {
    const auto metric = session.metricIndex({id, id, "1", MetricKind::ratio, false});
    session.values.push_back({caseIndex, metric, value, low, kUnknown, n, {}});
  };
  add("noise_score", kNoCase, 1.5, kUnknown, 0);
  add("disturbed_share", kNoCase, 0.02, kUnknown, 0);
  add("placement_sensitivity", 2, 1.3, -0.04, 8);
  add("placement_sensitivity", 3, 0.01, -0.01, 8);
  add("modes", 4, 2, kUnknown, 0);
  add("modes", 5, 1, kUnknown, 0);
  add("between_process", 2, 0.03, kUnknown, 3);
  for (const std::string& lines : {toText(session), toMarkdown(session), toHtml(session)}) {
    // A terminal's lines are broken anywhere between words.
    const std::string text = QString::fromStdString(lines).simplified().toStdString();
    const auto has = [&](const char* words) { return text.find(words) != std::string::npos; };
    QVERIFY(has("Noise score 1.50"));
    QVERIFY(has("2 % of the samples disturbed"));
    QVERIFY(has("cost 1 of 2 cases more than 10 %"));
    QVERIFY(has("130 % over 8 placements"));
    QVERIFY(has("1 case with more than one speed"));
    QVERIFY(has("Between processes times differ by 3 %"));
  }
}

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
  write("roofed.json", toJson(roofed()));
  write("roofed.html", toHtml(roofed()));
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
