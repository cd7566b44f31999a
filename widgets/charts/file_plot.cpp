#include "charts/file_plot.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <algorithm>
#include <cmath>
#include <vector>

#include "charts/file_canvas.h"
#include "charts/plot_gestures.h"
#include "exchange/csv_text.h"
#include "support/markers.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {

using namespace Qt::StringLiterals;

struct FilePlot::Impl {
  FilePlot* view = nullptr;
  FileChart chart;
  FilePlotOptions options;
  QString title, footer, session;
  std::uint32_t selected = kNoCase;
  QGridLayout* grid = nullptr;
  std::vector<FileCanvas*> canvases;

  /// Charts beside each other; what a row does not hold stands below.
  int columns() const {
    constexpr int kInOneRow = 4;
    const int count = std::max(1, int(chart.formats.size()));
    return count <= kInOneRow ? count : (count + 1) / 2;
  }
  int rows() const { return (std::max(1, int(chart.formats.size())) + columns() - 1) / columns(); }
  bool shows(const FileCurve& curve) const {
    return !options.hidden.contains(toQString(name(curve.way)));
  }
  FileScene scene(const std::string& format) const;
  void rebuild();
  void follow(const FileCanvas* leader);
  void describe();
  const FilePoint* step(int size, int line) const;
};

/// Ranges hold all formats, so that the charts can be read across.
FileScene FilePlot::Impl::scene(const std::string& format) const {
  FileScene scene;
  scene.format = format;
  scene.options = options;
  scene.selected = selected;
  double smallest = INFINITY, largest = 0, slowest = INFINITY, fastest = 0;
  for (const FileCurve& curve : chart.curves) {
    if (curve.format == format) scene.curves.push_back(curve);
    if (!shows(curve)) continue;
    for (const FilePoint& point : curve.points) {
      smallest = std::min(smallest, point.bytes);
      largest = std::max(largest, point.bytes);
      slowest = std::min(slowest, point.rate * 1e-9);
      fastest = std::max(fastest, point.rate * 1e-9);
    }
  }
  if (largest > 0) {
    const double side = std::max(1.15, std::pow(largest / smallest, 0.06));
    scene.bytes = {smallest / side, largest * side};
    scene.rates = options.logY ? QCPRange(niceBelow(slowest * 0.8), niceAbove(fastest * 1.15))
                               : QCPRange(0, fastest * 1.12);
  } else {
    scene.rates = options.logY ? QCPRange(0.1, 10) : QCPRange(0, 10);
  }
  return scene;
}

void FilePlot::Impl::rebuild() {
  while (canvases.size() > chart.formats.size()) {
    delete canvases.back();
    canvases.pop_back();
  }
  while (canvases.size() < chart.formats.size()) {
    auto* canvas = new FileCanvas;
    canvases.push_back(canvas);
    connect(canvas, &FileCanvas::clicked, view, [this](quint32 index) {
      view->setFocus();
      emit view->pointClicked(index);
    });
    connect(canvas, &FileCanvas::rangesChanged, view, [this, canvas] { follow(canvas); });
  }
  for (int i = 0; i < int(canvases.size()); ++i) {
    FileCanvas* canvas = canvases[std::size_t(i)];
    grid->addWidget(canvas, i / columns(), i % columns());
    canvas->setScene(scene(chart.formats[std::size_t(i)]));
  }
  // Rows and columns of other sessions take no room.
  for (int i = 0; i < grid->columnCount(); ++i) grid->setColumnStretch(i, i < columns() ? 1 : 0);
  for (int i = 0; i < grid->rowCount(); ++i) grid->setRowStretch(i, i < rows() ? 1 : 0);
  describe();
}

void FilePlot::Impl::follow(const FileCanvas* leader) {
  for (FileCanvas* canvas : canvases)
    if (canvas != leader) canvas->setShownRanges(leader->xAxis->range(), leader->yAxis->range());
}

