#include "charts/ratio_plot.h"

#include <QHash>
#include <QKeyEvent>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "charts/point_tip.h"
#include "charts/ratio_canvas.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

DiffGrouping engineGrouping(RatioPlot::Grouping grouping) {
  return grouping == RatioPlot::Grouping::kernel    ? DiffGrouping::kernel
         : grouping == RatioPlot::Grouping::variant ? DiffGrouping::variant
                                                    : DiffGrouping::suite;
}

QString intervalOf(double low, double high) {
  return std::isfinite(low) && std::isfinite(high)
             ? u"%1 … %2"_s.arg(low, 0, 'f', 3).arg(high, 0, 'f', 3)
             : u"–"_s;
}

QString csvCell(QString text) {
  return text.contains(u',') || text.contains(u'"') ? u'"' + text.replace(u'"', u"\"\""_s) + u'"'
                                                    : text;
}

QString csvNumber(double value) {
  return std::isfinite(value) ? QString::number(value, 'g', 17) : QString();
}

}  // namespace

class RatioPlot::Impl {
 public:
  /// Pairs or groups as marks, worst first.
  void rebuild() {
    RatioData next = canvas->data();
    next.marks.clear();
    next.grouped = grouping != Grouping::point;
    next.higherIsBetter = diff.metric.higherIsBetter;
    next.threshold = diff.options.threshold;
    const bool time = diff.metric.kind == MetricKind::time;
    next.betterUp = time ? RatioPlot::tr("B faster") : RatioPlot::tr("B better");
    next.betterDown = time ? RatioPlot::tr("A faster") : RatioPlot::tr("A better");
    if (next.grouped)
      addGroups(next.marks);
    else
      addPairs(next.marks);
    std::stable_sort(next.marks.begin(), next.marks.end(),
                     [up = next.higherIsBetter](const RatioMark& a, const RatioMark& b) {
                       return up ? a.ratio < b.ratio : a.ratio > b.ratio;
                     });
    places.clear();
    for (std::size_t i = 0; i < next.marks.size(); ++i)
      places.insert(next.marks[i].key, static_cast<std::ptrdiff_t>(i));
    next.selected = next.grouped ? -1 : places.value(selected, -1);
    next.label = [this](const QString& key) { return describeKey(key).label; };
    canvas->setData(std::move(next));
    tip->hide();
  }

  void addPairs(std::vector<RatioMark>& marks) const {
    for (const DiffPair& pair : diff.pairs)
      if (pair.ratio > 0)
        marks.push_back({toQString(pair.key),
                         {},
                         pair.ratio,
                         pair.ratioLow,
                         pair.ratioHigh,
                         static_cast<int>(pair.verdict)});
  }

  void addGroups(std::vector<RatioMark>& marks) const {
    for (const DiffGroup& group : diff.groups)
      if (group.by == engineGrouping(grouping) && group.summary.geomean > 0)
        marks.push_back({toQString(group.name),
                         grouping == Grouping::variant ? toQString(group.name) : QString(),
                         group.summary.geomean, group.summary.geomeanLow, group.summary.geomeanHigh,
                         -1});
  }

  const DiffPair* pairOf(const QString& key) const {
    const auto found = pairs.constFind(key);
    return found == pairs.constEnd() ? nullptr : &diff.pairs[*found];
  }

  Description describeKey(const QString& key) const {
    const DiffPair* pair = pairOf(key);
    return pair && describe ? describe(*pair) : Description{key, {}, {}};
  }

