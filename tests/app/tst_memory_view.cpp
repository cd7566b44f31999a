// The Memory view in the real window: a session without ceilings offers to measure them, what was
// measured is shown at once with words whose it is, and one click adds it to the session.
#include <QLabel>
#include <QStackedWidget>
#include <QTest>

#include "app/window_fixture.h"
#include "ceilings_controller.h"
#include "charts/memory_canvas.h"
#include "dock.h"
#include "panels/buttons.h"
#include "panels/memory_levels.h"
#include "panels/memory_panel.h"
#include "panels/offer_page.h"
#include "support/made_memory.h"

using namespace lane;
using namespace lane::test;

class tst_memory_view : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { useTestFolders(); }

  void measuredShownAndAdded() {
    WindowFixture fixture;
    MainWindow& window = fixture.window;
    QTRY_VERIFY(window.actions()[Act::measureCeilings]->isEnabled());
    window.files().openSessionFile(fixture.write("a.h5"));
    const std::string cpu = window.document().session().machine.cpuModel;
    window.ceilings().setEngine(
        [cpu](const MachineCard&, const CeilingOptions&, const CeilingProgress&,
              const std::stop_token&) -> Result<Ceilings> {
          Ceilings ceilings = madeMemory();
          ceilings.cpuModel = cpu;
          return ceilings;
        },
        [](const Ceilings&) -> Result<void> { return {}; });
    QTest::keyClick(&window, Qt::Key_4, Qt::ControlModifier);
    QCOMPARE(window.view(), View::memory);
    MemoryPanel& panel = window.memoryPanel();
    auto* offer = panel.findChild<OfferPage*>(QStringLiteral("hierarchyOffer"));
    QVERIFY(offer->isVisible());
    auto* levels = window.findChild<MemoryLevelsPage*>();
    QVERIFY(!levels->isVisible());
    QVERIFY(!window.actions()[Act::exportChart]->isEnabled());

    QTest::mouseClick(offer->button(), Qt::LeftButton);
    QTRY_VERIFY(panel.chart() != nullptr);
    QTRY_VERIFY(!window.runs().isRunning());
    auto* words = panel.findChild<QWidget*>(QStringLiteral("memoryWords"));
    QVERIFY(words->isVisible());
    QVERIFY(levels->isVisible());
    QCOMPARE(levels->levels()->rows().size(), std::size_t(4));
    QVERIFY(window.actions()[Act::exportChart]->isEnabled());
    QVERIFY(!ceilingsOf(window.document().session()));

    Button* add = words->findChild<Button*>();
    QVERIFY(add->isVisible());
    QTest::mouseClick(add, Qt::LeftButton);
    QVERIFY(ceilingsOf(window.document().session()));
    QTRY_VERIFY(!words->isVisible());
    QVERIFY(panel.chart() != nullptr);
    QVERIFY(window.document().isModified());
  }

  void dockFollowsTheView() {
    WindowFixture fixture;
    Session session = storable();
    addCeilings(session, madeMemory());
    const QString path = fixture.file("own.h5");
    QVERIFY(saveSession(session, path.toStdString(), Overwrite::yes));
    fixture.window.files().openSessionFile(path);
    fixture.window.showView(View::memory);
    auto* levels = fixture.window.findChild<MemoryLevelsPage*>();
    QVERIFY(levels->isVisible());
    MemoryCanvas* canvas = fixture.window.memoryPanel().plot()->bandwidth();
    QTest::qWait(50);
    QTest::mouseMove(canvas, canvas->pixel(8388608, 50e9).toPoint());
    QTRY_COMPARE(levels->readout(), QStringLiteral("50.0 GB/s read"));
    QCOMPARE(levels->levels()->marked(), 2);
    fixture.window.showView(View::curves);
    QVERIFY(!levels->isVisible());
    fixture.window.showView(View::memory);
    QVERIFY(levels->isVisible());
  }
};

QTEST_MAIN(tst_memory_view)
#include "tst_memory_view.moc"
