// More measurements from the window: a point again, sizes beside it, a stopped session resumed; the
// measuring itself is made up.
#include <QFile>

#include "app/window_fixture.h"
#include "charts/curves_view.h"
#include "panels/buttons.h"
#include "support/qt_units.h"

using namespace lane;

namespace {

/// Measures nothing: gives every planned case ten samples of a further process, or fails.
struct FakeAppender {
  struct State {
    std::vector<Plan> plans;
    std::atomic<bool> hold{false};  ///< after half of the cases, until stopped
    std::atomic<int> measured{0};
    Error failure;
  };
  std::shared_ptr<State> state = std::make_shared<State>();

  Result<Session> operator()(Session session, const Plan& plan, EventSink& sink,
                             const RunOptions& options) const {
    state->plans.push_back(plan);
    if (!state->failure.what.empty()) {
      sink.onEvent(RunFinished{RunOutcome::failed, state->failure, 0});
      return tl::unexpected(state->failure);
    }
    const auto preview = previewPlan(plan);
    if (!preview) return tl::unexpected(preview.error());
    for (const CaseRecord& record : preview->cases)
      if (session.caseByKey(record.key) == kNoCase) session.cases.push_back(record);
    sink.onEvent(RunStarted{session});
    std::size_t done = 0;
    for (const CaseRecord& record : preview->cases) {
      while (state->hold && done * 2 >= preview->cases.size() && !options.stop.stop_requested())
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
      if (options.stop.stop_requested()) break;
      CaseMeasured event;
      event.caseIndex = session.caseByKey(record.key);
      event.process = 1;
      event.record = session.cases[event.caseIndex];
      if (!event.record.hasTime()) event.record.median = 1e-6;
      event.record.status = CaseStatus::measured;
      for (std::uint32_t i = 0; i < 10; ++i) {
        event.seconds.push_back(event.record.median);
        event.t.push_back(100 + i);
        event.rounds.push_back(i);
        event.flags.push_back(0);
      }
      event.record.sampleCount += 10;
      applyEvent(session, event);
      sink.onEvent(event);
      Progress progress;
      progress.done = ++done;
      progress.total = preview->cases.size();
      progress.fraction = double(done) / double(progress.total);
      sink.onEvent(progress);
      ++state->measured;
    }
    const bool stopped = options.stop.stop_requested();
    const RunFinished finished{stopped ? RunOutcome::stopped : RunOutcome::completed, {}, 1};
    applyEvent(session, finished);
    session.complete = false;
    session.complete = missingCases(session).empty();
    if (options.output)
      if (const auto saved = saveSession(session, *options.output, Overwrite::yes); !saved)
        return tl::unexpected(saved.error());
    sink.onEvent(finished);
    return session;
  }
};

/// A session of this machine's kernels that a plan can be made from.
Session made(bool stopped = false) {
  test::SampleOptions options;
  options.kernels = {"add", "dot"};
  options.variants = {"scalar", "omp-sse2"};
  options.skipped = {};
  options.firstSize = 64;
  options.lastSize = 4096;
  Session session = test::storable(options);
  Plan plan;
  plan.benchmarks = {"add", "dot"};
  plan.sizes = {64, 128, 256, 512, 1024, 2048, 4096};
  plan.variants = {"scalar", "omp-sse2"};
  session.planYaml = toYaml(plan);
  for (CaseRecord& record : session.cases) {
    record.suite = "vector";
    record.key = makeKey(record);
  }
  if (stopped) {
    CaseRecord extra = session.cases.back();
    extra.size = 8192;
    extra.key = makeKey(extra);
    extra.status = CaseStatus::pending;
    extra.stopReason = StopReason::stopped;
    extra.median = extra.ciLow = extra.ciHigh = kUnknown;
    extra.sampleCount = 0;
    session.cases.push_back(extra);
    session.complete = false;
    sortSamples(session);
  }
  return session;
}

struct Fixture : test::WindowFixture {
  Fixture() {
    window.runs().setAppender(appender);
    connect();
  }
  /// A file of the user's, opened.
  QString open(const Session& session) {
    const QString path = file("mine.lanescope.h5");
    if (const auto saved = saveSession(session, path.toStdString(), Overwrite::yes); !saved)
      qFatal("%s", toString(saved.error()).c_str());
    window.files().open({path});
    return path;
  }
  void select(const char* key) {
    const Session& session = window.document().session();
    const std::uint32_t i = session.caseByKey(key);
    if (i == kNoCase) qFatal("no case %s", key);
    const CaseRecord& record = session.cases[i];
    window.selection().setCurrent({curveKey(record), toQString(record.variant), record.size, i});
  }
  void connect() {
    QObject::connect(&window.runs(), &RunController::finished, &window,
                     [this](const RunFinished&, const QString& path) {
                       ++finished;
                       kept = path;
                     });
  }
  ~Fixture() {
    if (!kept.isEmpty()) QFile::remove(kept);
  }
  FakeAppender appender;
  int finished = 0;
  QString kept;
};

constexpr const char* kPoint = "vector/dot/f32/n=256/scalar/t=1/hot/reuse";

}  // namespace

