// The Table view: every case, filtered by a line of terms that stand below it as chips, sorted,
// grouped, in the columns the user chose; rows select the point in all views and copy as
// tab-separated text or Markdown. GUI thread; owns neither document nor selection.
#pragma once

#include <QStringList>
#include <QWidget>
#include <optional>

#include "models/case_table_model.h"
#include "models/selection_model.h"
#include "models/table_case_proxy.h"

class QLineEdit;
class QMenu;
class QTableView;

namespace lane {

class Button;
class CaseTableView;
class FilterChips;
class TableRowKeeper;
class Text;

class TablePanel : public QWidget {
  Q_OBJECT
 public:
  TablePanel(SessionDocument* document, SelectionModel* selection, QWidget* parent = nullptr);
  QTableView* view();
  QLineEdit* filterField() { return m_filter; }
  FilterChips* chips() { return m_chips; }
  QMenu* columnsMenu() { return m_columnsMenu; }
  QMenu* groupMenu() { return m_groupMenu; }
  Button* columnsButton() { return m_columnsButton; }
  Button* groupButton() { return m_groupButton; }
  CaseTableProxy* proxy() { return m_proxy; }

  enum class Format { tsv, markdown };
  /// The selected rows in the order shown, without a selection all that match. Tab-separated text
  /// holds every figure in full precision, Markdown the columns that are shown, as they are shown.
  QString selectionAs(Format format) const;
  /// To the clipboard; false when there is nothing to copy.
  bool copySelection(Format format = Format::tsv) const;

  /// Adds a term to the filter line unless it stands there.
  void addFilter(const QString& term);
  /// Shows the sizes of a chart; none: all of them again. While the table is not seen, it is only
  /// noted.
  void setSizeRange(std::optional<std::pair<double, double>> range);
  void setGrouping(std::optional<TableField> by);

  /// What the user chose, for settings: "kernel:104" in the order shown, "-p5:90" hidden. Unknown
  /// names are ignored, missing columns stand at the end as they are at first.
  QStringList columnLayout() const;
  void setColumnLayout(const QStringList& layout);

  /// What can be done with the cell the keyboard is in: filter by it, sort, group.
  void addCellActions(QMenu* menu);

 signals:
  void openRequested();  ///< the selected point in a chart
  void menuRequested(const QPoint& globalPosition);
  void layoutEdited();

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  bool eventFilter(QObject* object, QEvent* event) override;

 private:
  QWidget* makeHead();
  void makeColumns();
  void makeGroups();
  void chooseColumn(int column, bool shown);
  void refreshColumnsMenu();
  void applyFilter(const QString& line);
  void applySizeRange();
  void refreshCount();
  void refreshLook();
  void takeSelection(const QModelIndex& current);
  void selectInView();

  SessionDocument* m_document;
  SelectionModel* m_selection;
  CaseTableModel* m_model;
  CaseTableProxy* m_proxy;
  CaseTableView* m_view;
  TableRowKeeper* m_keeper = nullptr;
  QLineEdit* m_filter;
  FilterChips* m_chips;
  Text* m_count;
  Button* m_groupButton;
  Button* m_columnsButton;
  QMenu* m_groupMenu;
  QMenu* m_columnsMenu;
  Text* m_nothing;
  Button* m_clear;
  QWidget* m_empty;
  QString m_sizeTerm;     ///< in the filter line, put there by a chart
  QString m_wantedSizes;  ///< what a chart asked for last
  double m_scale = 1;
  bool m_arranging = false;  ///< columns change, and not by the user
};

}  // namespace lane
