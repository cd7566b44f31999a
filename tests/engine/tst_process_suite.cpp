// Command lines as benchmarks, with real small commands: what they cost, how they end, and that
// nothing of them stays behind.
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>
#include <set>
#include <thread>

#include "run/append.h"
#include "run/runner.h"
#include "run/schedule.h"
#include "session/store.h"
#include "support/recording_sink.h"
#include "workloads/process/command_line.h"
#include "workloads/process/command_process.h"
#include "workloads/process/page_cache.h"

using namespace lane;

namespace {

using Words = std::vector<std::string>;

CommandSpec direct(std::string line, std::string name = {}, int exit = 0) {
  return {.line = std::move(line), .name = std::move(name), .shell = false, .expectedExit = exit};
}
CommandSpec byShell(std::string line, std::string name = {}) {
  return {.line = std::move(line), .name = std::move(name), .shell = true, .expectedExit = 0};
}

/// A quick plan: wide intervals, so that the minimum of rounds is all there is.
Plan planOf(std::vector<CommandSpec> commands) {
  Plan plan;
  plan.title = "Commands";
  plan.commands = std::move(commands);
  plan.precision = 0.9;
  plan.budgetSeconds = 0.01;
  plan.timeoutSeconds = 5;
  plan.placements = 0;
  plan.refine = false;
  return plan;
}

Session measured(const Plan& plan, RecordingSink& sink, const std::stop_token& stop = {}) {
  RunOptions options;
  options.stop = stop;
  options.conclude = false;
  auto session = runPlan(plan, sink, options);
  if (!session) qFatal("%s", toString(session.error()).c_str());
  return std::move(*session);
}

Session measured(const Plan& plan) {
  RecordingSink sink;
  return measured(plan, sink);
}

const CaseRecord& caseOf(const Session& session, std::string_view name) {
  for (const CaseRecord& record : session.cases)
    if (record.benchmark == name) return record;
  qFatal("no case %s", std::string(name).c_str());
}

const ValueRecord* valueOf(const Session& session, std::string_view name, std::string_view metric) {
  for (const ValueRecord& value : session.values)
    if (value.caseIndex < session.cases.size() &&
        session.cases[value.caseIndex].benchmark == name &&
        session.metrics[value.metric].id == metric)
      return &value;
  return nullptr;
}

double figure(const Session& session, std::string_view name, std::string_view metric) {
  const ValueRecord* value = valueOf(session, name, metric);
  return value ? value->value : kUnknown;
}

Result<CommandOutput> look(const std::string& line, double timeout = 5,
                           const std::stop_token& stop = {}) {
  const CommandSpec command = byShell(line);
  return CommandProcess::make("/bin/sh", *wordsOf(command), timeout).and_then([&](auto process) {
    return process->look(stop);
  });
}

bool runs(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/stat");
  std::string text;
  if (!std::getline(status, text)) return false;
  return text.substr(text.rfind(')') + 2, 1) != "Z";
}

pid_t pidIn(const QString& file) {
  QFile read(file);
  return read.open(QFile::ReadOnly) ? read.readAll().trimmed().toInt() : 0;
}

}  // namespace

class TestProcessSuite : public QObject {
  Q_OBJECT