class tst_append_window : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { test::useTestFolders(); }

  void measuresAPointAgain() {
    Fixture f;
    QVERIFY(!f.window.actions()[Act::measureAgain]->isEnabled());
    const QString path = f.open(made());
    const QByteArray bytes = [&] {
      QFile file(path);
      return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }();
    const std::size_t samples = f.window.document().session().samples.size();
    f.select(kPoint);
    QSignalSpy reset(&f.window.document(), &SessionDocument::sessionReset);
    QVERIFY(f.window.actions()[Act::measureAgain]->isEnabled());
    f.window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&f.window));
    QTest::keyClick(&f.window, Qt::Key_R, Qt::ControlModifier);
    QTRY_COMPARE(f.finished, 1);
    QCOMPARE(f.appender.state->plans.back().only, (std::vector<std::string>{kPoint}));
    QCOMPARE(f.appender.state->plans.back().processes, 2u);
    QCOMPARE(f.window.document().session().samples.size(), samples + 10);
    // The views stay where they were, and so does the point.
    QCOMPARE(reset.count(), 0);
    QCOMPARE(f.window.selection().current().size, 256u);
    // The user's file is as it was; the result is kept elsewhere and waits to be saved.
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), bytes);
    QVERIFY(f.kept != path && QFile::exists(f.kept));
    QCOMPARE(f.window.document().path(), path);
    QVERIFY(f.window.document().isModified());
    f.trigger(Act::save);
    QVERIFY(!f.window.document().isModified());
    const auto saved = openSession(path.toStdString());
    QVERIFY(saved.has_value());
    QCOMPARE(saved->session.samples.size(), samples + 10);
  }

  /// An automatic file is the program's own: it grows in place.
  void anAutomaticFileGrowsInPlace() {
    Fixture f;
    const QString path = newAutosave("grows");
    QVERIFY(saveSession(made(), path.toStdString()).has_value());
    f.window.files().open({path});
    f.select(kPoint);
    f.trigger(Act::measureAgain);
    QTRY_COMPARE(f.finished, 1);
    QCOMPARE(f.kept, path);
    QCOMPARE(f.window.document().path(), path);
    QVERIFY(!f.window.document().isModified());
  }

  void addsSizesBesideThePoint() {
    Fixture f;
    f.open(made());
    f.select(kPoint);
    f.window.curvesView().setVariantShown(QStringLiteral("omp-sse2"), false);
    f.trigger(Act::addSizes);
    QTRY_COMPARE(f.finished, 1);
    const Plan& plan = f.appender.state->plans.back();
    QCOMPARE(plan.sizes, (std::vector<std::uint64_t>{181, 362}));  // √(128·256), √(256·512)
    QCOMPARE(plan.variants, (std::vector<std::string>{"scalar"}));
    const Session& session = f.window.document().session();
    QVERIFY(session.caseByKey("vector/dot/f32/n=181/scalar/t=1/hot/reuse") != kNoCase);
    QVERIFY(session.caseByKey("vector/dot/f32/n=181/omp-sse2/t=1/hot/reuse") == kNoCase);
    QVERIFY(session.caseByKey("vector/add/f32/n=181/scalar/t=1/hot/reuse") == kNoCase);
    // At the end of the curve there is one neighbour.
    f.select("vector/dot/f32/n=64/scalar/t=1/hot/reuse");
    f.trigger(Act::addSizes);
    QTRY_COMPARE(f.finished, 2);
    QCOMPARE(f.appender.state->plans.back().sizes, (std::vector<std::uint64_t>{91}));
  }

  void resumesAStoppedSession() {
    Fixture f;
    f.open(made());
    QVERIFY(!f.window.actions()[Act::resumeSession]->isEnabled());
    const Session stopped = made(true);
    f.open(stopped);
    QVERIFY(f.window.actions()[Act::resumeSession]->isEnabled());
    f.trigger(Act::resumeSession);
    QTRY_COMPARE(f.finished, 1);
    QCOMPARE(f.appender.state->plans.back().only, missingCases(stopped));
    QVERIFY(f.window.document().session().complete);
    QVERIFY(!f.window.actions()[Act::resumeSession]->isEnabled());
  }

  /// Stopped half way: the bar says so and offers to go on.
  void aStopOffersToResume() {
    Fixture f;
    f.open(made());
    f.select(kPoint);
    f.appender.state->hold = true;
    f.trigger(Act::addSizes);  // 2 sizes, 2 variants
    QTRY_COMPARE(f.appender.state->measured.load(), 2);
    QTRY_VERIFY(f.window.document().progress().fraction == 0.5);
    QVERIFY(!f.window.actions()[Act::measureAgain]->isEnabled());
    f.trigger(Act::stop);
    QTRY_COMPARE(f.finished, 1);
    QVERIFY2(f.window.messages().currentText().contains(QStringLiteral("Stopped at 50 %")),
             qPrintable(f.window.messages().currentText()));
    f.appender.state->hold = false;
    for (Button* button : f.window.messages().findChildren<Button*>())
      if (button->text() == QStringLiteral("Resume")) button->click();
    QTRY_COMPARE(f.finished, 2);
    QCOMPARE(f.appender.state->plans.back().only.size(), 2u);
    QVERIFY(f.window.document().session().complete);
  }

  /// Refused or failed: the session is as it was, and the bar says why.
  void aFailureLeavesTheSession() {
    Fixture f;
    const QString path = f.open(made());
    const Samples samples = f.window.document().session().samples;
    f.select(kPoint);
    f.appender.state->failure = {
        ErrorCode::unsupported, "the session was measured elsewhere", {}, {}};
    f.trigger(Act::measureAgain);
    QTRY_COMPARE(f.finished, 1);
    QVERIFY(f.window.messages().currentText().contains(QStringLiteral("measured elsewhere")));
    QCOMPARE(f.window.document().session().samples, samples);
    QCOMPARE(f.window.document().path(), path);
    QVERIFY(!f.window.document().isModified());
    QVERIFY(f.kept.isEmpty());
  }

  /// What another view asks for: cases of a session that is not the open one.
  void measuresAnotherSessionAgain() {
    Fixture f;
    Session other = made();
    other.uuid = newUuid();
    QVERIFY(f.window.measureAgain(other, f.file("other.h5"), {QString::fromLatin1(kPoint)}, 3));
    QTRY_COMPARE(f.finished, 1);
    QCOMPARE(f.appender.state->plans.back().processes, 3u);
    QCOMPARE(f.window.document().session().uuid, other.uuid);
    QCOMPARE(f.window.document().path(), f.file("other.h5"));
    // Unsaved now: a third comes beside it.
    const std::string second = other.uuid;
    other.uuid = newUuid();
    QVERIFY(f.window.measureAgain(other, {}, {QString::fromLatin1(kPoint)}, 3));
    QTRY_COMPARE(f.finished, 2);
    QCOMPARE(f.window.document().session().uuid, other.uuid);
    const int kept = f.window.sessions().indexOfUuid(second);
    QVERIFY(kept >= 0 && f.window.sessions().at(kept).isModified());
    QVERIFY(!f.window.measureAgain(f.window.document().session(), {},
                                   {QStringLiteral("no such case")}, 3));
  }
};

QTEST_MAIN(tst_append_window)
#include "tst_append_window.moc"
