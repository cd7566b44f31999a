// Opening, comparing, saving and dropping files through the real window; every failure is a
// message that names the file, and what was open stays.
#include <QDropEvent>
#include <QFile>
#include <QMimeData>

#include "app/window_fixture.h"
#include "models/diff_document.h"

using namespace lane;

class tst_file_controller : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { test::useTestFolders(); }
  void opensAndRemembers();
  void badFiles_data();
  void badFiles();
  void twoFilesCompareOlderAsBase();
  void savesAsAndSaves();
  void unwritableTarget();
  void planFiles();
  void dropsOneTwoAndPlans();
  void refusesOtherFilesWhileDragging();
  void recentFilesForget();
};

void tst_file_controller::opensAndRemembers() {
  test::WindowFixture f;
  const QString path = f.write("one.lanescope.h5");
  f.nextOpen = path;
  f.trigger(Act::open);
  QVERIFY(!f.window.document().isEmpty());
  QCOMPARE(f.window.document().path(), path);
  QVERIFY(!f.window.document().isModified());
  QVERIFY(!f.window.isEmptyStateShown());
  QCOMPARE(f.settings.recentFiles().first(), path);
  QCOMPARE(f.window.messages().count(), 0);
}

void tst_file_controller::badFiles_data() {
  QTest::addColumn<QByteArray>("content");
  QTest::newRow("text") << QByteArray("this is no HDF5");
  QTest::newRow("empty") << QByteArray();
  QTest::newRow("truncated") << QByteArray("truncate");
  QTest::newRow("missing") << QByteArray("missing");
}

void tst_file_controller::badFiles() {
  QFETCH(QByteArray, content);
  test::WindowFixture f;
  const QString good = f.write("good.h5");
  f.window.files().open({good});
  const QString bad = f.file("bad.h5");
  if (content == "truncate") {
    QFile file(good);
    QVERIFY(file.open(QIODevice::ReadOnly));
    content = file.readAll().left(int(file.size() / 2));
  }
  if (content != "missing") {
    QFile file(bad);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
  }
  f.window.files().open({bad});
  QCOMPARE(f.window.messages().count(), 1);
  QVERIFY2(f.window.messages().currentText().contains(QStringLiteral("bad.h5")),
           qPrintable(f.window.messages().currentText()));
  QCOMPARE(f.window.document().path(), good);  // untouched
}

void tst_file_controller::twoFilesCompareOlderAsBase() {
  test::WindowFixture f;
  Session older = test::storable({.processes = 3});
  Session newer = test::storable({.slowdown = 1.2, .processes = 3, .seed = 9});
  older.created = "2026-01-01T00:00:00Z";
  newer.created = "2026-02-01T00:00:00Z";
  QVERIFY(saveSession(older, f.file("older.h5").toStdString()));
  QVERIFY(saveSession(newer, f.file("newer.h5").toStdString()));
  f.window.files().open({f.file("newer.h5"), f.file("older.h5")});
  QCOMPARE(f.window.view(), View::diff);
  QCOMPARE(f.window.diffDocument().base().name, QStringLiteral("older"));
  QTRY_VERIFY(f.window.diffDocument().isReady());
  QVERIFY(f.window.diffDocument().diff().summary.regressed > 0);
  f.trigger(Act::swapDiff);
  QTRY_VERIFY(f.window.diffDocument().isReady());
  QVERIFY(f.window.diffDocument().diff().summary.improved > 0);
}

void tst_file_controller::savesAsAndSaves() {
  test::WindowFixture f;
  f.window.document().setSession(test::storable(), {});
  f.nextSave = f.file("saved");
  f.trigger(Act::save);  // never saved: asks
  const QString path = f.file("saved.lanescope.h5");
  QVERIFY(QFile::exists(path));
  QCOMPARE(f.window.document().path(), path);
  const auto back = openSession(path.toStdString());
  QVERIFY(back.has_value());
  QCOMPARE(back->session.cases.size(), f.window.document().session().cases.size());
  QFile::remove(path);
  f.nextSave.clear();
  f.trigger(Act::save);  // has a name: does not ask
  QVERIFY(QFile::exists(path));
}

