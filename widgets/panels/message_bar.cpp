#include "panels/message_bar.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>

#include "panels/buttons.h"
#include "panels/labels.h"
#include "support/qt_units.h"

namespace lane {

MessageBar::MessageBar(QWidget* parent)
    : QWidget(parent),
      m_what(new Text({}, {12, 600, false, Tone::value})),
      m_detail(new Text({}, {12, 400, false, Tone::label})),
      m_row(new QHBoxLayout(this)),
      m_copy(new Button({}, Button::Kind::quiet)),
      m_close(new Button({}, Button::Kind::quiet)) {
  for (Text* text : {m_what, m_detail}) {
    text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    text->setWordWrap(true);
  }
  m_copy->setGlyph(Icon::copy);
  m_copy->setToolTip(tr("Copy this message"));
  m_copy->setAccessibleName(tr("Copy this message"));
  m_close->setGlyph(Icon::close);
  m_close->setToolTip(tr("Dismiss"));
  m_close->setAccessibleName(tr("Dismiss"));

  auto* texts = new QVBoxLayout;
  texts->setSpacing(2);
  texts->addWidget(m_what);
  texts->addWidget(m_detail);
  m_row->setContentsMargins(Theme::instance().px(40), 8, 12, 8);
  m_row->setSpacing(8);
  m_row->addLayout(texts, 1);
  m_row->addWidget(m_copy);
  m_row->addWidget(m_close);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  hide();

  connect(m_close, &Button::clicked, this, &MessageBar::dismiss);
  connect(m_copy, &Button::clicked, this,
          [this] { QGuiApplication::clipboard()->setText(currentText()); });
}

void MessageBar::show(Severity severity, const QString& what, const QString& detail) {
  push({severity, what, detail, {}});
}

void MessageBar::offer(Severity severity, const QString& what, const QString& detail,
                       const QString& actionText, std::function<void()> action) {
  offer(severity, what, detail, {{actionText, std::move(action)}});
}

void MessageBar::offer(Severity severity, const QString& what, const QString& detail,
                       std::vector<Choice> choices) {
  push({severity, what, detail, std::move(choices)});
}

void MessageBar::choose(std::size_t which) {
  if (m_messages.empty() || which >= m_messages.back().choices.size()) return;
  const auto act = m_messages.back().choices[which].act;
  dismiss();
  if (act) act();
}

void MessageBar::showError(const Error& error) {
  QStringList detail;
  if (!error.where.empty()) detail << toQString(error.where);
  if (!error.advice.empty()) detail << toQString(error.advice);
  QString what = toQString(error.what);
  if (!what.isEmpty()) what[0] = what[0].toUpper();
  show(Severity::problem, what, detail.join(QStringLiteral("  ·  ")));
}

void MessageBar::push(Message message) {
  std::erase(m_messages, message);  // the same again: only to the front
  m_messages.push_back(std::move(message));
  showLast();
  QAccessibleEvent event(this, QAccessible::Alert);
  QAccessible::updateAccessibility(&event);
}

void MessageBar::dismiss() {
  if (!m_messages.empty()) m_messages.pop_back();
  showLast();
}

void MessageBar::dismissAll() {
  m_messages.clear();
  showLast();
}

void MessageBar::showLast() {
  setVisible(!m_messages.empty());
  if (m_messages.empty()) return;
  const Message& message = m_messages.back();
  m_what->setText(message.what);
  m_detail->setText(message.detail);
  m_detail->setVisible(!message.detail.isEmpty());
  while (m_actions.size() < message.choices.size()) {
    auto* button = new Button({}, Button::Kind::plain);
    m_row->insertWidget(1 + int(m_actions.size()), button);
    connect(button, &Button::clicked, this, [this, which = m_actions.size()] { choose(which); });
    m_actions.push_back(button);
  }
  for (std::size_t i = 0; i < m_actions.size(); ++i) {
    const bool used = i < message.choices.size();
    m_actions[i]->setText(used ? message.choices[i].text : QString());
    m_actions[i]->setVisible(used);
    m_actions[i]->updateGeometry();
  }
  setAccessibleName(currentText());
  update();
}

QString MessageBar::currentText() const {
  if (m_messages.empty()) return {};
  const Message& message = m_messages.back();
  return message.detail.isEmpty() ? message.what : message.what + u'\n' + message.detail;
}

void MessageBar::paintEvent(QPaintEvent*) {
  if (m_messages.empty()) return;
  const Theme& theme = Theme::instance();
  const ChromeColors& c = theme.chrome();
  QPainter painter(this);
  painter.fillRect(rect(), c.raised);
  painter.fillRect(0, height() - 1, width(), 1, c.line2);
  const Severity severity = m_messages.back().severity;
  const Icon glyph = severity == Severity::problem   ? Icon::problem
                     : severity == Severity::warning ? Icon::warn
                                                     : Icon::check;
  const QColor color = severity == Severity::problem   ? c.bad
                       : severity == Severity::warning ? c.warn
                                                       : c.ok;
  const double s = theme.px(18);
  paintIcon(painter, glyph, {theme.px(12) + 0.0, (height() - s) / 2, s, s}, color);
}

}  // namespace lane
