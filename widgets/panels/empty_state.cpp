#include "panels/empty_state.h"

#include <QHBoxLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

#include "panels/buttons.h"
#include "panels/machine_panel.h"
#include "panels/machine_view.h"
#include "panels/plan_fields.h"
#include "panels/sessions_panel.h"
#include "panels/trace_preview.h"
#include "panels/wrap_row.h"
#include "support/qt_units.h"

namespace lane {
namespace {

/// An icon at text height.
class Glyph : public QWidget {
 public:
  Glyph(Icon which, Tone tone, double px = 14) : m_icon(which), m_tone(tone) {
    setFixedSize(Theme::instance().px(px), Theme::instance().px(px));
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintIcon(painter, m_icon, rect(), toneColor(m_tone));
  }

 private:
  Icon m_icon;
  Tone m_tone;
};

/// One recent session as a card that opens it.
class SessionCard : public QAbstractButton {
 public:
  explicit SessionCard(const QModelIndex& index) {
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    m_title = index.data(RecentSessionsModel::TitleRole).toString();
    m_machine = index.data(RecentSessionsModel::MachineRole).toString();
    m_detail = index.data(RecentSessionsModel::DetailRole).toString();
    setToolTip(index.data(RecentSessionsModel::PathRole).toString());
    setAccessibleName(index.data(Qt::AccessibleTextRole).toString());
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  }
  QSize sizeHint() const override {
    const Theme& theme = Theme::instance();
    return {theme.px(220), theme.px(44) + QFontMetrics(theme.uiFont(13)).height() +
                               2 * QFontMetrics(theme.uiFont(11)).height()};
  }
  QSize minimumSizeHint() const override {
    return {Theme::instance().px(140), sizeHint().height()};
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    const Theme& theme = Theme::instance();
    const ChromeColors& c = theme.chrome();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(c.line2, 1));
    painter.setBrush(underMouse() ? c.raised : c.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    const QRect area = rect().adjusted(theme.px(16), theme.px(14), -theme.px(16), -theme.px(14));
    const auto line = [&](const QFont& font, const QColor& color, const QString& text, int align) {
      painter.setFont(font);
      painter.setPen(color);
      painter.drawText(area, align,
                       QFontMetrics(font).elidedText(text, Qt::ElideMiddle, area.width()));
    };
    line(theme.uiFont(13, 600), c.t1, m_title, Qt::AlignLeft | Qt::AlignTop);
    line(theme.uiFont(11), c.t2, m_machine, Qt::AlignLeft | Qt::AlignVCenter);
    line(theme.uiFont(11), c.t3, m_detail, Qt::AlignLeft | Qt::AlignBottom);
    paintFocusRing(painter, this, 8);
  }

