// Whatever is wrong: a message that names file and reason, the right exit code, nothing
// overwritten, no crash.
#include <QTest>

#include <QRegularExpression>

#include "cli/cli_process.h"

class TestCliBadInput : public QObject {
  Q_OBJECT

  QTemporaryDir m_directory;
  QString m_session;

  QString path(const QString& name) const { return m_directory.filePath(name); }

  /// Runs Python with h5py, Debian's. Empty text: it is not there.
  static QString missingPython(const QString& script, const QStringList& arguments) {
    QProcess python;
    python.start("/usr/bin/python3", QStringList{"-c", script} + arguments);
    if (!python.waitForFinished(30000)) return "python3 cannot be started";
    if (python.exitCode() != 0) return QString::fromUtf8(python.readAllStandardError());
    return {};
  }

 private slots:
  void initTestCase() {
    m_session = path("base.h5");
    const CliResult ran = runCli(smallRun(m_session));
    QVERIFY2(ran.code == 0, qPrintable(ran.err));
  }

  /// None of these may measure or write anything.
  void wrongUsage_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QStringList>("says");
    const auto row = [](const char* name, QStringList arguments, QStringList says) {
      QTest::newRow(name) << arguments << says;
    };
    row("nothing", {}, {"Usage", "run"});
    row("unknown command", {"frobnicate"}, {"\"frobnicate\"", "--help"});
    row("unknown option", {"run", "--frobnicate"}, {"--frobnicate"});
    row("resume and append", {"run", "--resume", "x.h5", "--append", "x.h5"}, {"--append"});
    row("list without what", {"list"}, {"lanescope-cli: "});
    row("unknown benchmark", {"run", "--benchmarks", "nosuch"}, {"\"nosuch\"", "list benchmarks"});
    row("broken expression", {"run", "--benchmarks", "a("}, {"a("});
    row("unknown variant", {"run", "--variants", "avx9"}, {"\"avx9\"", "list variants"});
    row("size -1", {"run", "--sizes", "-1"}, {"--sizes", "\"-1\"", "negative"});
    row("size 1e99", {"run", "--sizes", "1e99"}, {"--sizes", "\"1e99\""});
    row("size 8..", {"run", "--sizes", "8.."}, {"--sizes", "\"8..\"", "open end"});
    row("size 0..x", {"run", "--sizes", "0..x"}, {"--sizes", "\"x\" is not a number"});
    row("no size", {"run", "--sizes", ","}, {"--sizes", "empty item"});
    row("threads 0", {"run", "--threads", "0"}, {"--threads", "\"0\""});
    row("threads -2", {"run", "--threads", "-2"}, {"--threads", "\"-2\""});
    row("threads word", {"run", "--threads", "1,many"}, {"--threads", "\"many\""});
    row("dtype", {"run", "--dtypes", "f33"}, {"--dtypes", "\"f33\""});
    row("precision 0", {"run", "--precision", "0"}, {"--precision", "\"0\""});
    row("precision text", {"run", "--precision", "fine"}, {"--precision", "\"fine\""});
    row("confidence 100%", {"run", "--confidence", "100%"}, {"--confidence", "100%"});
    row("budget", {"run", "--budget", "soon"}, {"--budget", "\"soon\""});
    row("negative budget", {"run", "--budget", "-1s"}, {"--budget", "\"-1s\""});
    row("timeout", {"run", "--timeout", "never"}, {"--timeout", "\"never\""});
    row("seed", {"run", "--seed", "x"}, {"--seed", "\"x\""});
    row("seed too large", {"run", "--seed", "99999999999999999999"}, {"--seed"});
    row("plan", {"run", "nosuch"}, {"nosuch", "quick"});
    row("threshold", {"diff", "a.h5", "b.h5", "--threshold", "much"}, {"\"much\""});
    row("diff format", {"diff", "a.h5", "b.h5", "--format", "pdf"}, {"--format", "pdf"});
    row("diff of one", {"diff", "a.h5"}, {"NEW"});
    row("export without format", {"export", "a.h5"}, {"--format"});
    row("export format", {"export", "a.h5", "--format", "xls"}, {"xls"});
    row("crossover without variants", {"crossover", "a.h5"}, {"--from"});
  }
  void wrongUsage() {
    QFETCH(QStringList, arguments);
    QFETCH(QStringList, says);
    QTemporaryDir here;
    const CliResult ran = runCli(arguments, here.path());
    QCOMPARE(ran.code, 2);
    QVERIFY2(ran.out.isEmpty(), qPrintable(ran.out));
    for (const QString& text : says) QVERIFY2(ran.err.contains(text), qPrintable(ran.err));
    QVERIFY(QDir(here.path()).isEmpty());
  }

  void noPlan_data() {
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("position");
    QTest::newRow("unknown key") << QByteArray("version: 1\nsizes: 8\nsises: 16\n")
                                 << ", line 3, column 1:";
    QTest::newRow("bad size") << QByteArray("version: 1\nsizes: 8..\n") << ", line 2, column 8:";
    QTest::newRow("a list") << QByteArray("- 1\n- 2\n") << ", line 1, column 1:";
    QTest::newRow("no YAML") << QByteArray("version: 1\nsizes: [8, 16\n") << ", line ";
    QTest::newRow("thread count 0")
        << QByteArray("version: 1\nsizes: 8\nthreads: [0]\n") << ", line 3, column ";
    QTest::newRow("empty") << QByteArray() << "";
    QTest::newRow("picture") << QByteArray("\x89PNG\r\n\x1a\n\0\0", 10) << "";
  }
  void noPlan() {
    QFETCH(QByteArray, yaml);
    QFETCH(QString, position);
    const QString plan = path("bad.yaml");
    QVERIFY(writeBytes(plan, yaml));
    QTemporaryDir here;
    const CliResult ran = runCli({"run", plan}, here.path());
    QCOMPARE(ran.code, 2);
    QVERIFY2(ran.err.contains(plan + position), qPrintable(ran.err));
    QVERIFY(QDir(here.path()).isEmpty());
  }

  /// Said before measuring: the whole plan would take minutes.
  void outputThatCannotBeWritten_data() {
    QTest::addColumn<QString>("output");
    QTest::addColumn<QString>("says");
    QTest::newRow("no directory") << "/nosuch/place/x.h5"
                                  << "No such file or directory";
    QTest::newRow("a directory") << "/tmp"
                                 << "directory";
    QTest::newRow("file as directory") << "/etc/hostname/x.h5"
                                       << "Not a directory";
    QTest::newRow("device") << "/dev/full"
                            << "/dev/full";
    QTest::newRow("no file system for it") << "/proc/x.h5"
                                           << "/proc/x.h5";
  }
  void outputThatCannotBeWritten() {
    QFETCH(QString, output);
    QFETCH(QString, says);
    QElapsedTimer timer;
    timer.start();
    const CliResult ran =
        runCli({"run", "vectors", "-o", output, "--overwrite"}, m_directory.path());
    QCOMPARE(ran.code, 3);
    QVERIFY2(ran.err.contains(output) && ran.err.contains(says), qPrintable(ran.err));
    QVERIFY(timer.elapsed() < 5000);
  }

  void outputThatExists() {
    const QString file = path("mine.h5");
    QVERIFY(writeBytes(file, "mine"));
    const CliResult refused = runCli(smallRun(file));
    QCOMPARE(refused.code, 3);
    QVERIFY(refused.err.contains(file) && refused.err.contains("--overwrite"));
    QCOMPARE(fileBytes(file), QByteArray("mine"));
    QCOMPARE(runCli(smallRun(file, {"--overwrite"})).code, 0);
    QCOMPARE(runCli({"show", file}).code, 0);

    const CliResult recovered = runCli({"recover", path("never.h5")});
    QCOMPARE(recovered.code, 3);
    QVERIFY(recovered.err.contains("never.h5"));
  }

  void filesThatAreNoSession_data() {
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray whole = fileBytes(m_session);
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("text") << QByteArray("no session at all\n");
    QTest::newRow("truncated") << whole.left(whole.size() / 2);
    QTest::newRow("only a signature") << whole.left(8);
    QByteArray damaged = whole;
    for (qsizetype i = 100; i < damaged.size(); i += 97)
      damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
    QTest::newRow("damaged") << damaged;
  }
  void filesThatAreNoSession() {
    QFETCH(QByteArray, bytes);
    const QString file = path("bad.h5");
    QVERIFY(writeBytes(file, bytes));
    for (const QStringList& arguments :
         {QStringList{"show", file}, QStringList{"diff", m_session, file},
          QStringList{"diff", file, m_session}, QStringList{"export", file, "--format", "csv"},
          QStringList{"crossover", file, "--from", "scalar", "--to", "avx2"}}) {
      const CliResult ran = runCli(arguments);
      QVERIFY2(ran.code == 3, qPrintable(arguments.join(' ') + ": " + ran.err));
      QVERIFY2(ran.err.contains(file), qPrintable(ran.err));
      QVERIFY(ran.out.isEmpty());
    }
    QCOMPARE(fileBytes(file), bytes);
  }

  void missingFile() {
    const CliResult ran = runCli({"show", path("nosuch.h5")});
    QCOMPARE(ran.code, 3);
    QVERIFY(ran.err.contains("nosuch.h5"));
    QVERIFY(ran.err.contains(
        QRegularExpression("no such file", QRegularExpression::CaseInsensitiveOption)));
  }

  void directoryAsSession() {
    const CliResult ran = runCli({"show", m_directory.path()});
    QCOMPARE(ran.code, 3);
    QVERIFY(ran.err.contains("directory"));
  }

  void otherHdf5() {
    const QString file = path("other.h5");
    const QString missing = missingPython(
        "import h5py, sys; h5py.File(sys.argv[1], 'w').create_dataset('x', data=[1, 2, 3])",
        {file});
    if (!missing.isEmpty()) QSKIP(qPrintable(missing));
    const CliResult ran = runCli({"show", file});
    QCOMPARE(ran.code, 3);
    QVERIFY2(ran.err.contains(file) && ran.err.contains("session"), qPrintable(ran.err));
  }

  void newerVersion() {
    const QString file = path("newer.h5");
    QVERIFY(QFile::copy(m_session, file));
    const QString missing = missingPython(
        "import h5py, sys, numpy\n"
        "f = h5py.File(sys.argv[1], 'r+')\n"
        "f.attrs['format_version'] = numpy.bytes_('99.0')\n",
        {file});
    if (!missing.isEmpty()) QSKIP(qPrintable(missing));
    const CliResult ran = runCli({"show", file});
    QCOMPARE(ran.code, 3);
    QVERIFY2(ran.err.contains(file) && ran.err.contains("99.0") && ran.err.contains("newer"),
             qPrintable(ran.err));
  }

  void standardOutputThatIsFull() {
    QProcess process;
    process.setStandardOutputFile("/dev/full");
    process.start(LANESCOPE_CLI, {"show", m_session, "--json"});
    QVERIFY(process.waitForFinished(30000));
    QCOMPARE(process.exitCode(), 3);
    QVERIFY(process.readAllStandardError().contains("standard output"));
  }

  /// On a file system of 64 KiB of its own: the run fails at the end at the latest, and what was
  /// there stays.
  void fullDisk() {
    const QString disk = path("disk");
    QVERIFY(QDir().mkpath(disk));
    const QString script =
        "mount -t tmpfs -o size=64k none \"$1\" 2>/dev/null || exit 99\n"
        "echo mine > \"$1/x.h5\" && head -c 40000 /dev/zero > \"$1/ballast\"\n"
        "\"$2\" run quick --benchmarks 'add|dot' --budget 1s -o \"$1/x.h5\" --overwrite --quiet\n"
        "code=$?; cat \"$1/x.h5\"; ls -A \"$1\" | wc -l; exit $code\n";
    QProcess process;
    process.start("unshare",
                  {"--mount", "--map-root-user", "sh", "-c", script, "sh", disk, LANESCOPE_CLI});
    if (!process.waitForFinished(60000) || process.exitCode() == 99 || process.exitCode() == 1)
      QSKIP("no file system of one's own can be mounted here");
    const QByteArray errors = process.readAllStandardError();
    QVERIFY2(process.exitCode() == 3, errors.constData());
    QVERIFY2(errors.contains("x.h5") && errors.contains("No space left on device"),
             errors.constData());
    const QByteArray out = process.readAllStandardOutput();
    QVERIFY2(out.contains("mine\n"), out.constData());
  }
};

QTEST_APPLESS_MAIN(TestCliBadInput)
#include "tst_cli_bad_input.moc"
