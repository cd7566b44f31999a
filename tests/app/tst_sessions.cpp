// Several sessions open at once, the panel of session files, and what a killed run leaves, through
// the real window.
#include <signal.h>

#include <QDropEvent>
#include <QFile>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QProcess>

#include "app/window_fixture.h"
#include "charts/curves_view.h"
#include "models/open_sessions.h"
#include "notifier.h"
#include "panels/buttons.h"
#include "panels/diff_parts.h"
#include "panels/session_row.h"
#include "panels/sessions_panel.h"
#include "run/process_run.h"
#include "session_dialog.h"
#include "session_files.h"
#include "support/qt_units.h"
#include "top_bar.h"

using namespace lane;

namespace {

/// The unsaved-changes question, answered.
struct Answers {
  explicit Answers(MainWindow& window, UnsavedChoice choice) : next(choice) {
    window.files().askUnsaved = [this](QWidget*, const QStringList& names) {
      asked << names;
      return next;
    };
  }
  UnsavedChoice next;
  QList<QStringList> asked;
};

struct Fixture : test::WindowFixture {
  explicit Fixture(RunController::Engine engine = &runPlan)
      : test::WindowFixture(std::move(engine)), answers(window, UnsavedChoice::cancel) {
    QDir(folder.path()).mkpath(QStringLiteral("listed"));
    settings.set(SettingKey::listedFolder, listed());
    emit window.files().recentChanged();  // the panel looks there
  }
  QString listed() const { return folder.filePath(QStringLiteral("listed")); }
  /// Two files, opened one after the other; the second is shown.
  void openTwo() {
    first = writeAs("first.lanescope.h5", "the first", 7);
    second = writeAs("second.lanescope.h5", "the second", 8);
    window.files().open({first});
    window.files().open({second});
  }
  QString writeAs(const char* name, const char* title, std::uint64_t seed,
                  const QString& where = {}) const {
    Session session = test::storable({.seed = seed});
    session.title = title;
    session.uuid = newUuid();
    const QString path = where.isEmpty() ? file(name) : QDir(where).filePath(QLatin1String(name));
    if (const auto saved = saveSession(session, toStd(path), Overwrite::yes); !saved)
      qFatal("%s", toString(saved.error()).c_str());
    return path;
  }
  OpenSessions& open() { return window.sessions(); }
  SessionDocument& document() { return window.document(); }
  QListView* list() { return window.sessionsPanel().list(); }
  void showPanel() {
    trigger(Act::listSessions);
    window.activateWindow();
    (void)QTest::qWaitForWindowActive(&window);
    list()->setFocus();
  }
  /// The row of a file in the panel, as the eye sees it; -1: none.
  int rowOf(const QString& path) {
    for (int row = 0; row < list()->model()->rowCount(); ++row)
      if (list()->model()->index(row, 0).data(RecentSessionsModel::PathRole) == path) return row;
    return -1;
  }
  QModelIndex index(const QString& path) { return list()->model()->index(rowOf(path), 0); }
  bool clickMessage(const char* text) {
    for (Button* button : window.messages().findChildren<Button*>())
      if (button->isVisible() && button->text() == QLatin1String(text)) {
        QTest::mouseClick(button, Qt::LeftButton);
        return true;
      }
    return false;
  }
  QString first, second;
  Answers answers;
};

QByteArray bytesOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList checkedTexts(QMenu* menu) {
  QStringList texts;
  for (const QAction* action : menu->actions())
    if (action->isCheckable())
      texts << (action->isChecked() ? u'*' + action->text() : action->text());
  return texts;
}

}  // namespace

