#include "panels/compare_view.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "panels/labels.h"
#include "panels/segmented_control.h"

namespace lane {

CompareView::CompareView(QWidget* parent)
    : QWidget(parent), m_pages(new QStackedWidget), m_control(new SegmentedControl({}, this)) {
  m_control->setMultiple(false);
  m_control->setToolTip(tr("Compare two sessions, many machines, or one over time"));
  m_control->setAccessibleName(tr("What is compared"));
  m_control->hide();
  connect(m_control, &SegmentedControl::chosenEdited, this,
          [this] { setPage(m_control->chosen().value(0)); });
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(m_pages);
}

int CompareView::addPage(const QString& name, QWidget* page, QBoxLayout* head) {
  if (!head) {
    auto* framed = new QWidget;
    auto* column = new QVBoxLayout(framed);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    head = new QHBoxLayout;
    head->setContentsMargins(16, 8, 16, 8);
    head->addWidget(new Text(name, {15, 600, false, Tone::value}));
    head->addStretch(1);
    column->addLayout(head);
    column->addWidget(page, 1);
    framed->setFocusProxy(page);
    page = framed;
  }
  auto* room = new QWidget;
  auto* inside = new QHBoxLayout(room);
  inside->setContentsMargins(0, 0, 0, 0);
  head->insertWidget(0, room);  // first, so that it stays under the pointer when the page changes
  m_rooms << room;
  m_names << name;
  const int index = m_pages->addWidget(page);
  m_control->setChoices(m_names);
  placeControl();
  return index;
}

void CompareView::setPage(int index) {
  if (index < 0 || index >= m_pages->count() || index == page()) return;
  m_pages->setCurrentIndex(index);
  placeControl();
  emit pageChanged(index);
}

int CompareView::page() const {
  return m_pages->currentIndex();
}

void CompareView::placeControl() {
  const bool choice = m_names.size() > 1;
  for (QWidget* room : m_rooms) room->setVisible(choice && room == m_rooms[page()]);
  if (!choice) return;
  const bool focused = m_control->hasFocus();
  m_rooms[page()]->layout()->addWidget(m_control);
  m_control->setChosen({page()});
  m_control->show();
  if (focused) m_control->setFocus();
}

}  // namespace lane
