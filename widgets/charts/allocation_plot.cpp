#include "charts/allocation_plot.h"

#include <QHBoxLayout>
#include <QKeyEvent>

#include "charts/plot_gestures.h"
#include "charts/variant_keys.h"
#include "exchange/csv_text.h"
#include "support/markers.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {

AllocationPlot::AllocationPlot(QWidget* parent)
    : QWidget(parent),
      m_percentiles(new AllocationCanvas(AllocationCanvas::Kind::percentiles)),
      m_sizes(new AllocationCanvas(AllocationCanvas::Kind::sizes)) {
  setFocusPolicy(Qt::StrongFocus);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(0);
  for (AllocationCanvas* canvas : {m_percentiles, m_sizes}) {
    row->addWidget(canvas, 1);
    connect(canvas, &AllocationCanvas::clicked, this, [this](quint32 caseIndex) {
      setFocus();
      emit caseClicked(caseIndex);
    });
    connect(&Theme::instance(), &Theme::changed, canvas, &AllocationCanvas::applyTheme);
  }
}

void AllocationPlot::setScene(AllocationScene scene) {
  m_sizes->setScene(scene);
  m_percentiles->setScene(std::move(scene));
}

void AllocationPlot::setNames(const QString& title, const QString& footer, const QString& session) {
  m_title = title;
  m_footer = footer;
  m_session = session;
  setAccessibleName(title);
}

void AllocationPlot::keyPressEvent(QKeyEvent* event) {
  if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
    return QWidget::keyPressEvent(event);
  switch (event->key()) {
    case Qt::Key_Left:
      return emit sizeStepped(-1);
    case Qt::Key_Right:
      return emit sizeStepped(1);
    case Qt::Key_0:
      m_percentiles->gestures().reset();
      return m_sizes->gestures().reset();
    default:
      break;
  }
  const int number = variantOfKey(*event);
  const auto& variants = scene().chart.variants;
  if (number < 0 || number >= int(variants.size())) return QWidget::keyPressEvent(event);
  emit toggled(toQString(variants[std::size_t(number)]));
}

void AllocationPlot::paintChart(QCPPainter& painter, const QSize& size) const {
  const Theme& theme = Theme::instance();
  const int legend = theme.px(28);
  double left = theme.px(12);
  for (const std::string& variant : scene().chart.variants) {
    const QString name = toQString(variant);
    if (scene().hidden.contains(name)) continue;
    const SeriesStyle style = theme.series(name);
    paintLegendSample(painter, style, QRectF(left, theme.px(5), theme.px(30), theme.px(18)));
    painter.setFont(theme.uiFont(11));
    painter.setPen(theme.chrome().t1);
    const double width = QFontMetricsF(painter.font()).horizontalAdvance(style.label);
    painter.drawText(QRectF(left + theme.px(36), theme.px(5), width + 4, theme.px(18)),
                     Qt::AlignLeft | Qt::AlignVCenter, style.label);
    left += theme.px(52) + width;
  }
  const int half = size.width() / 2;
  int at = 0;
  for (const AllocationCanvas* shown : {m_percentiles, m_sizes}) {
    AllocationCanvas page(shown == m_percentiles ? AllocationCanvas::Kind::percentiles
                                                 : AllocationCanvas::Kind::sizes);
    page.setMinimumSize(0, 0);
    page.resize(half, size.height() - legend);
    page.setScene(shown->scene());
    page.setShownRanges(shown->xAxis->range(), shown->yAxis->range());
    painter.save();
    painter.translate(at, legend);
    page.toPainter(&painter, half, size.height() - legend);
    painter.restore();
    at += half;
  }
}

QString AllocationPlot::chartCsv() const {
  const AllocationChart& chart = scene().chart;
  std::string csv = csvRow({"session", "benchmark", "event", "allocator", "block_bytes",
                            "mean_seconds", "mean_low", "mean_high", "p50_seconds", "p99_seconds",
                            "max_seconds", "events", "fragmentation", "pool_use"});
  const char* event = !hasFreeing(chart.benchmark)               ? "refusal"
                      : chart.event == AllocationEvent::allocate ? "allocate"
                                                                 : "free";
  for (const AllocationPoint& point : chart.points)
    if (m_sizes->isShown(point))
      csv += csvRow({csvText(toStd(m_session)), chart.benchmark, event, point.variant,
                     std::to_string(point.size), csvNumber(point.mean.value),
                     csvNumber(point.mean.low), csvNumber(point.mean.high),
                     csvNumber(point.p50.value), csvNumber(point.p99.value),
                     csvNumber(point.max.value), std::to_string(point.events),
                     csvNumber(point.fragmentation), csvNumber(point.poolUse)});
  return toQString(csv);
}

}  // namespace lane
