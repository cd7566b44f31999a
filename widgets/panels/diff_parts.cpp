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

QString fact(const DiffDocument::Side& side, const char* id) {
  if (!side.session) return {};
  const MachineField* field = side.session->machine.find(id);
  return field ? toQString(field->value) : QString();
}

}  // namespace

SideCard::SideCard(const QString& letter, QWidget* parent)
    : Card(parent),
      m_name(new Text({}, {13, 600, false, Tone::value})),
      m_when(new Text({}, {12, 400, false, Tone::label})),
      m_facts(new QGridLayout),
      m_choose(new Button(tr("Choose…"), Button::Kind::plain)) {
  setAcceptDrops(true);
  setAccessibleName(tr("Session %1").arg(letter));
  m_name->setElided(true);
  m_when->setElided(true);
  m_facts->setHorizontalSpacing(16);
  m_facts->setVerticalSpacing(2);
  m_choose->setAccessibleName(tr("Choose session %1").arg(letter));
  auto* head = new QHBoxLayout;
  head->setSpacing(10);
  head->addWidget(new Text(letter, {13, 600, true, Tone::value}));
  head->addWidget(m_name, 2);
  head->addWidget(m_when, 1);
  head->addWidget(m_choose);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(14, 10, 14, 10);
  column->addLayout(head);
  column->addLayout(m_facts);
  connect(m_choose, &Button::clicked, this, &SideCard::chooseRequested);
}

void SideCard::setSide(const DiffDocument::Side& side, const DiffDocument::Side& other) {
  while (QLayoutItem* item = m_facts->takeAt(0)) {
    if (item->widget()) item->widget()->deleteLater();
    delete item;
  }
  m_name->setText(side.session ? side.name : tr("No session chosen"));
  m_name->setToolTip(side.path);
  m_when->setText({});
  if (!side.session) return;
  const auto created =
      QDateTime::fromString(toQString(side.session->created), Qt::ISODate).toLocalTime();
  if (created.isValid())
    m_when->setText(QLocale().toString(created, QStringLiteral("d MMM, HH:mm")));
  const std::pair<QString, const char*> facts[] = {{tr("CPU"), "cpu_model"},
                                                   {tr("Clock"), "clock"},
                                                   {tr("Compiler"), "compiler"},
                                                   {tr("Kernel"), "kernel"}};
  int column = 0;
  for (const auto& [label, id] : facts) {
    const QString value = fact(side, id);
    if (value.isEmpty()) continue;
    const bool differs = other.session && fact(other, id) != value;
    m_facts->addWidget(new Text(label, {11, 400, false, Tone::hint}), 0, column);
    auto* text = new Text(differs ? value + QStringLiteral(" ●") : value,
                          {12, differs ? 600 : 400, false, Tone::value});
    text->setElided(true);
    if (differs) text->setAccessibleDescription(tr("differs from the other session"));
    m_facts->addWidget(text, 1, column);
    m_facts->setColumnStretch(column++, id == facts[0].second ? 2 : 1);
  }
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

VerdictChip::VerdictChip(Verdict verdict, QWidget* parent)
    : QAbstractButton(parent), m_verdict(verdict) {
  setCheckable(true);
  setChecked(true);
  setFocusPolicy(Qt::StrongFocus);
  setText(toQString(toWord(verdict)));
  setToolTip(tr("Show or hide these pairs"));
  connect(&Theme::instance(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
  setCount(0);
}

void VerdictChip::setCount(std::size_t count) {
  m_count = count;
  setAccessibleName(tr("%1 %2").arg(count).arg(text()));
  updateGeometry();
  update();
}

QSize VerdictChip::sizeHint() const {
  const Theme& theme = Theme::instance();
  const int words = QFontMetrics(theme.uiFont(12)).horizontalAdvance(text());
  const int number = QFontMetrics(theme.monoFont(20)).horizontalAdvance(countText(m_count));
  return {std::max(words + theme.px(22), number) + theme.px(24),
          QFontMetrics(theme.uiFont(12)).height() + QFontMetrics(theme.monoFont(20)).height() +
              theme.px(12)};
}

void VerdictChip::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QPen pen(isChecked() ? c.line2 : c.line, 1);
  if (!isChecked()) pen.setDashPattern({3, 3});
  painter.setPen(pen);
  painter.setBrush(isChecked() ? QBrush(underMouse() ? c.hover : c.raised) : QBrush(Qt::NoBrush));
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
  const QFont small = theme.uiFont(12), large = theme.monoFont(20);
  const int h = QFontMetrics(small).height(), pad = theme.px(6), left = theme.px(10);
  paintVerdictGlyph(painter, int(m_verdict), {left + theme.px(5) + 0.0, pad + h / 2.0},
                    theme.px(4));
  painter.setFont(small);
  painter.setPen(isChecked() ? c.t2 : c.t3);
  painter.drawText(QRect(left + theme.px(16), pad, width(), h), Qt::AlignLeft | Qt::AlignVCenter,
                   text());
  painter.setFont(large);
  painter.setPen(isChecked() ? c.t1 : c.t3);
  painter.drawText(QRect(left, pad + h, width(), QFontMetrics(large).height()), Qt::AlignLeft,
                   countText(m_count));
  paintFocusRing(painter, this);
}

}  // namespace lane
