// The terms of a filter line as chips, each of which takes its term out of the line when clicked.
// A term that cannot be read is shown as a warning with the reason. Wraps into as many lines as it
// needs; hidden without terms. GUI thread.
#pragma once

#include <QAbstractButton>
#include <QVector>
#include <QWidget>

#include "models/table_filter.h"

namespace lane {

class FilterChip : public QAbstractButton {
  Q_OBJECT
 public:
  FilterChip(const FilterTerm& term, QWidget* parent);
  bool isReadable() const { return m_readable; }
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;

 private:
  bool m_readable;
};

class FilterChips : public QWidget {
  Q_OBJECT
 public:
  explicit FilterChips(QWidget* parent = nullptr);
  void setFilter(const TableFilter& filter);
  const QVector<FilterChip*>& chips() const { return m_chips; }

 signals:
  void lineEdited(const QString& line);
  void emptied();  ///< by its keys: the keyboard needs another place

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void place();
  TableFilter m_filter;
  QVector<FilterChip*> m_chips;
};

}  // namespace lane
