// Charts as files: pictures that open again at the right size, data equal to the engine's.
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "charts/chart_export.h"
#include "charts/curves_view.h"
#include "charts/ratio_plot.h"
#include "charts/series_strip.h"
#include "models/selection_model.h"
#include "models/session_document.h"
#include "support/qt_units.h"
#include "support/sample_session.h"
#include "support/theme.h"

using namespace lane;

namespace {

const CurveKey kDot{"vector", "dot", Dtype::f32, 1, Mode::reuse, CacheState::hot};

QByteArray contents(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

int count(const QImage& image, const QColor& color) {
  int found = 0;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) found += image.pixelColor(x, y).rgb() == color.rgb();
  return found;
}

}  // namespace

class TestChartExport : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    Theme::instance().setChoice(Theme::Choice::dark);
    Theme::instance().apply();
    m_document.setSession(test::sampleSession(), {});
    m_view.setDocument(&m_document);
    m_view.setSelectionModel(&m_selection);
    m_view.resize(900, 700);
    m_selection.setCurrent({kDot, "avx2", 4096, kNoCase});
    QTRY_COMPARE(m_view.key().benchmark, std::string("dot"));
  }

  void formatsByEnding() {
    QCOMPARE(chartFormat("a/b.PNG").value(), ChartFormat::png);
    QCOMPARE(chartFormat("x.svg").value(), ChartFormat::svg);
    QCOMPARE(chartFormat("x.pdf").value(), ChartFormat::pdf);
    QCOMPARE(chartFormat("x.csv").value(), ChartFormat::csv);
    QVERIFY(!chartFormat("x.bmp"));
    QVERIFY(!chartFormat("x"));
  }

  void png() {
    const QString path = m_folder.filePath("dot.png");
    ChartExportOptions options;
    options.size = {800, 500};
    options.scale = 3;
    QVERIFY(exportChart(m_view, path, ChartFormat::png, options));
    const QImage image(path);
    QCOMPARE(image.size(), QSize(2400, 1500));
    QVERIFY(std::abs(image.dotsPerMeterX() - 96 * 3 / 0.0254) < 1);
    // White paper although the window is dark, and the curves in the light theme's colours.
    QCOMPARE(image.pixelColor(5, 5), QColor(Qt::white));
    {
      const ThemeOverride light(false);
      for (const char* variant : {"scalar", "sse4", "avx2", "avx3"})
        QVERIFY2(count(image, Theme::instance().series(variant).line) > 300, variant);
    }
    QVERIFY(Theme::instance().isDark());
  }

  void darkPngOnRequest() {
    ChartExportOptions options;
    options.light = false;
    options.scale = 1;
    const QImage image = chartImage(m_view, options);
    QCOMPARE(image.size(), options.size);
    QCOMPARE(image.pixelColor(3, 3), Theme::instance().chrome().plot);
  }

  void svg() {
    const QString path = m_folder.filePath("dot.svg");
    QVERIFY(exportChart(m_view, path, ChartFormat::svg));
    QSvgRenderer renderer(path);
    QVERIFY(renderer.isValid());
    QCOMPARE(renderer.viewBox(), QRect(0, 0, 1120, 720));
    QImage image(1120, 720, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    renderer.render(&painter);
    painter.end();
    const ThemeOverride light(false);
    QVERIFY(count(image, Theme::instance().series("avx3").fill) > 50);
    const QByteArray text = contents(path);
    QVERIFY(text.contains("dot, f32, 1 thread"));
    QVERIFY(text.contains("GB/s"));
    QVERIFY(text.contains("Sample CPU"));
  }

  void pdf() {
    const QString path = m_folder.filePath("dot.pdf");
    QVERIFY(exportChart(m_view, path, ChartFormat::pdf));
    const QByteArray bytes = contents(path);
    QVERIFY(bytes.startsWith("%PDF-1."));
    QVERIFY(bytes.trimmed().endsWith("%%EOF"));
    QVERIFY(bytes.contains("/Count 1"));
    QVERIFY(bytes.contains("/FontFile"));           // text stays text
    QVERIFY(bytes.contains("/MediaBox [0 0 840"));  // 1,120 px at 96 dpi in points
  }

  void csvIsTheEnginesData() {
    const QString path = m_folder.filePath("dot.csv");
    QVERIFY(exportChart(m_view, path, ChartFormat::csv));
    const QStringList lines = QString::fromUtf8(contents(path)).split("\r\n", Qt::SkipEmptyParts);
    const QStringList head = lines.first().split(',');
    const auto column = [&](const char* name) { return head.indexOf(QString::fromLatin1(name)); };
    qsizetype line = 1;
    for (const Curve& curve : curves(m_document.session(), kDot, CurveMetric::byteRate))
      for (const CurvePoint& point : curve.points) {
        QVERIFY(line < lines.size());
        const QStringList row = lines[line++].split(',');
        QCOMPARE(row.size(), head.size());
        QCOMPARE(row[column("variant")], toQString(curve.variant));
        QCOMPARE(row[column("size")].toULongLong(), point.size);
        QCOMPARE(row[column("unit")], QString("B/s"));
        QCOMPARE(row[column("value")].toDouble(), point.value);  // bit for bit
        QCOMPARE(row[column("low")].toDouble(), point.low);
        QCOMPARE(row[column("high")].toDouble(), point.high);
        // And against the samples' own figures: two floats per element and call.
        const CaseRecord& record = m_document.session().cases[point.caseIndex];
        const double expected = 8.0 * static_cast<double>(record.size) / record.median;
        QVERIFY(std::abs(row[column("value")].toDouble() / expected - 1) < 1e-12);
      }
    QCOMPARE(line, lines.size());
  }

  void csvHoldsOnlyWhatIsShown() {
    m_view.soloVariant("avx2");
    const QString text = m_view.chartCsv();
    m_view.soloVariant("avx2");
    QVERIFY(text.contains(",avx2,"));
    QVERIFY(!text.contains(",scalar,"));
    QVERIFY(m_view.chartCsv().contains(",scalar,"));
  }

  void otherViews() {
    SeriesStrip strip;
    strip.setDocument(&m_document);
    RatioPlot ratios;
    ratios.setDiff(diffSessions(m_document.session(), m_document.session()), "a", "b");
    const ChartSource* sources[] = {&strip, &ratios};
    for (const ChartSource* source : sources)
      for (const char* ending : {"png", "svg", "pdf", "csv"}) {
        const QString path = m_folder.filePath(QStringLiteral("other.") + ending);
        QVERIFY(exportChart(*source, path, chartFormat(path).value()));
        QVERIFY(contents(path).size() > 500);
      }
  }

  void failureKeepsTheOldFile() {
    const QString folder = m_folder.filePath("missing/folder/x.png");
    const auto result = exportChart(m_view, folder, ChartFormat::png);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::io);
    QVERIFY(toQString(result.error().where).endsWith("x.png"));
    ChartExportOptions nothing;
    nothing.size = {0, 0};
    const QString path = m_folder.filePath("kept.png");
    QVERIFY(exportChart(m_view, path, ChartFormat::png));
    const QByteArray before = contents(path);
    QVERIFY(!exportChart(m_view, path, ChartFormat::png, nothing));
    QCOMPARE(contents(path), before);
  }

 private:
  QTemporaryDir m_folder;
  SessionDocument m_document;
  SelectionModel m_selection;
  CurvesView m_view;
};

QTEST_MAIN(TestChartExport)
#include "tst_chart_export.moc"
