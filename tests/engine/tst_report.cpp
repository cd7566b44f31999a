// Reports: sections come and go without touching each other, links lead somewhere, hostile names
// stay text, the same session gives the same bytes, and a large one ends in time and size.
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>
#include <set>

#include "analysis/roof_chart.h"
#include "engine/store_support.h"
#include "exchange/export.h"
#include "exchange/report.h"
#include "exchange/svg_palette.h"
#include "exchange/svg_roofline.h"
#include "support/sample_session.h"

using namespace lane;
using namespace lane::test;

class TestReport : public QObject {
  Q_OBJECT

 private slots:
  void sectionWords();
  void sectionsLeftOutAreGone_data();
  void sectionsLeftOutAreGone();
  void parsedByPython();
  void hostileNamesStayText();
  void sameSessionSameBytes();
  void evidenceLeadsToItsRow();
  void evidenceIsNeverLeftOut();
  void largeSessionsEnd();
  void rooflineGeometry();
  void rooflineNeedsCeilings();
  void importedSessionNamesItsSource();
  void markdownTablesAreEven();
  void resolvedColours();
};

namespace {

constexpr const char* kHostile =
    "\"><script>alert(1)</script>'|`*_[x](javascript:1)]]>&amp;{{title}}";

Session sample() {
  SampleOptions options;
  options.kernels = {"dot", "exp"};
  options.lastSize = 4096;
  Session session = sampleSession(options);
  session.planYaml =
      "version: 1\ntitle: Sample\nbenchmarks: [dot, exp]\nsizes: 8..4Ki\nprecision: 2%\n";
  session.findings = {
      {Severity::warning, "noisy", "It was noisy", session.cases[3].key, "Be quiet"},
      {Severity::problem, "wrong", "It was wrong",
       session.cases[1].key + "\n" + session.cases[2].key + "\nno/such/case", ""}};
  return session;
}

/// One memory level and one peak, round figures.
Ceilings plainCeilings() {
  Ceilings ceilings;
  ceilings.created = "2024-01-01T00:00:00Z";
  ceilings.threads = 1;
  ceilings.levels = {{"memory", kUnknown, kUnknown, 1}};
  for (const WalkKind kind : {WalkKind::read, WalkKind::triad, WalkKind::copy, WalkKind::write})
    ceilings.rates.push_back(
        {{kind, 4, false, 1, PageKind::huge}, "memory", 1 << 30, {1e11, 0.9e11, 1.1e11, 9}, {}});
  ceilings.peaks.push_back(
      {"fma512", "512-bit, FMA", Dtype::f32, 64, 1, {2e11, 1.9e11, 2.1e11, 9}, 3e9, 64, 1, {}});
  return ceilings;
}

/// Every name a session can carry, hostile.
Session hostile() {
  Session session = sample();
  const std::string bad = kHostile;
  session.title = session.uuid = session.created = session.programVersion = bad;
  session.machine.cpuModel = session.machine.microarchitecture = bad;
  session.machine.fields = {{"a", bad, bad, bad, ""}, {"b", bad, bad, "", bad}};
  for (CaseRecord& record : session.cases) {
    record.benchmark = record.variant = record.suite = record.reason = bad;
    record.params = "{\"" + std::string("<b>") + "\":\"<i>\"}";
    record.key = makeKey(record);
  }
  for (CrossoverRecord& crossover : session.crossovers)
    crossover.benchmark = crossover.from = crossover.to = bad;
  session.sources = {{bad, SourceKind::in_process, bad, bad, bad}};
  session.planYaml += "# " + bad + "\nEND_OF_PLAN\n";
  session.findings = {{Severity::problem, bad, bad, session.cases[0].key + "\n" + bad, bad}};
  session.series.front().id = "resident_memory";
  session.marks = {{0, kNoCase, bad}};
  addCeilings(session, plainCeilings());
  return session;
}

ReportOptions without(ReportSection section) {
  ReportOptions options;
  options.sections.set(section, false);
  return options;
}

QString page(const Session& session, const ReportOptions& options = {}) {
  return QString::fromStdString(toHtml(session, options));
}

/// id -> the whole section.
std::map<std::string, QString> sectionsOf(const QString& html) {
  std::map<std::string, QString> found;
  static const QRegularExpression expression(
      QStringLiteral("<section id=\"([a-z]+)\">(.*?)</section>"),
      QRegularExpression::DotMatchesEverythingOption);
  for (const auto& match : expression.globalMatch(html))
    found[match.captured(1).toStdString()] = match.captured(2);
  return found;
}

}  // namespace

