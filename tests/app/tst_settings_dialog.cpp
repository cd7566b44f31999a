// Preferences through the real window: what a change does at once, what Cancel takes back, what
// Reset puts back, and that they are there at the next start.
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QListWidget>
#include <QPushButton>

#include "app/window_fixture.h"
#include "charts/curves_view.h"
#include "plan_shelf.h"
#include "settings_dialog.h"
#include "support/motion.h"

using namespace lane;

namespace {

/// As a user finds it: by its key.
SettingsDialog* openDialog(test::WindowFixture& f) {
  f.window.activateWindow();
  QTest::keyClick(&f.window, Qt::Key_Comma, Qt::ControlModifier);
  auto* dialog = f.window.findChild<SettingsDialog*>();
  if (dialog) (void)QTest::qWaitForWindowExposed(dialog);
  return dialog;
}

QPushButton* button(SettingsDialog* dialog, const char* name) {
  return dialog->findChild<QPushButton*>(QLatin1StringView(name));
}

void choose(QWidget* control, const QVariant& value) {
  auto* box = qobject_cast<QComboBox*>(control);
  QVERIFY(box);
  const int goal = box->findData(value);
  QVERIFY(goal >= 0);
  box->setFocus();
  while (box->currentIndex() < goal) QTest::keyClick(box, Qt::Key_Down);
  while (box->currentIndex() > goal) QTest::keyClick(box, Qt::Key_Up);
}

}  // namespace

class tst_settings_dialog : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { test::useTestFolders(); }
  void cleanup() {
    Theme::instance().setChoice(Theme::Choice::dark);
    Theme::instance().setTextScale(1);
    setMotionReduced(false);
    setSessionsDirectory({});
  }
  void takesEffectAtOnceAndEscTakesItBack();
  void okKeeps();
  void everyControlSetsItsSetting();
  void resetsAPageOrAll();
  void goalOfBuiltInPlans();
  void startsAsLastTime();
  void plansAreKeptRenamedAndDeleted();
};

void tst_settings_dialog::takesEffectAtOnceAndEscTakesItBack() {
  test::WindowFixture f;
  SettingsDialog* dialog = openDialog(f);
  QVERIFY(dialog);
  f.settings.set(SettingKey::theme, QStringLiteral("dark"));
  dialog->refresh();
  choose(dialog->control(SettingKey::theme), QStringLiteral("light"));
  QVERIFY(!Theme::instance().isDark());
  choose(dialog->control(SettingKey::textScale), 1.5);
  QCOMPARE(Theme::instance().textScale(), 1.5);
  QTest::keyClick(dialog, Qt::Key_Escape);
  QCOMPARE(Theme::instance().textScale(), 1.0);
  QCOMPARE(f.settings.value(SettingKey::textScale).toDouble(), 1.0);
  QTRY_VERIFY(!f.window.findChild<SettingsDialog*>());
}

void tst_settings_dialog::okKeeps() {
  test::WindowFixture f;
  SettingsDialog* dialog = openDialog(f);
  auto* motion = qobject_cast<QCheckBox*>(dialog->control(SettingKey::reduceMotion));
  motion->setFocus();
  QTest::keyClick(motion, Qt::Key_Space);
  QVERIFY(isMotionReduced());
  QVERIFY(f.window.actions()[Act::reduceMotion]->isChecked());
  QTest::mouseClick(button(dialog, "acceptSettings"), Qt::LeftButton);
  QVERIFY(isMotionReduced());
  QVERIFY(f.settings.value(SettingKey::reduceMotion).toBool());
}

void tst_settings_dialog::everyControlSetsItsSetting() {
  test::WindowFixture f;
  SettingsDialog* dialog = openDialog(f);
  choose(dialog->control(SettingKey::chartMetric), QStringLiteral("cyclesPerItem"));
  QCOMPARE(f.window.curvesView().metric(), CurveMetric::cyclesPerItem);
  auto* threshold = qobject_cast<QDoubleSpinBox*>(dialog->control(SettingKey::diffThreshold));
  threshold->setValue(2.5);
  QCOMPARE(f.window.diffDocument().threshold(), 0.025);
  QCOMPARE(f.settings.value(SettingKey::diffThreshold).toDouble(), 0.025);
  // On or off: one press of Space each.
  for (const SettingKey key : {SettingKey::linkAxes, SettingKey::notifyAtEnd,
                               SettingKey::startWithLastPlan, SettingKey::startWithLastLayout}) {
    auto* box = qobject_cast<QCheckBox*>(dialog->control(key));
    QVERIFY(box);
    const bool before = f.settings.value(key).toBool();
    QCOMPARE(box->isChecked(), before);
    box->click();
    QCOMPARE(f.settings.value(key).toBool(), !before);
  }
  filePrompt().openFolder = [&](QWidget*, const FileQuestion&) { return f.folder.path(); };
  dialog->control(SettingKey::sessionsFolder)->parentWidget()->findChild<QPushButton*>()->click();
  QCOMPARE(sessionsDirectory(), QDir(f.folder.path()).absolutePath());
  // Everything at once.
  QTest::mouseClick(button(dialog, "cancelSettings"), Qt::LeftButton);
  QCOMPARE(f.window.curvesView().metric(), CurveMetric::byteRate);
  QCOMPARE(f.window.diffDocument().threshold(), 0.05);
  QVERIFY(sessionsDirectory() != QDir(f.folder.path()).absolutePath());
}