void FilePlot::Impl::describe() {
  const FileCurve* curve = nullptr;
  const FilePoint* point = chart.point(selected, &curve);
  view->setAccessibleName(title);
  view->setAccessibleDescription(
      point ? FilePlot::tr("%1, %2 of %3: %4, %5")
                  .arg(toQString(formatTitle(curve->format)), toQString(name(curve->way)),
                       toQString(formatFileSize(point->bytes)), toQString(rateText(*point)),
                       toQString(place(curve->way)))
            : QString());
}

/// The point so many sizes and lines away from the selected one; the first without one.
const FilePoint* FilePlot::Impl::step(int size, int line) const {
  std::vector<const FileCurve*> shown;
  for (const FileCurve& curve : chart.curves)
    if (shows(curve) && !curve.points.empty()) shown.push_back(&curve);
  if (shown.empty()) return nullptr;
  const FileCurve* curve = nullptr;
  const FilePoint* point = chart.point(selected, &curve);
  const auto at = std::find(shown.begin(), shown.end(), curve);
  if (!point || at == shown.end()) return &shown.front()->points.front();
  const auto move = [](std::ptrdiff_t from, int by, std::size_t count) {
    return static_cast<std::size_t>(
        std::clamp<std::ptrdiff_t>(from + by, 0, static_cast<std::ptrdiff_t>(count) - 1));
  };
  const FileCurve& next = *shown[move(at - shown.begin(), line, shown.size())];
  if (line == 0) return &next.points[move(point - curve->points.data(), size, next.points.size())];
  return &*std::min_element(next.points.begin(), next.points.end(),
                            [&](const FilePoint& a, const FilePoint& b) {
                              return std::abs(std::log(a.bytes / point->bytes)) <
                                     std::abs(std::log(b.bytes / point->bytes));
                            });
}

FilePlot::FilePlot(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>()) {
  m_impl->view = this;
  m_impl->grid = new QGridLayout(this);
  m_impl->grid->setContentsMargins(0, 0, 0, 0);
  m_impl->grid->setSpacing(0);
  setFocusPolicy(Qt::StrongFocus);
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    for (FileCanvas* canvas : m_impl->canvases) canvas->applyTheme();
  });
}

FilePlot::~FilePlot() = default;

void FilePlot::setChart(FileChart chart, const FilePlotOptions& options) {
  m_impl->chart = std::move(chart);
  m_impl->options = options;
  m_impl->rebuild();
}
const FileChart& FilePlot::chart() const {
  return m_impl->chart;
}
const FilePlotOptions& FilePlot::options() const {
  return m_impl->options;
}

void FilePlot::setNames(const QString& title, const QString& footer, const QString& session) {
  m_impl->title = title;
  m_impl->footer = footer;
  m_impl->session = session;
  m_impl->describe();
}

void FilePlot::setSelected(std::uint32_t caseIndex) {
  if (caseIndex == m_impl->selected) return;
  m_impl->selected = caseIndex;
  for (FileCanvas* canvas : m_impl->canvases) canvas->select(caseIndex);
  m_impl->describe();
}

QPoint FilePlot::pointPosition(std::uint32_t caseIndex) const {
  for (const FileCanvas* canvas : m_impl->canvases)
    if (const FilePoint* point = canvas->find(caseIndex))
      return canvas->mapTo(this, canvas->pixel(*point).toPoint());
  return {};
}

void FilePlot::resetZoom() {
  for (FileCanvas* canvas : m_impl->canvases) canvas->gestures().reset();
}

