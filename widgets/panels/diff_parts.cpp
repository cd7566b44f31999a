#include "panels/diff_parts.h"

#include <QDateTime>
#include <QDragEnterEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLocale>
#include <QMimeData>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <vector>

#include "analysis/diff_host.h"
#include "base/units.h"
#include "models/session_values.h"
#include "panels/buttons.h"
#include "panels/table_delegate.h"
#include "support/qt_units.h"

namespace lane {
namespace {

QString dropPath(const QMimeData* mime) {
  const auto urls = mime->urls();
  return urls.size() == 1 && urls.first().toLocalFile().endsWith(QStringLiteral(".h5"))
             ? urls.first().toLocalFile()
             : QString();
}

struct Fact {
  QString label, value;
  bool differs = false;
};

/// What is most likely to explain a difference, as far as the session knows it.
std::vector<Fact> factsOf(const Session& session, const Session* other) {
  std::vector<Fact> facts;
  const auto add = [&](const QString& label, const auto& read) {
    const QString value = read(session);
    if (!value.isEmpty()) facts.push_back({label, value, other && read(*other) != value});
  };
  const auto field = [](const char* id) {
    return [id](const Session& s) {
      const MachineField* found = s.machine.find(id);
      return found ? toQString(found->value) : QString();
    };
  };
  add(SideCard::tr("Compiler"), field("compiler"));
  add(SideCard::tr("Program"), [](const Session& s) { return toQString(s.programVersion); });
  if (const double clock = meanClock(session); clock > 0) {
    // A clock is never the same twice; one in a hundred is what the canary calls a change.
    const bool moved = other && !(std::abs(meanClock(*other) / clock - 1) < 0.01);
    facts.push_back({SideCard::tr("Clock"), toQString(formatClock(clock)), moved});
  }
  add(SideCard::tr("Kernel"), field("kernel"));
  add(SideCard::tr("Machine"), field("cpu_model"));
  return facts;
}

}  // namespace

SideBadge::SideBadge(bool base, QWidget* parent) : QWidget(parent), m_base(base) {
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  setAccessibleName(base ? tr("A, the base") : tr("B, the new one"));
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

QSize SideBadge::sizeHint() const {
  const int side = Theme::instance().px(20);
  return {side, side};
}

void SideBadge::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(m_base ? c.t2 : c.ink, 1));
  painter.setBrush(m_base ? QBrush(Qt::NoBrush) : QBrush(c.ink));
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
  painter.setFont(theme.monoFont(11, 700));
  painter.setPen(m_base ? c.t1 : c.inkOn);
  painter.drawText(rect(), Qt::AlignCenter, m_base ? QStringLiteral("A") : QStringLiteral("B"));
}

SideCard::SideCard(bool base, QWidget* parent)
    : Card(parent),
      m_name(new Text({}, {13, 600, false, Tone::value})),
      m_when(new Text({}, {12, 400, false, Tone::label})),
      m_factsBlock(new QWidget),
      m_facts(new QGridLayout(m_factsBlock)),
      m_choose(new Button(tr("Choose…"), Button::Kind::quiet)) {
  setAcceptDrops(true);
  setAccessibleName(base ? tr("Session A, the base") : tr("Session B, the new one"));
  m_name->setElided(true);
  m_when->setElided(true);
  m_facts->setContentsMargins(0, 4, 0, 0);
  m_facts->setHorizontalSpacing(16);
  m_facts->setVerticalSpacing(1);
  m_choose->setAccessibleName(base ? tr("Choose session A") : tr("Choose session B"));
  m_choose->setToolTip(tr("Choose another session file, or drop one here"));
  auto* head = new QHBoxLayout;
  head->setSpacing(10);
  head->addWidget(new SideBadge(base));
  head->addWidget(m_name, 3);
  head->addWidget(m_when, 2);
  head->addWidget(m_choose);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(12, 6, 8, 8);
  column->setSpacing(0);
  column->addLayout(head);
  column->addWidget(m_factsBlock);
  connect(m_choose, &Button::clicked, this, &SideCard::chooseRequested);
}

void SideCard::setFactsShown(bool shown) {
  m_factsBlock->setVisible(shown);
}