void tst_settings_dialog::resetsAPageOrAll() {
  test::WindowFixture f;
  f.settings.set(SettingKey::textScale, 1.3);
  f.settings.set(SettingKey::diffThreshold, 0.1);
  f.settings.addRecentFile(QStringLiteral("/somewhere/a.h5"));
  SettingsDialog* dialog = openDialog(f);
  dialog->findChild<QListWidget*>()->setCurrentRow(0);
  QTest::mouseClick(button(dialog, "resetPage"), Qt::LeftButton);
  QCOMPARE(f.settings.value(SettingKey::textScale).toDouble(), 1.0);
  QCOMPARE(f.settings.value(SettingKey::diffThreshold).toDouble(), 0.1);  // of another page
  int asked = 0;
  bool answer = false;
  dialog->askReset = [&](QWidget*) {
    ++asked;
    return answer;
  };
  QTest::mouseClick(button(dialog, "resetAll"), Qt::LeftButton);
  QCOMPARE(asked, 1);
  QCOMPARE(f.settings.value(SettingKey::diffThreshold).toDouble(), 0.1);
  answer = true;
  QTest::mouseClick(button(dialog, "resetAll"), Qt::LeftButton);
  QCOMPARE(f.settings.value(SettingKey::diffThreshold).toDouble(), 0.05);
  QCOMPARE(f.settings.recentFiles().size(), 1);
  // The reset, too, is taken back.
  QTest::keyClick(dialog, Qt::Key_Escape);
  QCOMPARE(f.settings.value(SettingKey::diffThreshold).toDouble(), 0.1);
  QCOMPARE(f.settings.value(SettingKey::textScale).toDouble(), 1.3);
}

void tst_settings_dialog::goalOfBuiltInPlans() {
  test::WindowFixture f;
  QVERIFY(f.window.loadPlanNamed(QStringLiteral("quick")));
  const double own = f.window.planModel().plan().precision;
  QCOMPARE(own, 0.01);  // resources/plans/quick.yaml
  SettingsDialog* dialog = openDialog(f);
  choose(dialog->control(SettingKey::planPrecision), 0.02);
  QVERIFY(f.window.loadPlanNamed(QStringLiteral("quick")));
  QCOMPARE(f.window.planModel().plan().precision, 0.02);
  // A file says what it wants itself.
  const QString path = f.file("mine.yaml");
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write("version: 1\ntitle: mine\nbenchmarks: [dot]\nsizes: 8..64\nprecision: 0.5%\n");
  file.close();
  QVERIFY(f.window.loadPlanNamed(path));
  QCOMPARE(f.window.planModel().plan().precision, 0.005);
}

void tst_settings_dialog::startsAsLastTime() {
  QTemporaryDir folder;
  const QString file = folder.filePath(QStringLiteral("settings.ini"));
  {
    Settings settings(file);
    MainWindow window(&settings);
    window.show();
    window.showView(View::table);
    Plan plan = window.planModel().plan();
    plan.title = "mine";
    window.planModel().load(plan);
    window.close();
  }
  {
    Settings settings(file);
    MainWindow window(&settings);
    QCOMPARE(window.view(), View::table);
    QCOMPARE(window.planModel().plan().title, std::string("mine"));
  }
  Settings settings(file);
  settings.set(SettingKey::startWithLastLayout, false);
  settings.set(SettingKey::startWithLastPlan, false);
  MainWindow window(&settings);
  QCOMPARE(window.view(), View::curves);
  QCOMPARE(window.planModel().plan().title, loadPlan("quick")->title);
}

void tst_settings_dialog::plansAreKeptRenamedAndDeleted() {
  QDir(plansDirectory()).removeRecursively();
  test::WindowFixture f;
  const PlanShelf shelf;
  QVERIFY(shelf.names().isEmpty());
  f.trigger(Act::duplicatePlan);
  QCOMPARE(shelf.names().size(), 1);
  const QString copy = shelf.names().first();
  QCOMPARE(QString::fromStdString(f.window.planModel().plan().title), copy);
  f.trigger(Act::undo);  // an edit like any other
  QVERIFY(QString::fromStdString(f.window.planModel().plan().title) != copy);
  f.trigger(Act::redo);
  f.trigger(Act::duplicatePlan);
  QCOMPARE(shelf.names().size(), 2);
  QVERIFY(shelf.rename(copy, shelf.names().last()).has_value() == false);  // it is taken
  QVERIFY(shelf.rename(copy, QStringLiteral("night")));
  QVERIFY(shelf.has(QStringLiteral("night")) && !shelf.has(copy));
  QCOMPARE(loadPlan(shelf.path(QStringLiteral("night")).toStdString())->title,
           std::string("night"));
  const auto gone = shelf.remove(QStringLiteral("night"));
  QVERIFY(gone.has_value() && !shelf.has(QStringLiteral("night")));
  QVERIFY(shelf.save(*gone));
  QVERIFY(shelf.has(QStringLiteral("night")));
  QVERIFY(!shelf.save(Plan{}));  // without a name
  QDir(plansDirectory()).removeRecursively();
}

QTEST_MAIN(tst_settings_dialog)
#include "tst_settings_dialog.moc"