 private:
  QString m_title, m_machine, m_detail;
};

}  // namespace

EmptyState::EmptyState(RecentSessionsModel* recent, QWidget* parent)
    : QWidget(parent), m_recent(recent) {
  auto* page = new QWidget;
  page->setMaximumWidth(Theme::instance().px(1280));
  auto* top = new QHBoxLayout;
  top->setSpacing(32);
  top->addWidget(makeLead(), 5);
  top->addWidget(makeMachine(), 4, Qt::AlignTop);
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(24, 32, 24, 24);
  column->setSpacing(24);
  column->addLayout(top);
  column->addWidget(makeRecent());
  column->addStretch(1);
  auto* centre = new QWidget;
  auto* centred = new QHBoxLayout(centre);
  centred->setContentsMargins(0, 0, 0, 0);
  centred->addStretch(1);
  centred->addWidget(page, 100);
  centred->addStretch(1);
  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setWidget(centre);
  scroll->setFocusPolicy(Qt::NoFocus);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->addWidget(scroll);
}

QWidget* EmptyState::makeLead() {
  auto* lead = new QWidget;
  auto* column = new QVBoxLayout(lead);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(16);
  m_trace = new TracePreview;
  m_sentence = new Text(
      tr("Choose what to measure, or let a first survey find where each variant starts to win."),
      {15, 400, false, Tone::label});
  m_sentence->setWordWrap(true);
  m_run = new Button(tr("Run quick survey"), Button::Kind::primary);
  m_run->setObjectName(QStringLiteral("quickSurveyButton"));
  m_run->setGlyph(Icon::run);
  m_run->setLarge(true);
  m_duration = new Text({}, {12, 500, false, Tone::value});
  m_points = new Text({}, {12, 400, false, Tone::hint});
  auto* words = new QWidget;
  auto* estimate = new QVBoxLayout(words);
  estimate->setContentsMargins(0, 0, 0, 0);
  estimate->setSpacing(2);
  estimate->addWidget(m_duration);
  estimate->addWidget(m_points);
  auto* run = new WrapRow(16);
  run->add(m_run, 0);
  run->add(words, 1);
  auto* links = new QHBoxLayout;
  links->setSpacing(12);
  const auto link = [&](const QString& text, const QString& keys, auto signal) {
    auto* button = new Button(text, Button::Kind::quiet);
    button->setKeyHint(keys);
    connect(button, &Button::clicked, this, signal);
    links->addWidget(button);
  };
  link(tr("Edit the plan first"), QStringLiteral("Ctrl L"), &EmptyState::planRequested);
  link(tr("Open a session"), QStringLiteral("Ctrl O"), &EmptyState::openRequested);
  link(tr("All commands"), QStringLiteral("Ctrl K"), &EmptyState::commandsRequested);
  links->addStretch(1);
  column->addStretch(1);  // without a trace the text stands in the middle
  column->addWidget(m_trace, 8);
  column->addSpacing(8);
  column->addWidget(new Text(tr("Nothing measured yet"), {28, 600, false, Tone::value}));
  column->addWidget(m_sentence);
  column->addSpacing(4);
  column->addWidget(run);
  column->addLayout(links);
  column->addStretch(1);
  connect(m_run, &Button::clicked, this, &EmptyState::runRequested);
  return lead;
}

QWidget* EmptyState::makeMachine() {
  auto* card = new Card;
  auto* column = new QVBoxLayout(card);
  column->setContentsMargins(24, 20, 24, 20);
  column->setSpacing(10);
  m_cpu = new Text({}, {15, 600, false, Tone::value});
  m_cpu->setElided(true);
  m_cpuLine = new Text({}, {12, 400, false, Tone::label});
  m_cpuLine->setWordWrap(true);
  auto* head = new QHBoxLayout;
  head->setSpacing(10);
  head->addWidget(new Glyph(Icon::cpu, Tone::value, 20));
  head->addWidget(m_cpu, 1);
  head->addWidget(new Text(tr("this machine"), {11, 400, false, Tone::hint}));
  m_cores = new CoreMap;
  auto* found = new SectionHeading(tr("Variants found"));
  found->setValue(tr("f32 lanes"));
  auto* ready = new SectionHeading(tr("Ready to measure"));
  m_facts = new QVBoxLayout;
  m_facts->setSpacing(6);
  auto* more = new Button(tr("All about this machine"), Button::Kind::quiet);
  connect(more, &Button::clicked, this, &EmptyState::machineRequested);
  column->addLayout(head);
  column->addWidget(m_cpuLine);
  column->addWidget(m_cores);
  column->addSpacing(4);
  column->addWidget(found);
  column->addWidget(new VariantTable);
  column->addWidget(new Hairline);
  column->addWidget(ready);
  column->addLayout(m_facts);
  column->addWidget(more, 0, Qt::AlignRight);
  return card;
}

QWidget* EmptyState::makeRecent() {
  auto* block = new QWidget;
  auto* column = new QVBoxLayout(block);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(12);
  m_recentBlock = new Text(tr("Recent sessions"), {13, 600, false, Tone::value});
  column->addWidget(m_recentBlock);
  m_cards = new QHBoxLayout;
  m_cards->setSpacing(16);
  column->addLayout(m_cards);
  connect(m_recent, &QAbstractItemModel::modelReset, this, &EmptyState::rebuildRecent);
  connect(m_recent, &QAbstractItemModel::dataChanged, this, &EmptyState::rebuildRecent);
  rebuildRecent();
  return block;
}

void EmptyState::rebuildRecent() {
  while (QLayoutItem* item = m_cards->takeAt(0)) {
    if (item->widget()) item->widget()->deleteLater();
    delete item;
  }
  int cards = 0;
  for (int row = 0; row < m_recent->rowCount() && cards < 3; ++row) {
    const QModelIndex index = m_recent->index(row);
    if (!index.data(RecentSessionsModel::KnownRole).toBool()) continue;
    auto* card = new SessionCard(index);
    const QString path = index.data(RecentSessionsModel::PathRole).toString();
    connect(card, &QAbstractButton::clicked, this, [this, path] { emit sessionRequested(path); });
    m_cards->addWidget(card, 1);
    ++cards;
  }
  m_recentBlock->setVisible(cards > 0);
  auto* drop = new Card(nullptr, Card::Edge::dashed);
  auto* words = new QVBoxLayout(drop);
  words->setContentsMargins(16, 18, 16, 18);
  words->addWidget(new Glyph(Icon::plus, Tone::label, 16), 0, Qt::AlignHCenter);
  for (const auto& [text, style] :
       {std::pair{tr("Drop sessions or results here"), TextStyle{12, 500, false, Tone::value}},
        std::pair{tr("one opens, two compare"), TextStyle{11, 400, false, Tone::hint}}}) {
    auto* line = new Text(text, style);
    line->setAlignment(Qt::AlignCenter);
    words->addWidget(line);
  }
  m_cards->addWidget(drop, 1);
}

void EmptyState::setMachine(const MachineCard& machine) {
  m_cpu->setText(toQString(machine.cpuModel));
  m_cpuLine->setText(machineLine(machine));
  m_cores->setMachine(machine);
  while (QLayoutItem* item = m_facts->takeAt(0)) {
    if (item->widget()) item->widget()->deleteLater();
    delete item;
  }
  for (const ReadinessFact& fact : readiness(machine)) {
    auto* line = new QWidget;
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(new Glyph(fact.tone == Tone::ok     ? Icon::check
                             : fact.tone == Tone::warn ? Icon::warn
                                                       : Icon::minus,
                             fact.tone));
    auto* text = new Text(fact.text, {12, 400, false, Tone::label});
    auto* detail = new Text(fact.detail, {11, 400, false, Tone::hint});
    detail->setElided(true);
    detail->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->addWidget(text);
    row->addWidget(detail, 1);
    m_facts->addWidget(line);
  }
}

void EmptyState::setSurvey(const QuickSurvey& survey) {
  if (!survey.known) return;
  m_sentence->setText(tr("The quick survey runs %1 kernels on all %2 variants this machine has and "
                         "finds the size at which each one starts to win.")
                          .arg(survey.kernels)
                          .arg(survey.variants));
  m_duration->setText(aboutDuration(survey.seconds));
  m_points->setText(tr("%1 points, interval goal ±%2 %")
                        .arg(countText(survey.points))
                        .arg(survey.precision * 100));
}

}  // namespace lane
