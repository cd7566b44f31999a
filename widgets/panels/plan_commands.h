// The command lines of a plan under a fold: a field for each, whether a shell runs it, and a button
// that removes it; one more button adds. Edits the plan model, undoable like every other field.
// GUI thread; keeps a pointer to the model.
#pragma once

#include <QVector>
#include <QWidget>

#include "models/plan_model.h"

class QCheckBox;
class QLineEdit;
class QVBoxLayout;

namespace lane {

class Button;
class FoldHeading;

class PlanCommands : public QWidget {
  Q_OBJECT
 public:
  explicit PlanCommands(PlanModel* plan, QWidget* parent = nullptr);
  FoldHeading* heading() { return m_heading; }
  Button* addButton() { return m_add; }
  int rowCount() const { return int(m_rows.size()); }
  QLineEdit* field(int row) const { return m_rows[row].field; }
  QCheckBox* shellBox(int row) const { return m_rows[row].shell; }
  Button* removeButton(int row) const { return m_rows[row].remove; }

 signals:
  /// The fold holds more or fewer rows than before.
  void heightChanged();

 private:
  struct Row {
    QWidget* widget;
    QLineEdit* field;
    QCheckBox* shell;
    Button* remove;
  };
  void showPlan();
  void addRow();
  void dropRow(int row);
  void commit(QWidget* rowWidget);
  void setInvalid(QLineEdit* field, const QString& why);
  void fitFonts();

  PlanModel* m_plan;
  FoldHeading* m_heading;
  QVBoxLayout* m_list;
  Button* m_add;
  QVector<Row> m_rows;  ///< one for each command, and at most one more that is being typed
};

}  // namespace lane