void SideCard::setSide(const DiffDocument::Side& side, const DiffDocument::Side& other) {
  while (QLayoutItem* item = m_facts->takeAt(0)) {
    if (item->widget()) item->widget()->deleteLater();
    delete item;
  }
  m_name->setText(side.session ? side.name : tr("No session chosen"));
  m_name->setToolTip(side.path);
  m_when->setText({});
  m_widths.clear();
  if (!side.session) return;
  const auto created =
      QDateTime::fromString(toQString(side.session->created), Qt::ISODate).toLocalTime();
  if (created.isValid())
    m_when->setText(QLocale().toString(created, QStringLiteral("d MMM, HH:mm")));
  int column = 0;
  std::vector<Fact> facts = factsOf(*side.session, other.session.get());
  std::stable_partition(facts.begin(), facts.end(), [](const Fact& fact) { return fact.differs; });
  for (const Fact& fact : facts) {
    auto* label = new Text(fact.label, {11, 400, false, Tone::hint});
    label->setElided(true);
    m_facts->addWidget(label, 0, column);
    auto* text = new Text(fact.differs ? fact.value + QStringLiteral(" ●") : fact.value,
                          {12, fact.differs ? 600 : 400, false, Tone::value});
    text->setElided(true);
    if (fact.differs) text->setAccessibleDescription(tr("differs from the other session"));
    m_facts->addWidget(text, 1, column);
    // Widths after the texts: what differs must not be cut first.
    const int letters = int(std::max(fact.label.size(), fact.value.size()));
    m_widths << std::clamp(letters, 8, 24) * (fact.differs ? 2 : 1);
    ++column;
  }
  fitFacts();
}

void SideCard::fitFacts() {
  const int most = std::max(2, width() / Theme::instance().px(88));
  for (int column = 0; column < m_facts->columnCount(); ++column) {
    m_facts->setColumnStretch(column, column < most ? m_widths.value(column) : 0);
    for (int row = 0; row < 2; ++row)
      if (QLayoutItem* item = m_facts->itemAtPosition(row, column); item && item->widget())
        item->widget()->setVisible(column < most);
  }
}

void SideCard::resizeEvent(QResizeEvent* event) {
  Card::resizeEvent(event);
  fitFacts();
}

void SideCard::dragEnterEvent(QDragEnterEvent* event) {
  if (dropPath(event->mimeData()).isEmpty()) return;
  event->acceptProposedAction();
  setHighlighted(true);
}

void SideCard::dragLeaveEvent(QDragLeaveEvent*) {
  setHighlighted(false);
}

void SideCard::dropEvent(QDropEvent* event) {
  setHighlighted(false);
  event->acceptProposedAction();
  emit dropped(dropPath(event->mimeData()));
}

VerdictButton::VerdictButton(Verdict verdict, Kind kind, QWidget* parent)
    : QAbstractButton(parent), m_verdict(verdict), m_kind(kind) {
  setCheckable(true);
  setChecked(kind == Kind::chip);
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  setText(verdictTitle(verdict));
  setToolTip(kind == Kind::chip ? tr("Show or hide these pairs") : tr("Show these pairs only"));
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
  setCount(0);
}

void VerdictButton::setCount(std::size_t count) {
  m_count = count;
  setAccessibleName(tr("%1 %2").arg(count).arg(text()));
  updateGeometry();
  update();
}

QSize VerdictButton::sizeHint() const {
  const Theme& theme = Theme::instance();
  const QString number = countText(m_count);
  if (m_kind == Kind::chip) {
    const QFontMetrics ui(theme.uiFont(12, 500)), mono(theme.monoFont(11));
    return {ui.horizontalAdvance(text()) + mono.horizontalAdvance(number) + theme.px(40),
            std::max(theme.px(24), ui.height() + 6)};
  }
  const QFontMetrics ui(theme.uiFont(12)), mono(theme.monoFont(18));
  return {std::max(ui.horizontalAdvance(text()) + theme.px(18), mono.horizontalAdvance(number)) +
              theme.px(20),
          ui.height() + mono.height() + theme.px(4)};
}

