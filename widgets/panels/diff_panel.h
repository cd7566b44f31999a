// The Diff view of two sessions: both as cards, verdict counts that filter, the mean ratio, the
// ratio plot, every pair in a table, and what could not be paired. GUI thread; owns nothing it is
// given.
#pragma once

#include <QVector>
#include <QWidget>

#include "models/diff_document.h"
#include "models/diff_table_model.h"
#include "panels/labels.h"

class QDoubleSpinBox;
class QHBoxLayout;
class QSplitter;
class QTableView;
class QVBoxLayout;

namespace lane {

class Button;
class DiffFilterBar;
class DiffTable;
class DiffUnmatchedModel;
class FoldHeading;
class RatioPlot;
class SegmentedControl;
class SideCard;
class VerdictButton;
class VerdictShares;

class DiffPanel : public QWidget {
  Q_OBJECT
 public:
  explicit DiffPanel(DiffDocument* document, QWidget* parent = nullptr);
  /// The line with the title; what chooses among pages of the view goes to its end.
  QHBoxLayout* head() { return m_head; }
  RatioPlot* plot() { return m_plot; }
  QTableView* table();
  DiffTable* pairs() { return m_pairs; }
  DiffFilterBar* filterBar() { return m_filter; }
  QDoubleSpinBox* thresholdField() { return m_threshold; }
  SegmentedControl* confidenceField() { return m_confidence; }
  VerdictButton* verdictChip(Verdict verdict) const;
  VerdictButton* verdictCount(Verdict verdict) const { return m_counts[int(verdict)]; }
  QString summaryText() const;
  int rowsShown() const;
  int rowsSelected() const;

 signals:
  void chooseRequested(bool base);  ///< a file for side A (true) or B
  void dropped(bool base, const QString& path);
  void thresholdEdited(double threshold);
  void pairActivated(const QString& key);
  void openRequested(const QString& key);            ///< as a curve
  void menuRequested(const QPoint& globalPosition);  ///< over the rows that are selected
  void rowsChanged();                                ///< shown or selected

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  QWidget* makeHead();
  QWidget* makeCards();
  QWidget* makeCounts();
  QWidget* makePlot();
  void makeUnmatched(QVBoxLayout* column);
  void refreshSides();
  void refreshDiff();
  void refreshMetrics();
  void refreshPlotHead();
  void refreshUnmatched();
  void followFilter();

  DiffDocument* m_document;
  DiffTableModel* m_model;
  DiffTableProxy* m_proxy;
  DiffUnmatchedModel* m_unmatchedModel;
  QHBoxLayout* m_head = nullptr;
  Text* m_subtitle = nullptr;
  Button* m_intervals = nullptr;
  Button* m_band = nullptr;
  QDoubleSpinBox* m_threshold = nullptr;
  SegmentedControl* m_confidence = nullptr;
  Button* m_metric = nullptr;
  Text* m_remarks = nullptr;
  SideCard* m_baseCard = nullptr;
  SideCard* m_newCard = nullptr;
  QWidget* m_countsBlock = nullptr;
  QVector<VerdictButton*> m_counts;  ///< by verdict
  Text* m_meanCaption = nullptr;
  Text* m_mean = nullptr;
  Text* m_meanRange = nullptr;
  VerdictShares* m_shares = nullptr;
  Text* m_plotTitle = nullptr;
  Text* m_plotNote = nullptr;
  SegmentedControl* m_grouping = nullptr;
  RatioPlot* m_plot = nullptr;
  DiffFilterBar* m_filter = nullptr;
  DiffTable* m_pairs = nullptr;
  QSplitter* m_split = nullptr;
  Text* m_nothing = nullptr;
  FoldHeading* m_unmatchedHeading = nullptr;
  QTableView* m_unmatched = nullptr;
};

}  // namespace lane