void TestReport::sectionWords() {
  const auto two = parseSections("findings, results");
  QVERIFY(two.has_value());
  QVERIFY(two->has(ReportSection::findings) && two->has(ReportSection::results));
  QVERIFY(!two->has(ReportSection::machine));
  const auto wrong = parseSections("findings,resluts");
  QVERIFY(!wrong.has_value());
  QCOMPARE(wrong.error().code, ErrorCode::usage);
  QVERIFY(wrong.error().what.find("resluts") != std::string::npos);
  QVERIFY(wrong.error().advice.find("results") != std::string::npos);
  QVERIFY(!parseSections("").has_value());
  QVERIFY(chooseSections("", "") == ReportSections());
  QVERIFY(!chooseSections("plan", "plan").has_value());
  const auto rest = chooseSections("", "plan,method");
  QVERIFY(rest && !rest->has(ReportSection::plan) && rest->has(ReportSection::machine));
}

void TestReport::sectionsLeftOutAreGone_data() {
  QTest::addColumn<int>("index");
  for (std::size_t i = 0; i < kReportSections; ++i)
    QTest::newRow(std::string(words<ReportSection>()[i]).c_str()) << int(i);
}

void TestReport::sectionsLeftOutAreGone() {
  QFETCH(int, index);
  const auto section = static_cast<ReportSection>(index);
  Session session = sample();
  addCeilings(session, plainCeilings());
  const auto metric = session.metricIndex({"noise_score", "Noise", "1", MetricKind::ratio, false});
  session.values.push_back({kNoCase, metric, 1.5, kUnknown, kUnknown, 0, {}});
  const auto all = sectionsOf(page(session));
  QCOMPARE(all.size(), kReportSections);
  const auto rest = sectionsOf(page(session, without(section)));
  const std::string word(toWord(section));
  QVERIFY(!rest.contains(word));
  QCOMPARE(rest.size(), all.size() - 1);
  // The others say the same; only links into what is gone are plain text now.
  static const QRegularExpression link(QStringLiteral("<a href=\"#[^\"]*\">|</a>"));
  for (const auto& [id, content] : rest)
    QCOMPARE(QString(content).remove(link), QString(all.at(id)).remove(link));
  // Markdown likewise.
  const std::string heading = "\n## " + std::string(title(section)) + "\n";
  QVERIFY(toMarkdown(session).find(heading) != std::string::npos);
  QVERIFY(toMarkdown(session, without(section)).find(heading) == std::string::npos);
}

void TestReport::parsedByPython() {
  const Scratch scratch;
  const auto write = [&](const char* name, const std::string& content) {
    std::ofstream(scratch / name, std::ios::binary) << content;
  };
  Session roofed = sample();
  addCeilings(roofed, plainCeilings());
  write("sample.html", toHtml(sample()));
  write("roofed.html", toHtml(roofed));
  write("rich.html", toHtml(richSession()));
  write("hostile.html", toHtml(hostile()));
  write("empty.html", toHtml(Session{}));
  for (std::size_t i = 0; i < kReportSections; ++i)
    write(("without" + std::to_string(i) + ".html").c_str(),
          toHtml(roofed, without(static_cast<ReportSection>(i))));
  write("sample.md", toMarkdown(sample()));
  write("hostile.md", toMarkdown(hostile()));
  const Finished python =
      run(kPython, {LANESCOPE_SOURCE_DIR "/tests/engine/check_report.py", text(scratch.path())});
  QVERIFY2(python.exitCode == 0, python.output.constData());
  QVERIFY2(python.output.contains("reports checked"), python.output.constData());
}