void tst_file_controller::unwritableTarget() {
  test::WindowFixture f;
  f.window.document().setSession(test::storable(), {});
  f.nextSave = f.file("no/such/folder/x.h5");
  f.trigger(Act::saveAs);
  QCOMPARE(f.window.messages().count(), 1);
  QVERIFY(f.window.messages().currentText().contains(QStringLiteral("x.h5")) ||
          f.window.messages().currentText().contains(QStringLiteral("no/such/folder")));
  QVERIFY(f.window.document().path().isEmpty());
}

void tst_file_controller::planFiles() {
  test::WindowFixture f;
  Plan plan = f.window.planModel().plan();
  plan.title = "mine";
  plan.benchmarks = {"dot"};
  plan.sizes = {8, 64};
  f.window.planModel().load(plan);
  f.nextSave = f.file("mine.yaml");
  f.trigger(Act::savePlan);
  QVERIFY(QFile::exists(f.file("mine.yaml")));
  plan.sizes = {1024};
  f.window.planModel().edit(QStringLiteral("sizes"), plan);
  f.nextOpen = f.file("mine.yaml");
  f.trigger(Act::loadPlan);
  QCOMPARE(f.window.planModel().plan().sizes, (std::vector<std::uint64_t>{8, 64}));
  QFile wrong(f.file("wrong.yaml"));
  QVERIFY(wrong.open(QIODevice::WriteOnly));
  wrong.write("version: 1\ntitle: x\nsises: 8\n");
  wrong.close();
  f.window.files().open({wrong.fileName()});
  QVERIFY2(f.window.messages().currentText().contains(QStringLiteral("3")),  // the line at fault
           qPrintable(f.window.messages().currentText()));
  QCOMPARE(f.window.planModel().plan().title, std::string("mine"));
}

void tst_file_controller::dropsOneTwoAndPlans() {
  test::WindowFixture f;
  const QString a = f.write("a.h5"), b = f.write("b.h5", {.slowdown = 1.1, .seed = 4});
  const auto drop = [&](const QStringList& paths) {
    QMimeData mime;
    QList<QUrl> urls;
    for (const QString& path : paths) urls << QUrl::fromLocalFile(path);
    mime.setUrls(urls);
    QDragEnterEvent enter(QPoint(400, 400), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&f.window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(QPointF(400, 400), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&f.window, &event);
  };
  drop({a});
  QCOMPARE(f.window.document().path(), a);
  QCOMPARE(f.window.view(), View::curves);
  drop({a, b});
  QCOMPARE(f.window.view(), View::diff);
  QFile plan(f.file("p.yaml"));
  QVERIFY(plan.open(QIODevice::WriteOnly));
  plan.write("version: 1\ntitle: dropped\nbenchmarks: [dot]\nsizes: 8..64\n");
  plan.close();
  drop({plan.fileName()});
  QCOMPARE(f.window.planModel().plan().title, std::string("dropped"));
}

void tst_file_controller::refusesOtherFilesWhileDragging() {
  QMimeData mime;
  mime.setUrls({QUrl::fromLocalFile(QStringLiteral("/x/picture.png"))});
  QVERIFY(!FileController::canDrop(&mime));
  mime.setUrls({QUrl(QStringLiteral("https://example.org/a.h5"))});
  QVERIFY(!FileController::canDrop(&mime));
  mime.setUrls({QUrl::fromLocalFile(QStringLiteral("/x/a.h5"))});
  QVERIFY(FileController::canDrop(&mime));
}

void tst_file_controller::recentFilesForget() {
  QTemporaryDir folder;
  Settings settings(folder.filePath(QStringLiteral("s.ini")));
  for (int i = 0; i < 20; ++i) settings.addRecentFile(QStringLiteral("/x/%1.h5").arg(i));
  QCOMPARE(settings.recentFiles().size(), 12);
  QCOMPARE(settings.recentFiles().first(), QStringLiteral("/x/19.h5"));
  settings.addRecentFile(QStringLiteral("/x/15.h5"));
  QCOMPARE(settings.recentFiles().first(), QStringLiteral("/x/15.h5"));
  QCOMPARE(settings.recentFiles().size(), 12);
  settings.forgetRecentFile(QStringLiteral("/x/15.h5"));
  QVERIFY(!settings.recentFiles().contains(QStringLiteral("/x/15.h5")));
}

QTEST_MAIN(tst_file_controller)
#include "tst_file_controller.moc"
