// A row of joined choices, such as threads or element types. One click chooses one; with Ctrl or
// Shift a choice is added or taken away; one always stays. GUI thread.
#pragma once

#include <QStringList>
#include <QVector>
#include <QWidget>

namespace lane {

class SegmentedControl : public QWidget {
  Q_OBJECT
 public:
  explicit SegmentedControl(const QStringList& choices, QWidget* parent = nullptr);
  void setChoices(const QStringList& choices);  ///< keeps what is chosen, by place
  void setChosen(const QVector<int>& indices);  ///< emits nothing
  const QVector<int>& chosen() const { return m_chosen; }
  void setMultiple(bool multiple) { m_multiple = multiple; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }
  QRect segmentRect(int index) const;

 signals:
  void chosenEdited();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void choose(int index, bool add);
  QStringList m_choices;
  QVector<int> m_chosen;
  int m_cursor = 0;
  bool m_multiple = true;
};

}  // namespace lane
