// Parts of the Scoreboard view that are painted: its cells and its verdict. GUI thread.
#pragma once

#include <QPersistentModelIndex>
#include <QStyledItemDelegate>
#include <QWidget>

namespace lane {

/// Cells of the heat map; the row and the column under the pointer are marked.
class ScoreDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void setHovered(const QModelIndex& index) { m_hovered = index; }
  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;

 private:
  QPersistentModelIndex m_hovered;
};

/// "✓ pass", "✗ fail": glyph and word, so that colour is not needed.
class ScoreVerdict : public QWidget {
  Q_OBJECT
 public:
  enum class State { none, pass, fail };
  explicit ScoreVerdict(QWidget* parent = nullptr);
  void setState(State state, const QString& detail);  ///< `detail`: tool tip
  State state() const { return m_state; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString word() const;
  State m_state = State::none;
};

}  // namespace lane
