// Another session dotted under the curves.
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

#include "charts/curve_plot.h"
#include "charts/curves_view.h"
#include "models/session_document.h"
#include "support/sample_session.h"

using namespace lane;

namespace {

std::shared_ptr<const Session> slower(double factor, std::vector<std::string> kernels = {"dot"}) {
  test::SampleOptions options;
  options.kernels = std::move(kernels);
  options.slowdown = factor;
  return std::make_shared<const Session>(test::sampleSession(options));
}

struct Fixture {
  SessionDocument document;
  CurvesView view;
  CurvePlot* plot = nullptr;
  Fixture() {
    document.setSession(*slower(1), {});
    view.setDocument(&document);
    view.resize(1000, 700);
    view.show();
    QTest::qWait(30);
    plot = view.findChild<CurvePlot*>();
  }
};

}  // namespace

class TestGhost : public QObject {
  Q_OBJECT

 private slots:
  void comesAndGoes() {
    Fixture f;
    QVERIFY(f.plot && !f.view.hasGhost());
    QVERIFY(f.plot->chart().ghost.empty());
    const QImage without = f.plot->grab().toImage();
    f.view.setGhost(slower(1.3), QStringLiteral("yesterday"));
    QTest::qWait(30);
    QVERIFY(f.view.hasGhost());
    QCOMPARE(f.plot->chart().ghost.size(), f.plot->chart().curves.size());
    const double now = f.plot->chart().curves[0].points[0].value;
    const double then = f.plot->chart().ghost[0].points[0].value;
    QVERIFY(std::abs(now / then - 1.3) < 0.02);
    QVERIFY(f.plot->grab().toImage() != without);
    QVERIFY(f.view.chartFooter().contains(QStringLiteral("yesterday")));
    f.view.setGhost(nullptr, {});
    QTest::qWait(30);
    QVERIFY(f.plot->chart().ghost.empty());
    QVERIFY(!f.view.chartFooter().contains(QStringLiteral("yesterday")));
  }

  void doesNotSquash() {
    Fixture f;
    const QCPRange before = f.plot->yAxis->range();
    f.view.setGhost(slower(1e6), QStringLiteral("snail"));
    QTest::qWait(30);
    QCOMPARE(f.plot->yAxis->range().lower, before.lower);
    QCOMPARE(f.plot->yAxis->range().upper, before.upper);
    // A little slower: kept in sight.
    f.view.setGhost(slower(2.5), QStringLiteral("near"));
    QTest::qWait(30);
    double lowest = 1e300;
    for (const Curve& curve : f.plot->chart().ghost)
      for (const CurvePoint& point : curve.points)
        lowest = std::min(lowest, point.value * f.plot->chart().factor);
    QVERIFY(f.plot->yAxis->range().lower <= lowest);
  }

  void withoutTheKernelItSaysSo() {
    Fixture f;
    f.view.setGhost(slower(1, {"sum"}), QStringLiteral("other"));
    QTest::qWait(30);
    QVERIFY(f.plot->chart().ghost.empty());
    bool said = false;
    for (const QLabel* label : f.view.findChildren<QLabel*>())
      said |= label->text().contains(QStringLiteral("other has no such curves"));
    QVERIFY(said);
  }

  void keyAsksForIt() {
    Fixture f;
    QSignalSpy asked(&f.view, &CurvesView::ghostRequested);
    QTest::keyClick(&f.view, Qt::Key_H);
    QCOMPARE(asked.size(), 1);
  }
};

QTEST_MAIN(TestGhost)
#include "tst_ghost.moc"