  PointTip::Content tipOf(const RatioMark& mark) const {
    PointTip::Content content;
    if (grouping == Grouping::point) {
      Description words = describeKey(mark.key);
      content.variant = words.variant;
      content.note = toQString(toWord(Verdict(mark.verdict)));
      content.rows = {{words.label, ratioText(mark.ratio, 3)},
                      {RatioPlot::tr("interval"), intervalOf(mark.low, mark.high)}};
      content.rows.insert(content.rows.end(), words.rows.begin(), words.rows.end());
      return content;
    }
    content.variant = mark.key;
    content.rows = {{RatioPlot::tr("geometric mean"), ratioText(mark.ratio, 3)},
                    {RatioPlot::tr("interval"), intervalOf(mark.low, mark.high)}};
    for (const DiffGroup& group : diff.groups) {
      if (group.by != engineGrouping(grouping) || toQString(group.name) != mark.key) continue;
      const DiffSummary& s = group.summary;
      content.note =
          RatioPlot::tr("%1 pairs").arg(countText(s.improved + s.regressed + s.same + s.unsure));
      content.rows.push_back({RatioPlot::tr("improved, regressed"),
                              u"%1, %2"_s.arg(countText(s.improved), countText(s.regressed))});
      content.rows.push_back(
          {RatioPlot::tr("same, unsure"), u"%1, %2"_s.arg(countText(s.same), countText(s.unsure))});
    }
    return content;
  }

  RatioCanvas* canvas = nullptr;
  PointTip* tip = nullptr;
  Diff diff;
  QString baseName, newName, selected;
  Grouping grouping = Grouping::point;
  Describe describe;
  QHash<QString, std::size_t> pairs;      ///< by key
  QHash<QString, std::ptrdiff_t> places;  ///< of the marks
};

RatioPlot::RatioPlot(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>()) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  RatioCanvas* canvas = m_impl->canvas = new RatioCanvas(this);
  canvas->setFocusPolicy(Qt::StrongFocus);
  canvas->installEventFilter(this);
  canvas->setAccessibleName(tr("Ratios"));
  setFocusProxy(canvas);
  layout->addWidget(canvas);
  m_impl->tip = new PointTip(canvas);
  const auto fit = [this] { setMinimumHeight(Theme::instance().px(120)); };
  fit();
  connect(canvas, &QCustomPlot::mousePress, this, [this, canvas](QMouseEvent* event) {
    const std::ptrdiff_t index = canvas->markAt(event->position());
    if (event->button() != Qt::LeftButton || index < 0) return;
    const QString key = canvas->data().marks[static_cast<std::size_t>(index)].key;
    if (m_impl->grouping != Grouping::point) {
      emit groupActivated(m_impl->grouping, key);
      return;
    }
    setSelectedKey(key);
    emit keySelected(key);
  });
  connect(canvas, &QCustomPlot::mouseMove, this, [this, canvas](QMouseEvent* event) {
    const std::ptrdiff_t index = canvas->markAt(event->position());
    if (index < 0) return m_impl->tip->hide();
    const auto at = static_cast<std::size_t>(index);
    m_impl->tip->showAt(canvas->pixel(at), QRectF(canvas->rect()),
                        m_impl->tipOf(canvas->data().marks[at]));
  });
  connect(&Theme::instance(), &Theme::changed, this, [canvas, fit] {
    fit();
    canvas->applyTheme();
  });
}

RatioPlot::~RatioPlot() = default;

void RatioPlot::setDiff(const Diff& diff, const QString& baseName, const QString& newName) {
  m_impl->diff = diff;
  m_impl->baseName = baseName;
  m_impl->newName = newName;
  m_impl->pairs.clear();
  m_impl->pairs.reserve(static_cast<qsizetype>(diff.pairs.size()));
  for (std::size_t i = 0; i < diff.pairs.size(); ++i)
    m_impl->pairs.insert(toQString(diff.pairs[i].key), i);
  m_impl->rebuild();
  m_impl->canvas->setAccessibleName(
      tr("Ratios of %1 pairs: %2 improved, %3 regressed, %4 same, %5 unsure")
          .arg(countText(diff.pairs.size()), countText(diff.summary.improved),
               countText(diff.summary.regressed), countText(diff.summary.same),
               countText(diff.summary.unsure)));
}

void RatioPlot::setDescribe(Describe describe) {
  m_impl->describe = std::move(describe);
}

void RatioPlot::setGrouping(Grouping grouping) {
  if (grouping == m_impl->grouping) return;
  m_impl->grouping = grouping;
  m_impl->rebuild();
}

RatioPlot::Grouping RatioPlot::grouping() const {
  return m_impl->grouping;
}

void RatioPlot::setShowIntervals(bool shown) {
  m_impl->canvas->change([shown](RatioData& data) { data.showIntervals = shown; });
}

