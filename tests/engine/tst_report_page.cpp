// The HTML report in a real browser: its script runs under the page's own policy, nothing is asked
// of a network, and the console stays empty. Skipped where there is no Chromium.
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "exchange/export.h"
#include "support/sample_session.h"

using namespace lane;
using namespace lane::test;

class TestReportPage : public QObject {
  Q_OBJECT

 private slots:
  void opensWithoutComplaint();
};

void TestReportPage::opensWithoutComplaint() {
  QString browser;
  for (const char* name : {"chromium", "chromium-browser", "google-chrome"})
    if (browser.isEmpty()) browser = QStandardPaths::findExecutable(QString::fromLatin1(name));
  if (browser.isEmpty()) QSKIP("no Chromium is installed, so the page was not opened in a browser");
  SampleOptions options;
  options.kernels = {"dot", "exp"};
  options.lastSize = 4096;
  const QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("report.html"));
  std::ofstream(path.toStdString(), std::ios::binary) << toHtml(sampleSession(options));

  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("HOME"), folder.path());
  process.setProcessEnvironment(environment);
  process.start(browser, {QStringLiteral("--headless"), QStringLiteral("--no-sandbox"),
                          QStringLiteral("--disable-gpu"), QStringLiteral("--no-first-run"),
                          QStringLiteral("--user-data-dir=") + folder.filePath(QStringLiteral("p")),
                          QStringLiteral("--enable-logging=stderr"), QStringLiteral("--dump-dom"),
                          QStringLiteral("file://") + path});
  if (!process.waitForFinished(90000)) {
    process.kill();
    process.waitForFinished();
    QSKIP("Chromium did not answer within 90 seconds");
  }
  const QString dom = QString::fromUtf8(process.readAllStandardOutput());
  const QString log = QString::fromUtf8(process.readAllStandardError());
  if (!dom.contains(QStringLiteral("<html"))) QSKIP("Chromium does not start here");
  // What the script adds is there: it ran, so the policy let it.
  QVERIFY(dom.contains(QRegularExpression(QStringLiteral("<th [^>]*><span [^>]*role=\"button\""))));
  QVERIFY(dom.contains(QStringLiteral("class=\"filter\"")));
  QVERIFY(dom.contains(QStringLiteral("class=\"theme\"")));
  static const QRegularExpression complaint(QStringLiteral("[^\n]*CONSOLE[^\n]*"));
  const auto match = complaint.match(log);
  QVERIFY2(!match.hasMatch(), qPrintable(match.captured()));
}

QTEST_GUILESS_MAIN(TestReportPage)
#include "tst_report_page.moc"