void TestReport::hostileNamesStayText() {
  const std::string html = toHtml(hostile());
  QCOMPARE(html.find("<script>alert"), std::string::npos);
  QCOMPARE(html.find("\"><script"), std::string::npos);
  QVERIFY(html.find("&quot;&gt;&lt;script&gt;alert(1)") != std::string::npos);
  QVERIFY(html.find("{{title}}") != std::string::npos);  // not filled in
  // What is indented is code and literal.
  static const QRegularExpression code(QStringLiteral("^    .*$"),
                                       QRegularExpression::MultilineOption);
  const QString markdown = QString::fromStdString(toMarkdown(hostile())).remove(code);
  QVERIFY(!markdown.contains(QStringLiteral("<script")));
  QVERIFY(!markdown.contains(QStringLiteral("[x](")));
  // The plan ends where it ends: its own line cannot close the here-document.
  QVERIFY(html.find("&lt;&lt;&#39;END_OF_PLAN_&#39;") != std::string::npos);
}

void TestReport::sameSessionSameBytes() {
  QVERIFY(toHtml(hostile()) == toHtml(hostile()));
  QVERIFY(toMarkdown(hostile()) == toMarkdown(hostile()));
  std::setlocale(LC_ALL, "");
  const std::string here = toHtml(sample());
  std::setlocale(LC_ALL, "C");
  QVERIFY(here == toHtml(sample()));
}

void TestReport::evidenceLeadsToItsRow() {
  const Report report = makeReport(sample(), {}, ReportForm::page);
  QCOMPARE(report.parts.front().section, ReportSection::findings);
  const auto& worst = std::get<ReportFinding>(report.parts.front().blocks.front());
  QCOMPARE(worst.severity, Severity::problem);  // most severe first
  QCOMPARE(worst.evidence.size(), std::size_t(3));
  QCOMPARE(worst.evidence[0].second, std::string("case-2"));
  QCOMPARE(worst.evidence[2].first, std::string("no/such/case"));
  QVERIFY(worst.evidence[2].second.empty());
  // Without the results the chart is the next best; without both there is no link.
  ReportOptions options = without(ReportSection::results);
  const Report charts = makeReport(sample(), options, ReportForm::page);
  QCOMPARE(std::get<ReportFinding>(charts.parts.front().blocks.front()).evidence[0].second,
           std::string("chart-1"));
  options.sections.set(ReportSection::curves, false);
  const Report plain = makeReport(sample(), options, ReportForm::page);
  QVERIFY(std::get<ReportFinding>(plain.parts.front().blocks.front()).evidence[0].second.empty());
}

void TestReport::evidenceIsNeverLeftOut() {
  Session session = sample();
  const std::size_t last = session.cases.size() - 2;  // the last one is skipped
  QVERIFY(session.cases[last].hasTime());
  session.findings = {{Severity::note, "x", "x", session.cases[last].key, ""}};
  ReportOptions options;
  options.mostRows = 5;
  const QString html = page(session, options);
  QCOMPARE(html.count(QStringLiteral("<tr id=\"case-")), 5);
  QVERIFY(html.contains(QStringLiteral("<tr id=\"case-%1\"").arg(last + 1)));
  QVERIFY(html.contains(QStringLiteral("more rows are not here")));
  QVERIFY(html.contains(QStringLiteral("--format csv")));
}

