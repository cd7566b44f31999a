// The Table view: every case with a filter line; rows select the point in all views and copy as
// tab-separated text. GUI thread; owns neither document nor selection.
#pragma once

#include <QWidget>

#include "models/case_table_model.h"
#include "models/selection_model.h"

class QLineEdit;
class QTableView;

namespace lane {

class Button;
class Text;

class TablePanel : public QWidget {
  Q_OBJECT
 public:
  TablePanel(SessionDocument* document, SelectionModel* selection, QWidget* parent = nullptr);
  QTableView* view() { return m_view; }
  QLineEdit* filterField() { return m_filter; }
  /// The selected rows as TSV to the clipboard; false when none is selected.
  bool copySelection() const;

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;

 private:
  void selectInView();
  void refreshCount();

  SessionDocument* m_document;
  SelectionModel* m_selection;
  CaseTableModel* m_model;
  CaseTableProxy* m_proxy;
  QLineEdit* m_filter;
  Text* m_count;
  Text* m_nothing;
  Button* m_clear;
  QWidget* m_empty;
  QTableView* m_view;
};

}  // namespace lane
