// Commands in the real window: typed into the plan, timed by the real engine, shown in the place of
// curves.
#include <QCheckBox>
#include <QLineEdit>
#include <QTableView>
#include <QTest>
#include <QUndoStack>

#include "app/window_fixture.h"
#include "panels/buttons.h"
#include "panels/commands_panel.h"
#include "panels/fold.h"
#include "panels/plan_commands.h"
#include "panels/plan_fields.h"

using namespace lane;
using namespace lane::test;

class tst_commands_window : public QObject {
  Q_OBJECT

  static void typeCommand(PlanCommands* fields, const QString& line) {
    QTest::mouseClick(fields->addButton(), Qt::LeftButton);
    QLineEdit* field = fields->field(fields->rowCount() - 1);
    QTRY_VERIFY(field->hasFocus());
    QTest::keyClicks(field, line);
    QTest::keyClick(field, Qt::Key_Return);
  }

 private slots:
  void initTestCase() { useTestFolders(); }

  void commandsAreEdited() {
    WindowFixture f;
    auto* fields = f.window.findChild<PlanCommands*>();
    QVERIFY(fields);
    PlanModel& plan = f.window.planModel();
    const QStringList kernels = selectedBenchmarks(plan.plan(), benchmarks());
    QVERIFY(!kernels.isEmpty());
    QCOMPARE(fields->rowCount(), 0);
    QCOMPARE(fields->heading()->value(), QStringLiteral("none"));
    f.trigger(Act::newPlan);
    QTRY_VERIFY(fields->heading()->isVisible());
    QTest::mouseClick(fields->heading(), Qt::LeftButton);
    QTRY_VERIFY(fields->addButton()->isVisible());

    typeCommand(fields, QStringLiteral("ls --version"));
    QCOMPARE(plan.plan().commands.size(), std::size_t(1));
    QCOMPARE(plan.plan().commands.front().line, std::string("ls --version"));
    QCOMPARE(selectedBenchmarks(plan.plan(), benchmarks()), kernels);  // are measured as before
    QCOMPARE(fields->heading()->value(), QStringLiteral("1 command"));

    // Only a shell understands it: said, and taken once a shell is to run it.
    typeCommand(fields, QStringLiteral("ls | wc"));
    QCOMPARE(plan.plan().commands.size(), std::size_t(1));
    QVERIFY(fields->heading()->value().contains(QStringLiteral("shell")));
    QVERIFY(fields->field(1)->property("invalid").toBool());
    QTest::mouseClick(fields->shellBox(1), Qt::LeftButton, {},
                      QPoint(8, fields->shellBox(1)->height() / 2));
    QCOMPARE(plan.plan().commands.size(), std::size_t(2));
    QVERIFY(plan.plan().commands.back().shell);
    QVERIFY(!fields->field(1)->property("invalid").toBool());

    QTest::qWait(1100);  // edits within a second are one step back
    fields->field(0)->setFocus();
    fields->field(0)->selectAll();
    QTest::keyClicks(fields->field(0), QStringLiteral("true"));
    QTest::keyClick(fields->field(0), Qt::Key_Return);
    QCOMPARE(plan.plan().commands.front().line, std::string("true"));
    plan.undoStack()->undo();
    QCOMPARE(plan.plan().commands.front().line, std::string("ls --version"));
    QCOMPARE(fields->field(0)->text(), QStringLiteral("ls --version"));

    QTest::mouseClick(fields->removeButton(0), Qt::LeftButton);
    QCOMPARE(plan.plan().commands.size(), std::size_t(1));
    QCOMPARE(fields->rowCount(), 1);
    QCOMPARE(fields->field(0)->text(), QStringLiteral("ls | wc"));
    // One that was begun and not typed goes without a trace.
    QTest::mouseClick(fields->addButton(), Qt::LeftButton);
    QCOMPARE(fields->rowCount(), 2);
    QTest::mouseClick(fields->removeButton(1), Qt::LeftButton);
    QCOMPARE(fields->rowCount(), 1);
    QCOMPARE(plan.plan().commands.size(), std::size_t(1));
  }

  void commandsAreTimedAndShown() {
    WindowFixture f;
    Plan plan;
    plan.title = "Two commands";
    plan.commands = {
        {.line = "true", .name = {}, .shell = false, .expectedExit = 0},
        {.line = "sh -c 'exit 3'", .name = "three", .shell = false, .expectedExit = 0}};
    plan.precision = 0.9;
    plan.budgetSeconds = 0.1;
    plan.refine = false;
    plan.placements = 0;
    f.window.planModel().load(plan);
    auto* fields = f.window.findChild<PlanCommands*>();
    QCOMPARE(fields->rowCount(), 2);
    QVERIFY(fields->heading()->isChecked());
    QVERIFY(selectedBenchmarks(plan, benchmarks()).isEmpty());
    QTRY_VERIFY(f.window.planModel().estimate().known);
    QCOMPARE(f.window.planModel().estimate().points, std::size_t(2));

    f.trigger(Act::run);
    QTRY_VERIFY_WITH_TIMEOUT(!f.window.runs().isRunning() && !f.window.document().isEmpty() &&
                                 !f.window.document().isRunning(),
                             20000);
    QCOMPARE(f.window.view(), View::curves);
    CommandsPanel* panel = nullptr;
    for (auto* one : f.window.findChildren<CommandsPanel*>())
      if (one->isVisible()) panel = one;
    QVERIFY(panel);
    CommandsModel* model = panel->model();
    QCOMPARE(model->rowCount(), 2);
    const auto cell = [&](int row, int column) {
      return model->index(row, column).data().toString();
    };
    QCOMPARE(cell(0, CommandsModel::Command), QStringLiteral("true"));
    QCOMPARE(cell(0, CommandsModel::Exit), QStringLiteral("0"));
    QVERIFY(cell(0, CommandsModel::Wall).contains(QStringLiteral("s")));
    QVERIFY(cell(0, CommandsModel::Peak).contains(QStringLiteral("B")));
    QCOMPARE(cell(1, CommandsModel::Wall), QStringLiteral("wrong"));
    QCOMPARE(cell(1, CommandsModel::Exit), QStringLiteral("3"));
    QVERIFY(model->index(1, 0)
                .data(Qt::ToolTipRole)
                .toString()
                .contains(QStringLiteral("exit code 3, not 0")));
    const QVariantList dot =
        model->index(0, CommandsModel::Chart).data(CommandsModel::DotRole).toList();
    QCOMPARE(dot.size(), 3);
    QVERIFY(dot[1].toDouble() <= dot[0].toDouble() && dot[0].toDouble() <= dot[2].toDouble());
    QVERIFY(!f.window.actions()[Act::exportChart]->isEnabled());

    // A row is a point like any other.
    QTableView* table = panel->table();
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(model->index(0, CommandsModel::Wall)).center());
    QCOMPARE(f.window.selection().current().caseIndex, 0u);
    // Latency has no size axis for it either.
    f.window.showView(View::latency);
    QVERIFY(!panel->isVisible());
    int shown = 0;
    for (auto* one : f.window.findChildren<CommandsPanel*>()) shown += one->isVisible();
    QCOMPARE(shown, 1);
    // Another session brings the curves back.
    f.window.files().openSessionFile(f.write("kernels.h5"));
    f.window.showView(View::curves);
    for (auto* one : f.window.findChildren<CommandsPanel*>()) QVERIFY(!one->isVisible());
  }
};

QTEST_MAIN(tst_commands_window)
#include "tst_commands_window.moc"