void TestReport::largeSessionsEnd() {
  SampleOptions options;
  options.lastSize = std::uint64_t{1} << 20;
  options.samplesPerCase = 4;
  Session session = sampleSession(options);
  // 8 kernels by 18 sizes by 8 variants are 1,152 with a time.
  QVERIFY(session.cases.size() > 1000);
  const std::string thousand = toHtml(session);
  QVERIFY2(thousand.size() < 5'000'000, std::to_string(thousand.size()).c_str());
  // Ten times as many: rows and charts end, and say so.
  const std::size_t count = session.cases.size();
  for (int copy = 1; copy < 9; ++copy)
    for (std::size_t i = 0; i < count; ++i) {
      CaseRecord record = session.cases[i];
      record.benchmark += std::to_string(copy);
      record.key = makeKey(record);
      session.cases.push_back(std::move(record));
    }
  QVERIFY(session.cases.size() > 10'000);
  const QString all = page(session);
  QCOMPARE(all.count(QStringLiteral("<tr id=\"case-")), int(ReportOptions{}.mostRows));
  QCOMPARE(all.count(QStringLiteral("<figure id=\"chart-")), int(ReportOptions{}.mostCharts));
  QVERIFY(all.contains(QStringLiteral("more charts are not drawn")));
  QVERIFY(!toMarkdown(session).empty());
}

void TestReport::rooflineGeometry() {
  Session session = sample();
  addCeilings(session, plainCeilings());
  const auto pages = roofPages(session);
  QCOMPARE(pages.size(), std::size_t(1));
  const RooflineDrawing drawing = toSvg(roofChart(session, pages.front()));
  const QString svg = QString::fromStdString(drawing.svg);
  QVERIFY(drawing.leftOut.empty());
  // 2e11 FLOP/s over 1e11 byte/s meet at 2 FLOP per byte.
  QVERIFY(svg.contains(QStringLiteral("Ridge of memory: 2")));
  QVERIFY(svg.contains(QStringLiteral("memory read 100 GB/s")));
  QVERIFY(svg.contains(QStringLiteral("512-bit, FMA 200 GFLOP/s")));
  // One marker per kernel and size: the fastest variant.
  std::set<std::pair<std::string, std::uint64_t>> places;
  for (const CaseRecord& record : session.cases)
    if (record.hasTime() && record.flops > 0) places.insert({record.benchmark, record.size});
  QCOMPARE(svg.count(QStringLiteral("of its roof")), int(places.size()));
}

void TestReport::rooflineNeedsCeilings() {
  const QString html = page(sample());
  QVERIFY(html.contains(QStringLiteral("lanescope-cli ceilings")));
  QVERIFY(!html.contains(QStringLiteral("id=\"roofline-1\"")));
}

void TestReport::importedSessionNamesItsSource() {
  Session session = sample();
  session.planYaml.clear();
  session.sources = {
      {"g", SourceKind::import, "Google Benchmark 1.7.1", "{}", R"({"file":"results.json"})"}};
  const auto parts = sectionsOf(page(session));
  QVERIFY(!parts.contains("plan"));
  QVERIFY(parts.at("reproduce").contains(QStringLiteral("Google Benchmark 1.7.1")));
  QVERIFY(parts.at("reproduce").contains(QStringLiteral("results.json")));
  QVERIFY(!parts.at("reproduce").contains(QStringLiteral("lanescope-cli run")));
  const auto measured = sectionsOf(page(sample()));
  QVERIFY(measured.at("reproduce").contains(QStringLiteral("lanescope-cli run plan.yaml --seed")));
}

void TestReport::markdownTablesAreEven() {
  const QStringList lines = QString::fromStdString(toMarkdown(sample())).split(u'\n');
  int tables = 0;
  for (qsizetype i = 1; i < lines.size(); ++i) {
    if (!lines[i].startsWith(u'|') || !lines[i - 1].startsWith(u'|')) continue;
    ++tables;
    QCOMPARE(lines[i].count(u'|'), lines[i - 1].count(u'|'));
  }
  QVERIFY(tables > 10);
}

void TestReport::resolvedColours() {
  const std::string svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\"><g class=\"series amber\"/></svg>";
  const std::string light = withColours(svg, SvgColours::light);
  QCOMPARE(light.find("$"), std::string::npos);
  QCOMPARE(light.find("var("), std::string::npos);
  QVERIFY(light.find(".amber .line{fill:none;stroke:#BF7A0A}") != std::string::npos);
  QVERIFY(light != withColours(svg, SvgColours::dark));
  QVERIFY(light.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"><style"));
}

QTEST_APPLESS_MAIN(TestReport)
#include "tst_report.moc"
