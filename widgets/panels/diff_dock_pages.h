// The other two pages beside the Diff view: crossovers that both sessions looked for, moved ones
// first, and what the two machines or programs differ in. GUI thread; own nothing they are given.
#pragma once

#include <QVector>
#include <QWidget>

#include "models/diff_document.h"
#include "panels/labels.h"

class QVBoxLayout;

namespace lane {

class FoldHeading;

/// Rows of "gelu, ■ › ●, 62 › 41": from and to, and the size in A and in B.
class MovedList : public QWidget {
  Q_OBJECT
 public:
  struct Row {
    QString title;  ///< "gelu"
    QString from, to;
    QString before, after;  ///< "62", "always"
    int change = 0;         ///< -1: from a smaller size on; 1: a larger; 2: another kind; 0: none
    QString detail;         ///< the tool tip
  };
  explicit MovedList(QWidget* parent = nullptr);
  void setRows(const QVector<Row>& rows);
  const QVector<Row>& rows() const { return m_rows; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  int rowHeight() const;
  QVector<Row> m_rows;
};

class DiffCrossoverPage : public QWidget {
  Q_OBJECT
 public:
  explicit DiffCrossoverPage(DiffDocument* document, QWidget* parent = nullptr);
  MovedList* moved() { return m_moved; }

 private:
  void refresh();
  DiffDocument* m_document;
  SectionHeading* m_movedHeading;
  MovedList* m_moved;
  Text* m_nothing;
  FoldHeading* m_keptHeading;
  MovedList* m_kept;
};

class DiffMachinesPage : public QWidget {
  Q_OBJECT
 public:
  explicit DiffMachinesPage(DiffDocument* document, QWidget* parent = nullptr);

 private:
  void refresh();
  void addDifferences(const Diff& diff);
  void addEqual();
  void addCeilings(const Diff& diff);

  DiffDocument* m_document;
  QVBoxLayout* m_column;
  QWidget* m_content = nullptr;
};

}  // namespace lane
