// The Files view: how fast tensor files are written and read, per format, in the page cache and on
// the device. Chips for the ways, a chart per format, the table of all cases, and the file system
// in the head. Without data it offers to measure. Follows the one selection. GUI thread; owns
// nothing it is given.
#pragma once

#include <QTimer>
#include <QWidget>
#include <vector>

#include "analysis/file_chart.h"
#include "charts/file_plot.h"

class QAction;
class QHBoxLayout;
class QPushButton;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;

namespace lane {

class FilesTableModel;
class OfferPage;
class SegmentedControl;
class SelectionModel;
class SessionDocument;
class Text;
class VariantChip;

class FilesPanel : public QWidget {
  Q_OBJECT
 public:
  FilesPanel(SessionDocument* document, SelectionModel* selection, QWidget* parent = nullptr);
  void setMeasureAction(QAction* action);  ///< what the page without data offers
  const ChartSource* chart() const;        ///< nullptr while nothing is drawn
  FilePlot* plot() { return m_plot; }
  QTableView* table() { return m_table; }
  OfferPage* offer() { return m_offer; }
  bool isOffering() const;
  QString placeText() const;  ///< of the head: file system and device
  QString ratioLine() const;  ///< writing against reading at the largest size
  const std::vector<VariantChip*>& chips() const { return m_chips; }

 signals:
  void pinRequested();  ///< the selected point is to be seen in the inspector

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  QWidget* makeHead();
  QWidget* makeChips();
  void makeTable();
  void refresh();
  void setOptions(const FilePlotOptions& options);
  void draw();
  void select(std::uint32_t caseIndex);
  void followSelection();

  SessionDocument* m_document;
  SelectionModel* m_selection;
  FileChart m_chart;
  FilePlotOptions m_options;
  std::vector<Dtype> m_types;
  Dtype m_dtype = Dtype::f32;
  QTimer m_timer;
  bool m_stale = true;

  QStackedWidget* m_pages = nullptr;
  OfferPage* m_offer = nullptr;
  Text* m_place = nullptr;
  SegmentedControl* m_typeChoice = nullptr;
  QPushButton* m_bands = nullptr;
  QPushButton* m_log = nullptr;
  std::vector<VariantChip*> m_chips;
  FilePlot* m_plot = nullptr;
  Text* m_ratio = nullptr;
  QTableView* m_table = nullptr;
  FilesTableModel* m_model = nullptr;
  QSortFilterProxyModel* m_proxy = nullptr;
};

}  // namespace lane