void VerdictButton::enterEvent(QEnterEvent* event) {
  QAbstractButton::enterEvent(event);
  update();
}

void VerdictButton::leaveEvent(QEvent* event) {
  QAbstractButton::leaveEvent(event);
  update();
}

void VerdictButton::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  if (m_kind == Kind::chip)
    paintChip(painter);
  else
    paintCount(painter);
  paintFocusRing(painter, this);
}

void VerdictButton::paintChip(QPainter& painter) const {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPen pen(c.line2, 1);
  if (!isChecked()) pen.setDashPattern({3, 3});
  painter.setPen(pen);
  painter.setBrush(isChecked() || underMouse() ? QBrush(underMouse() ? c.hover : c.raised)
                                               : QBrush(Qt::NoBrush));
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
  paintVerdictGlyph(painter, int(m_verdict), {theme.px(13) + 0.0, height() / 2.0}, theme.px(4));
  const QFont ui = theme.uiFont(12, 500);
  painter.setFont(ui);
  painter.setPen(isChecked() ? c.t1 : c.t3);
  const int left = theme.px(22);
  painter.drawText(QRect(left, 0, width(), height()), Qt::AlignLeft | Qt::AlignVCenter, text());
  painter.setFont(theme.monoFont(11));
  painter.setPen(isChecked() ? c.t2 : c.t3);
  painter.drawText(QRect(left, 0, width() - left - theme.px(9), height()),
                   Qt::AlignRight | Qt::AlignVCenter, countText(m_count));
}

void VerdictButton::paintCount(QPainter& painter) const {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  if (isChecked() || underMouse()) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(isChecked() ? c.sel : c.hover);
    painter.drawRoundedRect(rect(), 6, 6);
  }
  const QFont small = theme.uiFont(12), large = theme.monoFont(18);
  const int h = QFontMetrics(small).height(), top = theme.px(2), left = theme.px(6);
  paintVerdictGlyph(painter, int(m_verdict), {left + theme.px(4) + 0.0, top + h / 2.0},
                    theme.px(4));
  painter.setFont(small);
  painter.setPen(c.t2);
  painter.drawText(QRect(left + theme.px(14), top, width(), h), Qt::AlignLeft | Qt::AlignVCenter,
                   text());
  painter.setFont(large);
  painter.setPen(c.t1);
  painter.drawText(QRect(left, top + h, width(), QFontMetrics(large).height()), Qt::AlignLeft,
                   countText(m_count));
}

VerdictShares::VerdictShares(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

void VerdictShares::setSummary(const DiffSummary& summary) {
  m_counts[std::size_t(Verdict::improved)] = summary.improved;
  m_counts[std::size_t(Verdict::regressed)] = summary.regressed;
  m_counts[std::size_t(Verdict::same)] = summary.same;
  m_counts[std::size_t(Verdict::unsure)] = summary.unsure;
  setAccessibleName(tr("%1 improved, %2 regressed, %3 same, %4 unsure")
                        .arg(summary.improved)
                        .arg(summary.regressed)
                        .arg(summary.same)
                        .arg(summary.unsure));
  setToolTip(accessibleName());
  update();
}

QSize VerdictShares::sizeHint() const {
  return {Theme::instance().px(200), Theme::instance().px(8)};
}

void VerdictShares::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  QPainter painter(this);
  double total = 0;
  int parts = 0;
  for (const std::size_t count : m_counts) {
    total += double(count);
    parts += count > 0;
  }
  if (total == 0) return;
  // The smallest part stays visible; the others give way.
  const double gap = 2, least = 3, room = width() - gap * (parts - 1) - least * parts;
  double x = 0;
  for (const Verdict verdict :
       {Verdict::regressed, Verdict::unsure, Verdict::same, Verdict::improved}) {
    const std::size_t count = m_counts[std::size_t(verdict)];
    if (count == 0) continue;
    const double wide = least + room * double(count) / total;
    QColor color = theme.verdict(int(verdict));
    if (verdict == Verdict::same) color = theme.chrome().ctl;
    painter.fillRect(QRectF(x, (height() - theme.px(7)) / 2.0, wide, theme.px(7)), color);
    x += wide + gap;
  }
}

}  // namespace lane
