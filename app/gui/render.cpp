#include "render.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QTemporaryDir>

#include "main_window.h"
#include "panels/message_bar.h"
#include "support/qt_units.h"

namespace lane {
namespace {

constexpr QSize kPage{1600, 1000};

/// Lets queued replots, layouts and the diff thread settle.
void settle(const std::function<bool()>& ready) {
  QElapsedTimer clock;
  clock.start();
  do QApplication::processEvents(QEventLoop::AllEvents, 20);
  while (clock.elapsed() < 400 || (!ready() && clock.elapsed() < 10000));
}

/// The point a reader would look at first: the best variant at the largest working size of the
/// first chart.
void selectBestPoint(MainWindow& window) {
  const auto& cases = window.document().session().cases;
  const CurveKey key = window.selection().current().key;
  std::uint32_t best = kNoCase;
  double rate = 0;
  for (std::uint32_t i = 0; i < cases.size(); ++i) {
    const CaseRecord& r = cases[i];
    if (curveKey(r) != key || !r.hasTime()) continue;
    const double here = metricValue(CurveMetric::byteRate, r, r.median, 0);
    if (!(here > rate)) continue;
    rate = here;
    best = i;
  }
  if (best == kNoCase) return;
  window.selection().setCurrent({key, toQString(cases[best].variant), cases[best].size, best});
}

}  // namespace

Result<void> renderViews(const QString& folder, const QStringList& sessions) {
  if (sessions.isEmpty())
    return fail(ErrorCode::usage, "no session to render", {}, "Name a session file.");
  if (!QDir().mkpath(folder))
    return fail(ErrorCode::io, "the folder could not be made", toStd(folder),
                "Choose another folder.");
  QTemporaryDir scratch;
  Settings settings(scratch.filePath(QStringLiteral("settings.ini")));
  MainWindow window(&settings);
  window.resize(kPage);
  window.show();
  if (!window.files().openSessionFile(sessions.first()))
    return fail(ErrorCode::io, toStd(window.messages().currentText()), toStd(sessions.first()));
  selectBestPoint(window);
  const bool two = sessions.size() > 1;
  if (two && !window.files().compareFiles(sessions[0], sessions[1]))
    return fail(ErrorCode::io, toStd(window.messages().currentText()), toStd(sessions[1]));
  for (const auto& page : window.views()) {
    if (page.view == View::diff && !two) continue;
    window.showView(page.view);
    settle([&] { return !page.ready || page.ready(); });
    if (page.chart && !page.chart()) continue;  // this session has nothing for it
    const QString path = QDir(folder).filePath(page.name + QStringLiteral(".png"));
    if (!window.grab().save(path))
      return fail(ErrorCode::io, "the picture could not be written", toStd(path),
                  "Choose another folder.");
  }
  return {};
}

}  // namespace lane