void RatioPlot::setShowBand(bool shown) {
  m_impl->canvas->change([shown](RatioData& data) { data.showBand = shown; });
}

void RatioPlot::setVerdicts(const QSet<int>& verdicts) {
  unsigned bits = 0;
  for (const int verdict : verdicts) bits |= 1u << verdict;
  m_impl->canvas->change([bits](RatioData& data) { data.verdicts = bits; });
}

void RatioPlot::setSelectedKey(const QString& key) {
  m_impl->selected = key;
  const bool points = m_impl->grouping == Grouping::point;
  const std::ptrdiff_t place = points ? m_impl->places.value(key, -1) : -1;
  m_impl->canvas->change([place](RatioData& data) { data.selected = place; });
  const DiffPair* pair = m_impl->pairOf(key);
  m_impl->canvas->setAccessibleDescription(
      pair ? u"%1, %2, %3"_s.arg(m_impl->describeKey(key).label, ratioText(pair->ratio, 3),
                                 toQString(toWord(pair->verdict)))
           : QString());
}

QString RatioPlot::selectedKey() const {
  return m_impl->selected;
}

bool RatioPlot::eventFilter(QObject* object, QEvent* event) {
  if (event->type() == QEvent::Leave) m_impl->tip->hide();
  if (event->type() != QEvent::KeyPress || m_impl->grouping != Grouping::point)
    return QWidget::eventFilter(object, event);
  const int key = static_cast<QKeyEvent*>(event)->key();
  const int all = static_cast<int>(m_impl->canvas->data().marks.size());
  const int by = key == Qt::Key_Right  ? 1
                 : key == Qt::Key_Left ? -1
                 : key == Qt::Key_End  ? all
                 : key == Qt::Key_Home ? -all
                                       : 0;
  const std::ptrdiff_t to = by == 0 ? -1 : m_impl->canvas->neighbour(by);
  if (to < 0) return QWidget::eventFilter(object, event);
  const QString chosen = m_impl->canvas->data().marks[static_cast<std::size_t>(to)].key;
  setSelectedKey(chosen);
  emit keySelected(chosen);
  return true;
}

QString RatioPlot::chartTitle() const {
  const QString metric =
      m_impl->diff.metric.name.empty() ? tr("Time per call") : toQString(m_impl->diff.metric.name);
  return tr("%1, %2 / %3, sorted by effect").arg(metric, m_impl->newName, m_impl->baseName);
}

QString RatioPlot::chartFooter() const {
  const QString better =
      m_impl->diff.metric.higherIsBetter ? tr("above 1 is better") : tr("below 1 is better");
  return tr("A: %1  ·  B: %2  ·  ratio B / A, %3").arg(m_impl->baseName, m_impl->newName, better);
}

void RatioPlot::paintChart(QCPPainter& painter, const QSize& size) const {
  RatioCanvas page;
  page.resize(size);
  page.setData(m_impl->canvas->data());
  page.toPainter(&painter, size.width(), size.height());
}

QString RatioPlot::chartCsv() const {
  const auto& marks = m_impl->canvas->data().marks;
  QString text;
  if (m_impl->grouping != Grouping::point) {
    text = u"group,geomean,geomean_low,geomean_high\r\n"_s;
    for (const RatioMark& mark : marks)
      text += QStringList{csvCell(mark.key), csvNumber(mark.ratio), csvNumber(mark.low),
                          csvNumber(mark.high)}
                  .join(u',') +
              u"\r\n"_s;
    return text;
  }
  text = u"key,ratio,ratio_low,ratio_high,verdict,changed\r\n"_s;
  for (const RatioMark& mark : marks)
    text += QStringList{csvCell(mark.key),
                        csvNumber(mark.ratio),
                        csvNumber(mark.low),
                        csvNumber(mark.high),
                        toQString(toWord(Verdict(mark.verdict))),
                        m_impl->pairOf(mark.key)->changed ? u"1"_s : u"0"_s}
                .join(u',') +
            u"\r\n"_s;
  return text;
}

void RatioPlot::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) m_impl->rebuild();
  QWidget::changeEvent(event);
}

}  // namespace lane
