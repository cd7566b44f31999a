// The Diff view: both sessions as cards, verdict counts that filter, the mean ratio, the ratio
// plot, every pair in a table, and what else changed between the two. GUI thread; owns nothing it
// is given.
#pragma once

#include <QVector>
#include <QWidget>

#include "models/diff_document.h"
#include "models/diff_table_model.h"
#include "panels/labels.h"

class QAbstractButton;
class QDoubleSpinBox;
class QHBoxLayout;
class QLineEdit;
class QSplitter;
class QTableView;
class QVBoxLayout;

namespace lane {

class Button;
class RatioPlot;
class TableDelegate;

/// A verdict with its count; checked = its rows are shown.
class VerdictChip;
/// Name, date and what differs of one side; files can be dropped on it.
class SideCard;

class DiffPanel : public QWidget {
  Q_OBJECT
 public:
  explicit DiffPanel(DiffDocument* document, QWidget* parent = nullptr);
  /// The line with the title; what chooses among pages of the view goes to its end.
  QHBoxLayout* head() { return m_head; }
  RatioPlot* plot() { return m_plot; }
  QTableView* table() { return m_table; }
  QDoubleSpinBox* thresholdField() { return m_threshold; }
  QString summaryText() const;
  QAbstractButton* verdictChip(Verdict verdict) const;

 signals:
  void chooseRequested(bool base);  ///< a file for side A (true) or B
  void dropped(bool base, const QString& path);
  void thresholdEdited(double threshold);
  void pairActivated(const QString& key);

 private:
  QWidget* makeCards();
  QWidget* makeCounts();
  QWidget* makeTable();
  void refreshSides();
  void refreshDiff();
  void selectKey(const QString& key);

  DiffDocument* m_document;
  QHBoxLayout* m_head = nullptr;
  DiffTableModel* m_model;
  DiffTableProxy* m_proxy;
  Text* m_title;
  Text* m_subtitle;
  SideCard* m_baseCard = nullptr;
  SideCard* m_newCard = nullptr;
  QVector<VerdictChip*> m_chips;
  Text* m_mean = nullptr;
  Text* m_meanRange = nullptr;
  QDoubleSpinBox* m_threshold = nullptr;
  RatioPlot* m_plot = nullptr;
  QLineEdit* m_filter = nullptr;
  QTableView* m_table = nullptr;
  TableDelegate* m_delegate = nullptr;
  Text* m_unmatched = nullptr;
  QVBoxLayout* m_environment = nullptr;
  Text* m_nothing = nullptr;
  QSplitter* m_split = nullptr;
};

}  // namespace lane
