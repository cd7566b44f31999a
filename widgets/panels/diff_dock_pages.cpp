#include "panels/diff_dock_pages.h"

#include <QGridLayout>
#include <QHelpEvent>
#include <QPainter>
#include <QScrollArea>
#include <QToolTip>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "exchange/diff_words.h"
#include "panels/fold.h"
#include "support/icons.h"
#include "support/markers.h"
#include "support/qt_units.h"

namespace lane {
namespace {

bool hasPlace(const CrossoverRecord& crossover) {
  return (crossover.kind == CrossoverKind::at || crossover.kind == CrossoverKind::several) &&
         crossover.size >= 1;
}

/// "62", or the kind where there is no size.
QString placeText(const CrossoverRecord& crossover) {
  return hasPlace(crossover) ? sizeText(std::uint64_t(std::llround(crossover.size)))
                             : toQString(toWord(crossover.kind));
}

QString rangeText(const CrossoverRecord& crossover) {
  QString text = placeText(crossover);
  if (crossover.parts > 1)
    text += MovedList::tr(", part %1 of %2").arg(crossover.part + 1).arg(crossover.parts);
  if (std::isfinite(crossover.sizeLow) && std::isfinite(crossover.sizeHigh))
    text += QStringLiteral(" (%1 … %2)")
                .arg(numberText(crossover.sizeLow), numberText(crossover.sizeHigh));
  return text;
}

MovedList::Row rowOf(const MovedCrossover& pair) {
  MovedList::Row row;
  row.title = toQString(pair.now.benchmark);
  if (pair.now.dtype != Dtype::f32) row.title += u' ' + toQString(toWord(pair.now.dtype));
  row.from = toQString(pair.now.from);
  row.to = toQString(pair.now.to);
  row.before = placeText(pair.base);
  row.after = placeText(pair.now);
  const bool sizes = hasPlace(pair.base) && hasPlace(pair.now);
  if (pair.moved) row.change = !sizes ? 2 : pair.now.size < pair.base.size ? -1 : 1;
  row.detail =
      MovedList::tr("%1\nA: %2\nB: %3")
          .arg(toQString(namedPlace(pair.now).first), rangeText(pair.base), rangeText(pair.now));
  return row;
}

QWidget* scrolled(QWidget* page) {
  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setWidget(page);
  return scroll;
}

Text* wrapped(const QString& text, const TextStyle& style) {
  auto* label = new Text(text, style);
  label->setWordWrap(true);
  return label;
}

}  // namespace

MovedList::MovedList(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setAccessibleName(tr("Crossovers in A and B"));
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

int MovedList::rowHeight() const {
  const Theme& theme = Theme::instance();
  return std::max(theme.px(22), QFontMetrics(theme.uiFont(12)).height() + 4);
}

QSize MovedList::sizeHint() const {
  return {Theme::instance().px(280), rowHeight() * int(m_rows.size())};
}

QSize MovedList::minimumSizeHint() const {
  return {Theme::instance().px(200), sizeHint().height()};
}

void MovedList::setRows(const QVector<Row>& rows) {
  m_rows = rows;
  QStringList words;
  for (const Row& row : rows)
    words << tr("%1, %2 to %3: %4 in A, %5 in B")
                 .arg(row.title, row.from, row.to, row.before, row.after);
  setAccessibleDescription(words.join(QStringLiteral("; ")));
  updateGeometry();
  update();
}

bool MovedList::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const int i = help->y() / std::max(1, rowHeight());
  if (i >= 0 && i < m_rows.size())
    QToolTip::showText(help->globalPos(), m_rows[i].detail, this);
  else
    QToolTip::hideText();
  return true;
}

void MovedList::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QFont ui = theme.uiFont(12), mono = theme.monoFont(12), strong = theme.monoFont(12, 600);
  int titles = 0, afters = 0, befores = 0;
  for (const Row& row : m_rows) {
    titles = std::max(titles, QFontMetrics(ui).horizontalAdvance(row.title) + 2);
    befores = std::max(befores, QFontMetrics(mono).horizontalAdvance(row.before));
    afters = std::max(afters, QFontMetrics(strong).horizontalAdvance(row.after));
  }
  const int glyph = theme.px(18), arrow = theme.px(18), marks = theme.px(44);
  const int right = width() - glyph;
  titles = std::min(
      titles, std::max(theme.px(40), right - afters - befores - arrow - marks - theme.px(12)));
  const double chevron = theme.px(9);
  for (int i = 0; i < m_rows.size(); ++i) {
    const Row& row = m_rows[i];
    const QRect line(0, i * rowHeight(), width(), rowHeight());
    const double y = line.center().y() + 0.5;
    const auto cell = [&](int from, int wide) {
      return QRect(from, line.top(), wide, line.height());
    };
    painter.setFont(ui);
    painter.setPen(row.change ? c.t1 : c.t2);
    painter.drawText(cell(0, titles), Qt::AlignVCenter | Qt::AlignLeft,
                     QFontMetrics(ui).elidedText(row.title, Qt::ElideRight, titles));
    double x = titles + theme.px(16);
    paintMarker(painter, theme.series(row.from), {x, y}, theme.px(4));
    paintIcon(painter, Icon::chevronRight, {x + theme.px(9), y - chevron / 2, chevron, chevron},
              c.t3);
    paintMarker(painter, theme.series(row.to), {x + theme.px(26), y}, theme.px(4));
    painter.setFont(strong);
    painter.setPen(c.t1);
    painter.drawText(cell(right - afters, afters), Qt::AlignVCenter | Qt::AlignLeft, row.after);
    paintIcon(painter, Icon::chevronRight,
              {right - afters - (arrow + chevron) / 2, y - chevron / 2, chevron, chevron}, c.t3);
    painter.setFont(mono);
    painter.setPen(c.t2);
    painter.drawText(cell(right - afters - arrow - befores, befores),
                     Qt::AlignVCenter | Qt::AlignRight, row.before);
    if (row.change == 0) continue;
    const Icon icon = row.change == 2  ? Icon::warn
                      : row.change < 0 ? Icon::chevronLeft
                                       : Icon::chevronRight;
    const double s = theme.px(11);
    paintIcon(painter, icon, {right + theme.px(5) + 0.0, y - s / 2, s, s}, c.warn);
  }
}

