// lanescope: the window. Arguments are session files and plans; see usage below.
#include <QApplication>
#include <QCommandLineParser>
#include <QFontDatabase>
#include <QTimer>
#include <cstdio>

#include "base/version.h"
#include "main_window.h"
#include "measure/team.h"
#include "panels/message_bar.h"
#include "render.h"
#include "run/process_run.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace {

using namespace lane;

struct Arguments {
  QStringList files;
  QString plan;
  QString renderFolder;
  QString theme;
  int scale = 1;
  bool start = false;
};

/// Answers --help and --version and reports mistakes; an exit code when there is nothing to open.
std::optional<int> parse(int argc, char** argv, Arguments& out) {
  QStringList words;
  for (int i = 0; i < argc; ++i) words << QString::fromLocal8Bit(argv[i]);
  QCommandLineParser parser;
  parser.setApplicationDescription(QStringLiteral("An oscilloscope for SIMD lanes."));
  const QCommandLineOption help({QStringLiteral("h"), QStringLiteral("help")},
                                QStringLiteral("Show this help."));
  const QCommandLineOption version(QStringLiteral("version"), QStringLiteral("Show the version."));
  const QCommandLineOption plan(QStringLiteral("plan"),
                                QStringLiteral("Load a built-in plan or a YAML file."),
                                QStringLiteral("NAME"));
  const QCommandLineOption start(QStringLiteral("start"),
                                 QStringLiteral("Start the plan at once."));
  const QCommandLineOption render(
      QStringLiteral("render"),
      QStringLiteral("Draw every view of the session to PNG files in DIR."), QStringLiteral("DIR"));
  const QCommandLineOption theme(QStringLiteral("theme"), QStringLiteral("dark, light or system."),
                                 QStringLiteral("THEME"));
  const QCommandLineOption scale(QStringLiteral("scale"),
                                 QStringLiteral("Pixels per point of --render: 1 or 2."),
                                 QStringLiteral("N"), QStringLiteral("1"));
  parser.addOptions({help, version, plan, start, render, theme, scale});
  parser.addPositionalArgument(
      QStringLiteral("FILE"),
      QStringLiteral("Session files (one opens, two compare, more open) and plans."),
      QStringLiteral("[FILE…]"));
  const auto usageError = [](const QString& text) {
    std::fprintf(stderr, "lanescope: %s\n", qPrintable(text));
    return 2;
  };
  if (!parser.parse(words)) return usageError(parser.errorText());
  if (parser.isSet(help)) {
    std::fputs(qPrintable(parser.helpText()), stdout);
    return 0;
  }
  if (parser.isSet(version)) {
    std::printf("lanescope %s\n", std::string(programVersion()).c_str());
    return 0;
  }
  out.files = parser.positionalArguments();
  out.plan = parser.value(plan);
  out.start = parser.isSet(start);
  out.renderFolder = parser.value(render);
  out.theme = parser.value(theme);
  out.scale = parser.value(scale).toInt();
  if (out.scale != 1 && out.scale != 2) return usageError(QStringLiteral("--scale takes 1 or 2"));
  if (!out.theme.isEmpty() && out.theme != u"dark" && out.theme != u"light" &&
      out.theme != u"system")
    return usageError(QStringLiteral("--theme takes dark, light or system"));
  return {};
}

Theme::Choice themeChoice(const QString& name) {
  if (name == u"dark") return Theme::Choice::dark;
  if (name == u"light") return Theme::Choice::light;
  return Theme::Choice::system;
}

}  // namespace

int main(int argc, char** argv) {
  if (const auto measured = lane::runAsChild(argc, argv)) return *measured;

  Arguments arguments;
  if (const auto code = parse(argc, argv, arguments)) return *code;
  const bool rendering = !arguments.renderFolder.isEmpty();
  if (rendering) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_SCALE_FACTOR", QByteArray::number(arguments.scale));
  }
  // Before Qt starts the threads it paints with, so that they keep off that core, too.
  if (!rendering) Team::leaveMeasuringCore();
  QApplication app(argc, argv);
  QApplication::setApplicationName(QStringLiteral("lanescope"));
  QApplication::setApplicationDisplayName(QStringLiteral("Lanescope"));
  QApplication::setApplicationVersion(toQString(programVersion()));
  QApplication::setDesktopFileName(QStringLiteral("lanescope"));

  Settings settings;
  const QString theme = arguments.theme.isEmpty() && !rendering
                            ? settings.value(SettingKey::theme).toString()
                            : arguments.theme;
  Theme::instance().setChoice(rendering && theme.isEmpty() ? Theme::Choice::dark
                                                           : themeChoice(theme));
  if (!rendering) Theme::instance().setTextScale(settings.value(SettingKey::textScale).toDouble());
  Theme::instance().apply();

  if (rendering) {
    const auto done = renderViews(arguments.renderFolder, arguments.files);
    if (done) return 0;
    std::fprintf(stderr, "lanescope: %s\n", toString(done.error()).c_str());
    return done.error().code == ErrorCode::usage ? 2 : 3;
  }

  MainWindow window(&settings);
  if (!arguments.plan.isEmpty() && window.loadPlanNamed(arguments.plan) && !arguments.start)
    window.actions()[Act::newPlan]->trigger();
  window.show();
  QTimer::singleShot(0, &window, &MainWindow::offerRecovery);
  if (!arguments.files.isEmpty())
    QTimer::singleShot(0, &window, [&] { window.files().open(arguments.files); });
  if (arguments.start) QTimer::singleShot(0, &window, &MainWindow::startRun);
  return QApplication::exec();
}