class tst_sessions : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { test::useTestFolders(); }

  /// Opening another keeps the first with its unsaved changes, its view and its selection.
  void keepsWhatWasOpen() {
    Fixture f;
    f.openTwo();
    QCOMPARE(f.open().filled().size(), std::size_t(2));
    QCOMPARE(f.document().path(), f.second);
    f.trigger(Act::previousSession);
    QCOMPARE(f.document().path(), f.first);
    const double* samples = f.document().session().samples.seconds.data();
    f.document().setTitle(QStringLiteral("edited"));
    const CaseRecord& record = f.document().session().cases[5];
    const Selection there{curveKey(record), toQString(record.variant), record.size, 5};
    f.window.selection().setCurrent(there);
    f.window.showView(View::latency);
    f.window.curvesView().setLogY(!f.window.curvesView().logY());
    const bool log = f.window.curvesView().logY();

    f.window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&f.window));
    QTest::keyClick(&f.window, Qt::Key_Tab, Qt::ControlModifier);
    QCOMPARE(f.document().path(), f.second);
    QVERIFY(!f.document().isModified());
    QCOMPARE(toQString(f.document().session().title), QStringLiteral("the second"));
    f.window.showView(View::table);
    f.window.curvesView().setLogY(!log);

    QTest::keyClick(&f.window, Qt::Key_PageDown, Qt::ControlModifier);
    QCOMPARE(f.document().path(), f.first);
    QVERIFY(f.document().isModified());
    QCOMPARE(toQString(f.document().session().title), QStringLiteral("edited"));
    QCOMPARE(f.window.view(), View::latency);
    QVERIFY(f.window.selection().current() == there);
    QCOMPARE(f.window.curvesView().logY(), log);
    // Moved there and back, never copied.
    QCOMPARE(f.document().session().samples.seconds.data(), samples);
  }

  void opensAnOpenFileBySwitching() {
    Fixture f;
    f.openTwo();
    f.open().show(0);
    f.document().setTitle(QStringLiteral("edited"));
    f.window.files().open({f.second});
    f.window.files().open({f.first});
    QCOMPARE(f.open().filled().size(), std::size_t(2));
    QCOMPARE(toQString(f.document().session().title), QStringLiteral("edited"));
    // Changed on disk: read again, unless something would be lost.
    f.writeAs("first.lanescope.h5", "written elsewhere", 11);
    f.window.files().open({f.first});
    QCOMPARE(toQString(f.document().session().title), QStringLiteral("edited"));
    QVERIFY(f.window.messages().currentText().contains(QStringLiteral("changed on disk")));
    f.writeAs("second.lanescope.h5", "also elsewhere", 12);
    f.window.files().open({f.second});
    QCOMPARE(toQString(f.document().session().title), QStringLiteral("also elsewhere"));
    QCOMPARE(f.open().filled().size(), std::size_t(2));
  }

  void theMenuListsAndCloses() {
    Fixture f;
    f.openTwo();
    f.open().show(0);
    f.document().setTitle(QStringLiteral("edited"));
    auto* menu = f.window.findChild<TopBar*>()->sessionMenu();
    QCOMPARE(checkedTexts(menu),
             (QStringList{QStringLiteral("*• first"), QStringLiteral("second")}));
    menu->popup(f.window.mapToGlobal(QPoint(100, 100)));
    QTest::mouseClick(menu, Qt::MiddleButton, {},
                      menu->actionGeometry(menu->actions()[1]).center());
    QTRY_COMPARE(f.open().filled().size(), std::size_t(1));
    QVERIFY(f.answers.asked.isEmpty());  // nothing unsaved in that one
    QVERIFY(menu->isVisible());
    QCOMPARE(checkedTexts(menu), QStringList{QStringLiteral("*• first")});
    menu->setActiveAction(menu->actions()[0]);
    QTest::keyClick(menu, Qt::Key_Delete);
    QTRY_COMPARE(f.answers.asked.size(), 1);  // cancelled
    QCOMPARE(f.open().filled().size(), std::size_t(1));
    menu->close();
  }

  void closingAsks_data() {
    QTest::addColumn<int>("choice");
    QTest::newRow("save") << int(UnsavedChoice::save);
    QTest::newRow("discard") << int(UnsavedChoice::discard);
    QTest::newRow("cancel") << int(UnsavedChoice::cancel);
  }
  void closingAsks() {
    QFETCH(int, choice);
    Fixture f;
    f.openTwo();
    f.document().setTitle(QStringLiteral("edited"));
    f.answers.next = UnsavedChoice(choice);
    f.window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&f.window));
    QTest::keyClick(&f.window, Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(f.answers.asked, QList<QStringList>{{QStringLiteral("second")}});
    const bool closed = f.answers.next != UnsavedChoice::cancel;
    QCOMPARE(f.document().path(), closed ? f.first : f.second);
    QCOMPARE(f.open().filled().size(), std::size_t(closed ? 1 : 2));
    const auto back = openSession(toStd(f.second));
    QVERIFY(back.has_value());
    QCOMPARE(back->session.title,
             std::string(f.answers.next == UnsavedChoice::save ? "edited" : "the second"));
    if (!closed) return;
    QTest::keyClick(&f.window, Qt::Key_W, Qt::ControlModifier);
    QVERIFY(f.window.isEmptyStateShown());
    QCOMPARE(f.answers.asked.size(), 1);
  }

  void closeAllAndQuitAskOnce() {
    Fixture f;
    f.openTwo();
    f.document().setTitle(QStringLiteral("b"));
    f.open().show(0);
    f.document().setTitle(QStringLiteral("a"));
    f.trigger(Act::closeAllSessions);
    QCOMPARE(f.answers.asked.size(), 1);
    QCOMPARE(f.answers.asked[0].size(), 2);
    QCOMPARE(f.open().filled().size(), std::size_t(2));
    QVERIFY(!f.window.close());
    QCOMPARE(f.answers.asked.size(), 2);
    f.answers.next = UnsavedChoice::save;
    QVERIFY(f.window.close());
    QCOMPARE(f.answers.asked.size(), 3);
    QCOMPARE(openSession(toStd(f.first))->session.title, std::string("a"));
    QCOMPARE(openSession(toStd(f.second))->session.title, std::string("b"));
    f.trigger(Act::closeAllSessions);
    QVERIFY(f.open().filled().empty());
    QVERIFY(f.document().isEmpty());
  }

  /// A run goes on in its own session; starting it does not touch what was open.
  void runsInItsOwnSession() {
    test::FakeEngine engine;
    engine.state->session.uuid = newUuid();
    Fixture f{engine};
    f.openTwo();
    f.document().setTitle(QStringLiteral("edited"));
    f.window.startRun();
    QTRY_VERIFY(f.document().isRunning());
    QCOMPARE(f.open().filled().size(), std::size_t(3));
    f.open().show(f.open().indexOfPath(f.second));
    QCOMPARE(toQString(f.document().session().title), QStringLiteral("edited"));
    QVERIFY(f.document().isModified());
    QVERIFY(!f.document().isRunning());
    const int sent = engine.state->sent;
    QTRY_VERIFY(engine.state->sent > sent + 20);
    QVERIFY(f.window.windowTitle().contains(u'%'));
    QVERIFY(f.window.actions()[Act::save]->isEnabled());
    QVERIFY(!f.window.actions()[Act::run]->isEnabled());
    const SessionDocument& run = f.window.runs().document();
    QVERIFY(&run != &f.document());
    QTRY_VERIFY(run.session().samples.size() > std::size_t(sent));
    // Its session cannot be closed, and not by closing all of them either.
    f.answers.next = UnsavedChoice::discard;
    QVERIFY(!f.window.files().closeSession(f.open().indexOfUuid(run.session().uuid)));
    QVERIFY(f.window.messages().currentText().contains(QStringLiteral("A run is going")));
    engine.state->finishNow = true;
    QTRY_VERIFY(!f.window.runs().isRunning());
    QCOMPARE(toQString(f.document().session().title), QStringLiteral("edited"));
    QVERIFY(f.window.messages().currentText().contains(QStringLiteral("is done")));
    QVERIFY(f.clickMessage("Show"));
    QCOMPARE(f.document().session().uuid, engine.state->session.uuid);
    QVERIFY(f.document().session().complete);
    QVERIFY(&f.window.runs().document() == &f.document());
    QCOMPARE(f.open().filled().size(), std::size_t(3));
  }

  void anEndedRunIsTold() {
    test::FakeEngine engine;
    engine.state->finishNow = true;
    Fixture f{engine};
    QStringList told;
    f.window.notifier().send = [&](const QString& title, const QString& text) {
      told << title + u'|' + text;
    };
    QSignalSpy finished(&f.window.runs(), &RunController::finished);
    f.window.notifier().longSeconds = 0;
    QWidget other;  // takes the focus away
    other.show();
    other.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&other));
    f.window.startRun();
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(told.size(), 1);
    QVERIFY2(told[0].startsWith(QStringLiteral("Run finished|")), qPrintable(told[0]));
    // Not when it was short, nor when nobody wants it.
    f.window.notifier().longSeconds = 10;
    f.window.startRun();
    QTRY_COMPARE(finished.count(), 2);
    f.window.notifier().longSeconds = 0;
    f.settings.set(SettingKey::notifyAtEnd, false);
    f.window.startRun();
    QTRY_COMPARE(finished.count(), 3);
    QCOMPARE(told.size(), 1);
    f.settings.set(SettingKey::notifyAtEnd, true);
    other.close();
    f.window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&f.window));
    f.window.startRun();
    QTRY_COMPARE(finished.count(), 4);
    QCOMPARE(told.size(), 1);
  }

  void titleFileAndNote() {
    Fixture f;
    f.openTwo();
    f.trigger(Act::renameSession);
    auto* dialog = f.window.findChild<SessionDialog*>();
    QVERIFY(dialog);
    dialog->titleField()->setText(QStringLiteral("After the change"));
    dialog->fileField()->setText(QStringLiteral("after"));
    dialog->noteField()->setPlainText(QStringLiteral("fans on"));
    QTest::keyClick(dialog->titleField(), Qt::Key_Return);
    const QString now = f.file("after.lanescope.h5");
    QCOMPARE(f.document().path(), now);
    QVERIFY(QFile::exists(now) && !QFile::exists(f.second));
    QVERIFY(f.document().isModified());
    QVERIFY(f.settings.recentFiles().contains(now) && !f.settings.recentFiles().contains(f.second));
    f.trigger(Act::save);
    const auto back = openSession(toStd(now));
    QVERIFY(back.has_value());
    QCOMPARE(back->session.title, std::string("After the change"));
    QCOMPARE(back->session.notes.back().text, std::string("fans on"));
    QCOMPARE(back->session.notes.back().caseIndex, kNoCase);
    f.document().setNote({});
    QVERIFY(f.document().note().isEmpty());
  }

  /// In the panel: F2, a name, Enter. A name that is taken changes nothing.
  void renamesInTheList() {
    Fixture f;
    const QString a = f.writeAs("a.lanescope.h5", "a", 1, f.listed());
    const QString b = f.writeAs("b.lanescope.h5", "b", 2, f.listed());
    f.window.files().open({a});
    f.showPanel();
    QTRY_VERIFY(f.rowOf(a) >= 0 && f.rowOf(b) >= 0);
    const QByteArray before = bytesOf(b);
    const auto type = [&](const QString& path, const QString& name) {
      f.list()->setFocus();
      f.list()->setCurrentIndex(f.index(path));
      QTest::keyClick(f.list(), Qt::Key_F2);
      auto* editor = f.list()->findChild<QLineEdit*>();
      if (!editor) return false;
      editor->selectAll();
      QTest::keyClicks(editor, name);
      // The list is read again while a name is typed: what is typed stays.
      emit f.list()->model()->dataChanged(f.index(path), f.index(path));
      if (editor->text() != name) return false;
      QTest::keyClick(editor, Qt::Key_Return);
      return true;
    };
    QVERIFY(type(a, QStringLiteral("b")));
    QTRY_VERIFY(f.window.messages().currentText().contains(QStringLiteral("already a file")));
    QCOMPARE(bytesOf(b), before);
    QVERIFY(QFile::exists(a));
    QCOMPARE(f.document().path(), a);
    QVERIFY(type(a, QStringLiteral("c d")));
    const QString c = QDir(f.listed()).filePath(QStringLiteral("c d.lanescope.h5"));
    QTRY_COMPARE(f.document().path(), c);
    QVERIFY(QFile::exists(c) && !QFile::exists(a));
    QTRY_VERIFY(f.rowOf(c) >= 0 && f.rowOf(a) < 0);
    QVERIFY(!f.document().isModified());
  }

  void badNames_data() {
    QTest::addColumn<QString>("name");
    QTest::newRow("empty") << QString();
    QTest::newRow("only the ending") << QStringLiteral(".lanescope.h5");
    QTest::newRow("folder") << QStringLiteral("x/y");
    QTest::newRow("up") << QStringLiteral("..");
    QTest::newRow("long") << QString(300, u'x');
  }
  void badNames() {
    QFETCH(QString, name);
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("a.h5"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    const auto renamed = renameSessionFile(path, name);
    QVERIFY(!renamed.has_value());
    QCOMPARE(renamed.error().code, ErrorCode::usage);
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{QStringLiteral("a.h5")});
  }

  /// A file that comes into being is listed, with a picture in its variants' colours; a broken one
  /// tells its reason and harms nothing.
  void watchesTheFolder() {
    Fixture f;
    f.showPanel();
    QVERIFY(f.rowOf(f.listed()) < 0);
    QProcess copy;  // written by another process
    copy.start(QStringLiteral("cp"), {f.writeAs("one.lanescope.h5", "of another", 3),
                                      f.listed() + QStringLiteral("/copied.lanescope.h5")});
    QVERIFY(copy.waitForFinished());
    const QString copied = f.listed() + QStringLiteral("/copied.lanescope.h5");
    QTRY_VERIFY(f.rowOf(copied) >= 0);
    QTRY_VERIFY(f.index(copied).data(RecentSessionsModel::KnownRole).toBool());
    QFile broken(f.listed() + QStringLiteral("/broken.h5"));
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write(bytesOf(copied).left(5000));
    broken.close();
    QTRY_VERIFY(f.rowOf(broken.fileName()) >= 0);
    QTRY_VERIFY(
        !f.index(broken.fileName()).data(RecentSessionsModel::ErrorRole).toString().isEmpty());
    f.list()->setFocus();
    f.list()->setCurrentIndex(f.index(broken.fileName()));
    QTest::keyClick(f.list(), Qt::Key_Return);
    QVERIFY(f.window.messages().currentText().contains(QStringLiteral("broken.h5")));
    QVERIFY(f.document().isEmpty());
    QFile::remove(broken.fileName());
    QTRY_VERIFY(f.rowOf(broken.fileName()) < 0);

    // The best variant of the made-up session at large sizes is one of these; its colour is seen.
    f.list()->scrollTo(f.index(copied));
    const QRect row = f.list()->visualRect(f.index(copied));
    const QImage shot = f.list()->viewport()->grab(SessionRowDelegate::pictureRect(row)).toImage();
    QHash<QString, int> seen;
    for (const char* variant : {"avx3", "avx2", "sse4"}) {
      const QColor wanted = Theme::instance().series(QLatin1String(variant)).line;
      for (int y = 0; y < shot.height(); ++y)
        for (int x = 0; x < shot.width(); ++x) {
          const QColor here = shot.pixelColor(x, y);
          if (std::abs(here.red() - wanted.red()) + std::abs(here.green() - wanted.green()) +
                  std::abs(here.blue() - wanted.blue()) <
              40)
            ++seen[QLatin1String(variant)];
        }
    }
    QVERIFY2(seen.value(QStringLiteral("avx3")) > 10, qPrintable(QString::number(shot.width())));
  }

  /// Two marked rows compare; Delete puts a file into the bin, and Undo takes it out.
  void comparesTwoAndUsesTheBin() {
    Fixture f;
    const QString a = f.writeAs("a.lanescope.h5", "a", 1, f.listed());
    const QString b = f.writeAs("b.lanescope.h5", "b", 2, f.listed());
    f.showPanel();
    emit f.window.files().recentChanged();
    QTRY_VERIFY(f.rowOf(a) >= 0 && f.rowOf(b) >= 0);
    const auto click = [&](const QString& path, Qt::KeyboardModifiers keys) {
      QTest::mouseClick(f.list()->viewport(), Qt::LeftButton, keys,
                        f.list()->visualRect(f.index(path)).center());
    };
    click(a, {});
    QVERIFY(!f.window.sessionsPanel().compareButton()->isVisible());
    click(b, Qt::ControlModifier);
    QVERIFY(f.window.sessionsPanel().compareButton()->isVisible());
    QTest::mouseClick(f.window.sessionsPanel().compareButton(), Qt::LeftButton);
    QCOMPARE(f.window.view(), View::diff);
    QVERIFY(f.window.diffDocument().hasBoth());

    const QByteArray bytes = bytesOf(a);
    f.showPanel();
    click(a, {});
    f.list()->setFocus();
    QTest::keyClick(f.list(), Qt::Key_Delete);
    QVERIFY(!QFile::exists(a));
    QTRY_VERIFY(f.rowOf(a) < 0);
    QVERIFY(f.clickMessage("Undo"));
    QCOMPARE(bytesOf(a), bytes);
    QTRY_VERIFY(f.rowOf(a) >= 0);
    // Not under the feet of the window.
    f.window.files().open({a});
    click(a, {});
    QTest::keyClick(f.list(), Qt::Key_Delete);
    QVERIFY(QFile::exists(a));
    QVERIFY(f.window.messages().currentText().contains(QStringLiteral("is open")));
  }

  /// A row is dragged as a file: onto a card of the diff, or onto the window.
  void rowsDragAsFiles() {
    Fixture f;
    const QString a = f.writeAs("a.lanescope.h5", "a", 1, f.listed());
    f.showPanel();
    emit f.window.files().recentChanged();
    QTRY_VERIFY(f.rowOf(a) >= 0);
    const std::unique_ptr<QMimeData> mime(f.list()->model()->mimeData({f.index(a)}));
    QCOMPARE(mime->urls(), QList<QUrl>{QUrl::fromLocalFile(a)});
    QCOMPARE(FileController::dropSentence(mime.get()), QStringLiteral("Open a.lanescope.h5"));
    f.window.showView(View::diff);
    const auto cards = f.window.findChildren<SideCard*>();
    QCOMPARE(cards.size(), 2);
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, mime.get(), Qt::LeftButton, {});
    QCoreApplication::sendEvent(cards[0], &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(5, 5), Qt::CopyAction, mime.get(), Qt::LeftButton, {});
    QCoreApplication::sendEvent(cards[0], &drop);
    QCOMPARE(f.window.diffDocument().base().path, a);
    QMimeData wrong;
    wrong.setUrls({QUrl::fromLocalFile(QStringLiteral("/x/picture.png"))});
    QDragEnterEvent refused(QPoint(5, 5), Qt::CopyAction, &wrong, Qt::LeftButton, {});
    QCoreApplication::sendEvent(&f.window, &refused);
    QVERIFY(!refused.isAccepted());
  }

  void setsTheSidesOfTheDiff() {
    Fixture f;
    f.openTwo();
    f.trigger(Act::setAsB);
    f.trigger(Act::nextSession);
    f.trigger(Act::setAsA);
    QCOMPARE(f.window.diffDocument().base().path, f.first);
    QCOMPARE(f.window.diffDocument().now().path, f.second);
    QCOMPARE(f.window.view(), View::diff);
  }

  /// A process that is killed in the middle of its run; then the window starts on its folder.
  void offersWhatAKilledRunLeft() {
    Fixture f;
    const QString output = f.listed() + QStringLiteral("/killed.lanescope.h5");
    const QString part = output + QStringLiteral(".part");
    QProcess child;
    child.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--measure"), output});
    QVERIFY(child.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(part), 60000);
    // While it lives, it is left alone.
    f.window.offerRecovery();
    QTest::qWait(300);
    QCOMPARE(f.window.messages().count(), 0);
    QCOMPARE(kill(pid_t(child.processId()), SIGKILL), 0);
    QVERIFY(child.waitForFinished());
    QVERIFY(!QFile::exists(output));
    f.window.offerRecovery();
    QTRY_COMPARE(f.window.messages().count(), 1);
    QVERIFY(f.window.messages().currentText().contains(QStringLiteral("did not end")));
    QVERIFY(f.clickMessage("Later"));
    QVERIFY(QFile::exists(part));
    f.window.offerRecovery();
    QTRY_COMPARE(f.window.messages().count(), 1);
    QVERIFY(f.clickMessage("Recover"));
    QCOMPARE(f.document().path(), output);
    QVERIFY(!f.document().session().complete);
    QVERIFY(!f.document().session().cases.empty());
    QVERIFY(!QFile::exists(part));
    // Beside a file of that name it takes another one.
    QVERIFY(QFile::copy(output, part));
    const QByteArray kept = bytesOf(output);
    f.window.messages().dismissAll();
    f.window.offerRecovery();
    QTRY_COMPARE(f.window.messages().count(), 1);
    QVERIFY(f.clickMessage("Recover"));
    QCOMPARE(bytesOf(output), kept);
    QVERIFY(f.document().path().endsWith(QStringLiteral("killed-recovered.lanescope.h5")));
    // Discarded into the bin, and back.
    QVERIFY(QFile::copy(output, part));
    f.window.messages().dismissAll();
    f.window.offerRecovery();
    QTRY_COMPARE(f.window.messages().count(), 1);
    QVERIFY(f.clickMessage("Discard"));
    QVERIFY(!QFile::exists(part));
    QVERIFY(f.clickMessage("Undo"));
    QVERIFY(QFile::exists(part));
  }
};

namespace {

/// What the killed process was doing: a real run of a few kernels.
int measure(const std::string& output) {
  class Silent : public EventSink {
    void onEvent(RunEvent) override {}
  } sink;
  Plan plan = *loadPlan("quick");
  plan.benchmarks = {"add", "dot"};
  RunOptions options;
  options.output = output;
  return runPlan(plan, sink, options) ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (const auto measured = runAsChild(argc, argv)) return *measured;
  if (argc == 3 && std::string_view(argv[1]) == "--measure") return measure(argv[2]);
  QApplication app(argc, argv);
  tst_sessions test;
  QTEST_SET_MAIN_SOURCE_PATH
  return QTest::qExec(&test, argc, argv);
}

#include "tst_sessions.moc"