DiffCrossoverPage::DiffCrossoverPage(DiffDocument* document, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_movedHeading(new SectionHeading(tr("Crossovers moved"))),
      m_moved(new MovedList),
      m_nothing(wrapped({}, {12, 400, false, Tone::hint})),
      m_kept(new MovedList) {
  m_movedHeading->setValue(tr("n in A, n in B"));
  m_keptHeading = new FoldHeading(tr("Where they were"), m_kept);
  m_keptHeading->setChecked(true);
  auto* page = new QWidget;
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(16, 14, 16, 16);
  column->setSpacing(8);
  column->addWidget(m_movedHeading);
  column->addWidget(m_moved);
  column->addWidget(m_nothing);
  column->addWidget(new Hairline);
  column->addWidget(m_keptHeading);
  column->addWidget(m_kept);
  column->addStretch(1);
  auto* whole = new QVBoxLayout(this);
  whole->setContentsMargins(0, 0, 0, 0);
  whole->addWidget(scrolled(page));
  connect(document, &DiffDocument::sidesChanged, this, &DiffCrossoverPage::refresh);
  connect(document, &DiffDocument::diffReady, this, &DiffCrossoverPage::refresh);
  refresh();
}

void DiffCrossoverPage::refresh() {
  QVector<MovedList::Row> moved, kept;
  if (m_document->isReady())
    for (const MovedCrossover& pair : m_document->diff().crossovers)
      (pair.moved ? moved : kept) << rowOf(pair);
  m_moved->setRows(moved);
  m_kept->setRows(kept);
  m_nothing->setVisible(moved.isEmpty());
  m_nothing->setText(kept.isEmpty() ? tr("No crossover was looked for in both sessions.")
                                    : tr("None of %1 moved by more than its interval.")
                                          .arg(counted(std::size_t(kept.size()), tr("crossover"),
                                                       tr("crossovers"))));
  m_keptHeading->setVisible(!kept.isEmpty());
  m_kept->setVisible(!kept.isEmpty() && m_keptHeading->isChecked());
  m_keptHeading->setValue(countText(std::size_t(kept.size())));
}

DiffMachinesPage::DiffMachinesPage(DiffDocument* document, QWidget* parent)
    : QWidget(parent), m_document(document) {
  auto* page = new QWidget;
  auto* outer = new QVBoxLayout(page);
  outer->setContentsMargins(16, 14, 16, 16);
  m_column = outer;
  auto* whole = new QVBoxLayout(this);
  whole->setContentsMargins(0, 0, 0, 0);
  whole->addWidget(scrolled(page));
  connect(document, &DiffDocument::sidesChanged, this, &DiffMachinesPage::refresh);
  connect(document, &DiffDocument::diffReady, this, &DiffMachinesPage::refresh);
  refresh();
}

void DiffMachinesPage::refresh() {
  delete m_content;
  m_content = new QWidget;
  auto* column = new QVBoxLayout(m_content);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(8);
  m_column->addWidget(m_content);
  if (m_document->isReady()) {
    addDifferences(m_document->diff());
    addEqual();
    addCeilings(m_document->diff());
  } else {
    column->addWidget(wrapped(tr("Choose two sessions to see what differs between them."),
                              {12, 400, false, Tone::hint}));
  }
  column->addStretch(1);
}

void DiffMachinesPage::addDifferences(const Diff& diff) {
  auto* column = static_cast<QVBoxLayout*>(m_content->layout());
  auto* heading = new SectionHeading(tr("What differs"));
  heading->setValue(tr("likeliest cause first"));
  column->addWidget(heading);
  for (const std::string& remark : diff.remarks)
    column->addWidget(wrapped(toQString(remark), {12, 400, false, Tone::warn}));
  if (diff.environment.empty())
    column->addWidget(wrapped(tr("Nothing that was recorded of machine, program and settings."),
                              {12, 400, false, Tone::ok}));
  for (const EnvironmentDifference& difference : diff.environment) {
    auto* label = wrapped(toQString(difference.label), {12, 600, false, Tone::value});
    const QString missing = tr("not known");
    auto* values =
        wrapped(tr("%1 → %2").arg(difference.base.empty() ? missing : toQString(difference.base),
                                  difference.now.empty() ? missing : toQString(difference.now)),
                {11, 400, true, Tone::label});
    column->addWidget(label);
    column->addWidget(values);
    if (!difference.why.empty())
      column->addWidget(wrapped(toQString(difference.why), {11, 400, false, Tone::warn}));
  }
  column->addWidget(new Hairline);
}

void DiffMachinesPage::addEqual() {
  auto* column = static_cast<QVBoxLayout*>(m_content->layout());
  const MachineCard& base = m_document->base().session->machine;
  const MachineCard& now = m_document->now().session->machine;
  auto* body = new QWidget;
  auto* grid = new QGridLayout(body);
  grid->setContentsMargins(16, 0, 0, 0);
  grid->setHorizontalSpacing(10);
  grid->setVerticalSpacing(3);
  grid->setColumnStretch(1, 1);
  int rows = 0;
  for (const MachineField& field : base.fields) {
    const MachineField* other = now.find(field.id);
    if (!other || other->value != field.value || field.value.empty()) continue;
    grid->addWidget(new Text(toQString(field.label), {11, 400, false, Tone::hint}), rows, 0,
                    Qt::AlignTop);
    grid->addWidget(wrapped(toQString(field.value), {11, 400, false, Tone::label}), rows++, 1);
  }
  auto* heading = new FoldHeading(tr("Equal"), body);
  heading->setValue(countText(std::size_t(rows)));
  column->addWidget(heading);
  column->addWidget(body);
  column->addWidget(new Hairline);
}

void DiffMachinesPage::addCeilings(const Diff& diff) {
  auto* column = static_cast<QVBoxLayout*>(m_content->layout());
  auto* heading = new SectionHeading(tr("Ceilings"));
  column->addWidget(heading);
  if (diff.ceilings.empty()) {
    column->addWidget(wrapped(tr("Measured in at most one of the sessions: nothing to compare."),
                              {12, 400, false, Tone::hint}));
    return;
  }
  const std::size_t moved = movedCount(diff.ceilings);
  heading->setValue(
      moved == 0 ? tr("none moved")
                 : tr("%1 of %2 moved").arg(countText(moved), countText(diff.ceilings.size())));
  auto* body = new QWidget;
  auto* grid = new QGridLayout(body);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(8);
  grid->setVerticalSpacing(3);
  grid->setColumnStretch(0, 1);
  int row = 0;
  for (const MovedCeiling& ceiling : diff.ceilings) {
    const Tone tone = ceiling.moved ? Tone::warn : Tone::label;
    auto* name = new Text(toQString(ceiling.name), {11, 400, false, Tone::label});
    name->setElided(true);
    const QString values[] = {toQString(figureText(ceiling.base, ceiling.unit)),
                              toQString(figureText(ceiling.now, ceiling.unit)),
                              ratioText(ceiling.ratio, 3)};
    grid->addWidget(name, row, 0);
    for (int i = 0; i < 3; ++i) {
      auto* text = new Text(values[i], {11, 400, true, i == 2 ? tone : Tone::value});
      text->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
      text->setToolTip(
          tr("%1 … %2").arg(ratioText(ceiling.ratioLow, 3), ratioText(ceiling.ratioHigh, 3)));
      grid->addWidget(text, row, i + 1);
    }
    ++row;
  }
  column->addWidget(body);
}

}  // namespace lane
