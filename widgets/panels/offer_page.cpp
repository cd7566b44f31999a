#include "panels/offer_page.h"

#include <QAction>
#include <QVBoxLayout>

#include "panels/buttons.h"
#include "panels/labels.h"

namespace lane {

OfferPage::OfferPage(const QString& title, const QString& text, QWidget* parent)
    : QWidget(parent),
      m_title(new Text(title, {15, 600, false, Tone::value})),
      m_text(new Text(text, {12, 400, false, Tone::label})),
      m_button(new Button({}, Button::Kind::primary)) {
  m_title->setWordWrap(true);
  m_text->setWordWrap(true);
  m_button->hide();
  auto* column = new QVBoxLayout;
  column->setSpacing(12);
  column->addWidget(m_title);
  column->addWidget(m_text);
  column->addWidget(m_button, 0, Qt::AlignLeft);
  auto* middle = new QWidget;
  middle->setLayout(column);
  const auto fit = [middle] { middle->setMaximumWidth(Theme::instance().px(460)); };
  connect(&Theme::instance(), &Theme::changed, this, fit);
  fit();
  auto* all = new QHBoxLayout(this);
  all->setContentsMargins(24, 24, 24, 24);
  all->addStretch(1);
  all->addWidget(middle, 1000, Qt::AlignVCenter);
  all->addStretch(1);
  setFocusProxy(m_button);
}

void OfferPage::setTitle(const QString& title) {
  m_title->setText(title);
}

void OfferPage::setText(const QString& text) {
  m_text->setText(text);
}

void OfferPage::setOffer(QAction* action) {
  m_button->setText(action->text().remove(u'&'));
  m_button->follow(action);
  m_button->show();
}

}  // namespace lane