  QTemporaryDir m_folder;
  QString path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }

 private slots:
  void wordsAreSplitAsAShellDoes_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<QStringList>("words");
    // Expected: what `printf '<%s>' LINE` prints in dash.
    QTest::newRow("plain") << "ls -l /tmp" << QStringList{"ls", "-l", "/tmp"};
    QTest::newRow("blanks") << "  ls \t -l  x " << QStringList{"ls", "-l", "x"};
    QTest::newRow("single") << "a 'b  c\\' d" << QStringList{"a", "b  c\\", "d"};
    QTest::newRow("double") << "a \"b \\\"c\\\" \\$x \\n|\" d"
                            << QStringList{"a", "b \"c\" $x \\n|", "d"};
    QTest::newRow("joined") << "a'b'\"c\"\\ d" << QStringList{"abc d"};
    QTest::newRow("empty words") << "a '' \"\"" << QStringList{"a", "", ""};
    QTest::newRow("escaped") << "a \\| \\* b#c x~" << QStringList{"a", "|", "*", "b#c", "x~"};
    QTest::newRow("continued") << "a b\\\nc" << QStringList{"a", "bc"};
  }
  void wordsAreSplitAsAShellDoes() {
    QFETCH(QString, line);
    QFETCH(QStringList, words);
    const auto split = splitWords(line.toStdString());
    QVERIFY2(split.has_value(), split ? "" : toString(split.error()).c_str());
    QStringList got;
    for (const std::string& word : *split) got << QString::fromStdString(word);
    QCOMPARE(got, words);
    // The shell agrees.
    const auto shell = look("printf '<%s>\\n' " + line.toStdString());
    QVERIFY(shell.has_value());
    QCOMPARE(int(shell->lines), int(words.size()));
  }

  void whatOnlyAShellUnderstandsIsRefused() {
    for (const char* line : {"ls | wc", "ls > x", "ls; ls", "ls &", "echo $HOME", "ls *.c", "ls ?",
                             "`ls`", "(ls)", "ls ~", "ls #x"}) {
      const auto split = splitWords(line);
      QVERIFY2(!split, line);
      QVERIFY2(toString(split.error()).find("shell") != std::string::npos, line);
    }
    for (const char* line : {"", "   ", "''", "ls 'x", "ls \"x", "ls \\"})
      QVERIFY2(!splitWords(line), line);
    QVERIFY(!checkCommand(direct(std::string(5000, 'x'))));
    QVERIFY(!checkCommand(direct("ls \xff")));
    QVERIFY(!checkCommand(direct("ls \x01")));
    QVERIFY(checkCommand(byShell("ls | wc")));
    const std::vector<CommandSpec> list{direct("ls", "x")};
    QVERIFY(!checkNoTwin(list, direct("ls", "x")));
    QVERIFY(!checkNoTwin(list, byShell("ls -l", "x")));
    QVERIFY(checkNoTwin(list, byShell("ls", "x")));
  }

  void plansNameCommands() {
    const std::string yaml =
        "version: 1\ncommands:\n  - \"true\"\n"
        "  - {line: 'ls | wc', name: \"count: files\", shell: true}\n"
        "  - {line: grep x /dev/null, exit: 1}\n";
    const auto plan = parsePlan(yaml, "test");
    QVERIFY2(plan.has_value(), plan ? "" : toString(plan.error()).c_str());
    const std::vector<CommandSpec> expected{direct("true"), byShell("ls | wc", "count: files"),
                                            direct("grep x /dev/null", {}, 1)};
    QCOMPARE(plan->commands, expected);
    const auto again = parsePlan(toYaml(*plan), "again");
    QVERIFY(again.has_value());
    QVERIFY(*again == *plan);
  }

  void badCommandsAreShownWhereTheyStand_data() {
    QTest::addColumn<QString>("item");
    QTest::addColumn<QString>("says");
    QTest::addColumn<QString>("where");
    QTest::newRow("shell") << "ls | wc"
                           << "unquoted |"
                           << "line 3, column 5";
    QTest::newRow("empty") << "{name: x}"
                           << "runs nothing"
                           << "line 3, column 5";
    QTest::newRow("key") << "{line: ls, sell: true}"
                         << "unknown key \"sell\""
                         << "line 3, column 16";
    QTest::newRow("twice") << "{line: ls, line: lt}"
                           << "stands twice"
                           << "line 3, column 16";
    QTest::newRow("exit") << "{line: ls, exit: 256}"
                          << "from 0 to 255"
                          << "line 3, column 22";
    QTest::newRow("switch") << "{line: ls, shell: maybe}"
                            << "true or false"
                            << "line 3, column 23";
    QTest::newRow("list") << "[ls, -l]"
                          << "single value"
                          << "line 3, column 5";
  }
  void badCommandsAreShownWhereTheyStand() {
    QFETCH(QString, item);
    QFETCH(QString, says);
    QFETCH(QString, where);
    const auto plan = parsePlan("version: 1\ncommands:\n  - " + item.toStdString() + "\n", "test");
    QVERIFY(!plan);
    const QString text = QString::fromStdString(toString(plan.error()));
    QVERIFY2(text.contains(says), qPrintable(text));
    QVERIFY2(text.contains(where), qPrintable(text));
  }

  void aChildsCostIsItsOwn() {
    // This process is large; what it starts is not.
    std::vector<char> large(80 << 20, 'x');
    for (std::size_t i = 0; i < large.size(); i += 4096) large[i] = char(i);
    const auto small =
        CommandProcess::make("/bin/true", Words{"true"}, 5).and_then([](auto process) {
          return process->run();
        });
    QVERIFY2(small.has_value(), small ? "" : toString(small.error()).c_str());
    QVERIFY(small->peakBytes > 100e3);
    QVERIFY2(small->peakBytes < 20e6, std::to_string(small->peakBytes).c_str());
    QVERIFY(large[4096] == char(4096));
    QVERIFY(small->seconds > 20e-6 && small->seconds < 1);
    QVERIFY(small->userSeconds + small->systemSeconds < 0.1);
    QVERIFY(small->minorFaults > 10 && small->minorFaults < 5000);
    QCOMPARE(small->exitCode, 0);
    QCOMPARE(small->signal, 0);
  }

  void memoryAndTimeAreSeen() {
    const QString script = path("eat.sh");
    // 50 MB in one variable of the shell; dd reads the block as a whole.
    const auto eats = look("dd if=/dev/zero of=/dev/null bs=50000000 count=1");
    QVERIFY2(eats.has_value(), eats ? "" : toString(eats.error()).c_str());
    QVERIFY2(eats->run.peakBytes >= 50e6, std::to_string(eats->run.peakBytes).c_str());
    QVERIFY(eats->run.peakBytes < 80e6);
    QVERIFY(eats->run.minorFaults + eats->run.majorFaults > 20);

    const auto busy = look("i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done");
    QVERIFY(busy.has_value());
    QVERIFY2(busy->run.userSeconds > 0.02, std::to_string(busy->run.userSeconds).c_str());
    QVERIFY(busy->run.userSeconds <= busy->run.seconds * 1.1);

    const auto idle = look("sleep 0.2");
    QVERIFY(idle.has_value());
    QVERIFY(idle->run.seconds >= 0.2 && idle->run.seconds < 2);
    QVERIFY(idle->run.userSeconds + idle->run.systemSeconds < 0.1);
    QVERIFY(idle->run.voluntarySwitches >= 1);
  }

  void outputIsCountedAndDropped() {
    QCOMPARE(int(look("printf 'a\\nb\\nc'")->lines), 3);
    QCOMPARE(int(look("printf 'a\\nb\\n'")->lines), 2);
    QCOMPARE(int(look("true")->lines), 0);
    const auto said = look("echo one >&2; echo 'two\t2' >&2; echo >&2; exit 3");
    QCOMPARE(QString::fromStdString(said->lastError), QStringLiteral("two 2"));
    QCOMPARE(said->run.exitCode, 3);

    // 200 MB of lines; this process grows by nothing of the kind.
    rusage before{}, after{};
    ::getrusage(RUSAGE_SELF, &before);
    const auto flood = look("yes | head -c 200000000; yes | head -c 20000000 >&2", 60);
    ::getrusage(RUSAGE_SELF, &after);
    QVERIFY2(flood.has_value(), flood ? "" : toString(flood.error()).c_str());
    QCOMPARE(flood->lines, std::uint64_t(100000000));
    QVERIFY(after.ru_maxrss - before.ru_maxrss < 20000);
  }

  void timeoutsKillAllOfIt() {
    const QString pids = path("pids");
    QElapsedTimer timer;
    timer.start();
    // A child, and a grandchild in a session of its own, as a daemon.
    const auto hangs = look(QStringLiteral("sleep 60 & echo $! > %1; "
                                           "setsid sh -c 'echo $$ > %2; exec sleep 60' & "
                                           "trap '' TERM; sleep 60")
                                .arg(pids, path("daemon"))
                                .toStdString(),
                            0.3);
    QVERIFY(!hangs);
    QVERIFY2(toString(hangs.error()).find("timeout") != std::string::npos,
             toString(hangs.error()).c_str());
    QVERIFY(timer.elapsed() < 3000);
    for (const QString& file : {pids, path("daemon")}) {
      QVERIFY2(pidIn(file) > 0, qPrintable(file));
      QVERIFY2(!runs(pidIn(file)), qPrintable(file));
    }
  }

  void whatIsLeftBehindIsEnded() {
    const auto leaves = look("setsid sleep 60 & echo $! > " + path("left").toStdString());
    QVERIFY2(leaves.has_value(), leaves ? "" : toString(leaves.error()).c_str());
    QVERIFY(pidIn(path("left")) > 0);
    QVERIFY(!runs(pidIn(path("left"))));
  }

  void aStopAnswersAtOnce() {
    std::stop_source stop;
    const std::jthread stopper([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      stop.request_stop();
    });
    QElapsedTimer timer;
    timer.start();
    const auto hangs = look("sleep 60", 50, stop.get_token());
    QVERIFY(!hangs);
    QCOMPARE(hangs.error().code, ErrorCode::interrupted);
    QVERIFY2(timer.elapsed() < 2000, std::to_string(timer.elapsed()).c_str());
  }

  void aStopAfterTheEndDisturbsNobody() {
    std::stop_source stop;
    auto process = CommandProcess::make("/bin/sh", Words{"sh", "-c", "sleep 0.05"}, 5);
    QVERIFY(process.has_value());
    QVERIFY((*process)->run(stop.get_token()).has_value());
    stop.request_stop();
    QVERIFY(!(*process)->run(stop.get_token()));
    for (int i = 0; i < 3; ++i) QVERIFY((*process)->run().has_value());
  }

  void waysToEndAreNamed() {
    QCOMPARE(look("kill -SEGV $$")->run.signal, SIGSEGV);
    QVERIFY(signalText(SIGSEGV).find("SIGSEGV") == 0);
    const auto missing = findProgram("no-such-program-here");
    QVERIFY(!missing);
    QVERIFY(toString(missing.error()).find("no such program") != std::string::npos);
    QVERIFY(toString(findProgram("/etc").error()).find("folder") != std::string::npos);
    QVERIFY(toString(findProgram("/etc/passwd").error()).find("not be executed") !=
            std::string::npos);
    QFile nothing(path("nothing"));
    QVERIFY(nothing.open(QFile::WriteOnly));
    nothing.write("neither program nor script\n");
    nothing.close();
    nothing.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
    const auto odd = CommandProcess::make(nothing.fileName().toStdString(), Words{"nothing"}, 5)
                         .and_then([](auto process) { return process->run(); });
    QVERIFY(!odd);
    QVERIFY2(toString(odd.error()).find("#!") != std::string::npos, toString(odd.error()).c_str());
  }

  void commandsBecomeCases() {
    const Session session =
        measured(planOf({direct("true"), direct("sh -c 'echo a; echo b'", "two lines"),
                         byShell("echo a | cat", "pipe"), direct("sh -c 'exit 3'", "three", 3)}));
    QCOMPARE(session.cases.size(), std::size_t(4));
    for (const CaseRecord& record : session.cases) {
      QVERIFY2(record.hasTime(), (record.key + " " + record.reason).c_str());
      QCOMPARE(record.suite, std::string("process"));
      QCOMPARE(record.dtype, Dtype::none);
      QVERIFY(record.median > 20e-6 && record.median < 1);
      QCOMPARE(record.itemName, std::string("runs"));
      for (const char* metric : {"user_time", "system_time", "peak_memory", "minor_faults",
                                 "major_faults", "voluntary_switches", "involuntary_switches",
                                 "exit_code", "output_lines", "process_start"})
        QVERIFY2(valueOf(session, record.benchmark, metric),
                 (record.benchmark + " " + metric).c_str());
    }
    QCOMPARE(session.cases[1].key,
             std::string("process/two%20lines/none/n=0/direct/t=1/hot/reuse"));
    QCOMPARE(caseOf(session, "pipe").variant, std::string("shell"));
    QCOMPARE(figure(session, "two lines", "output_lines"), 2.0);
    QCOMPARE(figure(session, "three", "exit_code"), 3.0);
    QCOMPARE(figure(session, "true", "exit_code"), 0.0);
    QVERIFY(figure(session, "true", "peak_memory") > 100e3);
    // The empty shell costs less than one that does something, and is told only of shell's cases.
    QVERIFY(valueOf(session, "pipe", "shell_start")->low < caseOf(session, "pipe").median);
    QVERIFY(!valueOf(session, "true", "shell_start"));
    QVERIFY(valueOf(session, "true", "process_start")->low < caseOf(session, "true").median);
    // One observation for each sample and metric.
    std::size_t samples = 0;
    for (const std::uint32_t index : session.samples.caseIndex) samples += index == 0;
    const auto user = std::count_if(
        session.observations.begin(), session.observations.end(), [&](const Observation& one) {
          return one.caseIndex == 0 && session.metrics[one.metric].id == "user_time";
        });
    QCOMPARE(std::size_t(user), samples);
    QVERIFY(samples >= 16);
    QVERIFY(session.sources.front().environment.find("\"process\"") != std::string::npos);
  }

  void roundsInterleave() {
    RecordingSink sink;
    const Session session =
        measured(planOf({direct("true"), direct("false", {}, 1), direct("echo x")}), sink);
    // In the order taken, every round holds each command once.
    std::vector<std::size_t> order(session.samples.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return session.samples.t[a] < session.samples.t[b];
    });
    std::set<std::vector<std::uint32_t>> orders;
    for (std::size_t i = 0; i + 2 < order.size(); i += 3) {
      std::vector<std::uint32_t> round;
      for (std::size_t k = 0; k < 3; ++k) {
        round.push_back(session.samples.caseIndex[order[i + k]]);
        QCOMPARE(session.samples.round[order[i + k]], session.samples.round[order[i]]);
      }
      orders.insert(round);
      std::sort(round.begin(), round.end());
      QCOMPARE(round, (std::vector<std::uint32_t>{0, 1, 2}));
    }
    QVERIFY(orders.size() > 1);
  }

  void brokenOnesDoNotHoldUpTheOthers() {
    const Session session = measured(planOf(
        {direct("true"), direct("sh -c 'echo oh no >&2; exit 2'", "two"),
         direct("no-such-program-here --version", "missing"), direct("/etc/passwd", "forbidden"),
         direct("sh -c 'kill -9 $$'", "killed"), byShell("kill -9 $$", "shell killed")}));
    QVERIFY(caseOf(session, "true").hasTime());
    QCOMPARE(caseOf(session, "two").status, CaseStatus::wrong);
    QVERIFY2(caseOf(session, "two").reason.find("exit code 2, not 0: oh no") != std::string::npos,
             caseOf(session, "two").reason.c_str());
    QCOMPARE(figure(session, "two", "exit_code"), 2.0);
    QCOMPARE(caseOf(session, "missing").status, CaseStatus::failed);
    QVERIFY(caseOf(session, "missing").reason.find("no such program") != std::string::npos);
    QCOMPARE(caseOf(session, "forbidden").status, CaseStatus::failed);
    QVERIFY(caseOf(session, "forbidden").reason.find("not be executed") != std::string::npos);
    QCOMPARE(caseOf(session, "killed").status, CaseStatus::wrong);
    QVERIFY(caseOf(session, "killed").reason.find("SIGKILL") != std::string::npos);
    QCOMPARE(caseOf(session, "shell killed").status, CaseStatus::wrong);
  }

  void hangingOnesFailAndTheOthersGoOn() {
    Plan plan = planOf({direct("sleep 60"), direct("true")});
    plan.timeoutSeconds = 0.2;
    const Session session = measured(plan);
    QCOMPARE(caseOf(session, "sleep 60").status, CaseStatus::failed);
    QVERIFY(caseOf(session, "sleep 60").reason.find("timeout") != std::string::npos);
    QVERIFY(caseOf(session, "true").hasTime());
  }

  void oneThatChangesItsMindFails() {
    // Ends well the first few times.
    const std::string counter = path("counter").toStdString();
    const Session session = measured(planOf(
        {byShell("echo x >> " + counter + "; [ $(wc -l < " + counter + ") -lt 12 ]", "tired")}));
    const CaseRecord& tired = caseOf(session, "tired");
    QCOMPARE(tired.status, CaseStatus::failed);
    QVERIFY2(tired.reason.find("exit code 1, not 0") != std::string::npos, tired.reason.c_str());
  }

  void stoppingInsideACommandKeepsTheRest() {
    std::stop_source stop;
    RecordingSink sink;
    const std::jthread stopper([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(400));
      stop.request_stop();
    });
    QElapsedTimer timer;
    timer.start();
    Plan plan = planOf({direct("sleep 30")});
    plan.timeoutSeconds = 60;
    const Session session = measured(plan, sink, stop.get_token());
    QVERIFY2(timer.elapsed() < 3000, std::to_string(timer.elapsed()).c_str());
    QVERIFY(!session.complete);
    const CaseRecord& record = session.cases.front();
    QCOMPARE(record.status, CaseStatus::pending);
    QVERIFY2(record.reason.find("stopped") != std::string::npos, record.reason.c_str());
  }

  void whatIsMissingIsMeasuredLater() {
    Plan plan = planOf({direct("true"), direct("echo 'a/b %'")});
    Session session = measured(plan);
    const auto again = planAgain(session, {session.cases[1].key}, 1);
    QVERIFY2(again.has_value(), again ? "" : toString(again.error()).c_str());
    QCOMPARE(again->commands.size(), std::size_t(1));
    QCOMPARE(again->commands.front().line, std::string("echo 'a/b %'"));
    const auto parsed = parsePlan(toYaml(*again), "again");
    QVERIFY2(parsed.has_value(), parsed ? "" : toString(parsed.error()).c_str());
    const auto schedule = makeSchedule(*parsed);
    QVERIFY2(schedule.has_value(), schedule ? "" : toString(schedule.error()).c_str());
    QCOMPARE(schedule->cases.size(), std::size_t(1));
    QCOMPARE(schedule->cases.front().key, session.cases[1].key);
  }

  void coldStartsReadFromStorage() {
    // The files alone: the rest of this machine's cache is not ours to empty.
    qputenv("LANESCOPE_DROP_CACHES", "0");
    QCOMPARE(PageCache::bestMethod(), PageCache::Method::files);
    // A program that nobody else runs, on a disk.
    QTemporaryDir folder(QStringLiteral(LANESCOPE_BINARY_DIR "/cold-XXXXXX"));
    const QString program = folder.filePath(QStringLiteral("program"));
    QVERIFY(QFile::copy(QStringLiteral("/bin/bash"), program));
    const auto files = filesOfProgram(program.toStdString());
    QVERIFY(std::any_of(files.begin(), files.end(), [](const auto& file) {
      return file.filename().string().starts_with("libc.so");
    }));
    Plan plan = planOf({direct("'" + program.toStdString() + "' -c :", "cold")});
    plan.cache = {CacheState::hot, CacheState::cold};
    const Session session = measured(plan);
    QCOMPARE(session.cases.size(), std::size_t(2));
    const CaseRecord& cold = session.cases[1];
    if (cold.status == CaseStatus::skipped) {
      QVERIFY(cold.reason.find("cold start") != std::string::npos);
      QSKIP("the system keeps its page cache");
    }
    QVERIFY2(cold.hasTime(), cold.reason.c_str());
    for (const ValueRecord& value : session.values) {
      if (session.metrics[value.metric].id != "storage_read" || value.caseIndex > 1) continue;
      if (value.caseIndex == 1)
        QVERIFY(value.value > 0);
      else
        QCOMPARE(value.value, 0.0);
    }
    QVERIFY(session.sources.front().environment.find("posix_fadvise") != std::string::npos);
    qunsetenv("LANESCOPE_DROP_CACHES");
  }

  void scriptsBringTheirInterpreter() {
    QFile script(path("script"));
    QVERIFY(script.open(QFile::WriteOnly));
    script.write("#! /usr/bin/env sh\nexit 0\n");
    script.close();
    const auto files = filesOfProgram(script.fileName().toStdString());
    const auto shell = std::filesystem::canonical("/bin/sh");
    QVERIFY(std::find(files.begin(), files.end(), shell) != files.end());
  }
};

QTEST_GUILESS_MAIN(TestProcessSuite)
#include "tst_process_suite.moc"