void FilePlot::keyPressEvent(QKeyEvent* event) {
  if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
    return QWidget::keyPressEvent(event);
  FilePlotOptions next = m_impl->options;
  const auto select = [this](int size, int line) {
    if (const FilePoint* point = m_impl->step(size, line)) emit pointClicked(point->caseIndex);
  };
  switch (event->key()) {
    case Qt::Key_Left:
      return select(-1, 0);
    case Qt::Key_Right:
      return select(1, 0);
    case Qt::Key_Up:
      return select(0, -1);
    case Qt::Key_Down:
      return select(0, 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
      return emit pinRequested();
    case Qt::Key_0:
      return resetZoom();
    case Qt::Key_B:
      next.bands = !next.bands;
      break;
    case Qt::Key_L:
      next.logY = !next.logY;
      break;
    default: {
      const int digit = event->key() - Qt::Key_1;
      if (digit < 0 || digit >= int(kFileWays.size())) return QWidget::keyPressEvent(event);
      const QString way = toQString(name(kFileWays[std::size_t(digit)]));
      if (!next.hidden.remove(way)) next.hidden.insert(way);
    }
  }
  emit optionsEdited(next);
}

QString FilePlot::chartTitle() const {
  return m_impl->title;
}
QString FilePlot::chartFooter() const {
  return m_impl->footer;
}

void FilePlot::paintChart(QCPPainter& painter, const QSize& size) const {
  const Theme& theme = Theme::instance();
  const Impl& d = *m_impl;
  const int legend = theme.px(44);
  // Two lines: what ends in memory, what on the device.
  for (const bool cached : {true, false}) {
    double x = theme.px(12);
    const double y = theme.px(cached ? 4 : 24), h = theme.px(18);
    painter.setFont(theme.uiFont(11, 600));
    painter.setPen(theme.chrome().t2);
    painter.drawText(QRectF(x, y, theme.px(190), h), Qt::AlignLeft | Qt::AlignVCenter,
                     cached ? tr("Page cache, not the disk:") : tr("Device:"));
    x += theme.px(190);
    for (const FileWay way : kFileWays) {
      const QString text = toQString(name(way));
      if (inPageCache(way) != cached || d.options.hidden.contains(text)) continue;
      paintLegendSample(painter, theme.series(text), QRectF(x, y, theme.px(30), h));
      painter.setFont(theme.uiFont(11));
      painter.setPen(theme.chrome().t1);
      painter.drawText(QRectF(x + theme.px(36), y, theme.px(90), h),
                       Qt::AlignLeft | Qt::AlignVCenter, text);
      x += theme.px(130);
    }
  }
  const int width = size.width() / d.columns();
  const int height = (size.height() - legend) / d.rows();
  for (int i = 0; i < int(d.chart.formats.size()); ++i) {
    FileCanvas page;
    page.setMinimumSize(0, 0);
    page.resize(width, height);
    page.setScene(d.scene(d.chart.formats[std::size_t(i)]));
    const FileCanvas& shown = *d.canvases[std::size_t(i)];
    page.setShownRanges(shown.xAxis->range(), shown.yAxis->range());
    painter.save();
    painter.translate(i % d.columns() * width, legend + i / d.columns() * height);
    page.toPainter(&painter, width, height);
    painter.restore();
  }
}

QString FilePlot::chartCsv() const {
  const Impl& d = *m_impl;
  std::string csv = csvRow({"session", "format", "way", "place", "dtype", "elements", "bytes",
                            "bytes_per_second", "ci_low", "ci_high", "samples", "stored_bytes",
                            "page_cache_share", "of_reading", "of_reading_low", "of_reading_high"});
  for (const FileCurve& curve : d.chart.curves) {
    if (!d.shows(curve)) continue;
    for (const FilePoint& point : curve.points)
      csv += csvRow({csvText(toStd(d.session)), curve.format, std::string(name(curve.way)),
                     csvText(place(curve.way)), std::string(toWord(d.chart.dtype)),
                     std::to_string(point.size), csvNumber(point.bytes), csvNumber(point.rate),
                     csvNumber(point.low), csvNumber(point.high), std::to_string(point.samples),
                     csvNumber(point.stored), csvNumber(point.cacheShare),
                     csvNumber(point.ofReading.ratio), csvNumber(point.ofReading.low),
                     csvNumber(point.ofReading.high)});
  }
  return toQString(csv);
}

}  // namespace lane
