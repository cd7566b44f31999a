// The timed commands of a session: a row for each with its time as a dot with its interval, what
// it cost besides, and how it ended. CommandsPage puts that in the place of a chart over sizes
// while the selected benchmark is a command, as commands have none. GUI thread; owns nothing it is
// given.
#pragma once

#include <QAbstractTableModel>
#include <QStackedWidget>

#include "analysis/command_rows.h"
#include "models/selection_model.h"
#include "models/session_document.h"

class QTableView;

namespace lane {

class Text;

class CommandsModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column {
    Command,
    Way,
    Wall,
    Interval,
    Chart,
    User,
    System,
    Peak,
    Faults,
    Switches,
    Exit,
    Lines
  };
  static constexpr int kColumns = Lines + 1;
  /// DotRole: list of median, low, high as shares of the longest.
  enum Role { DotRole = Qt::UserRole, CaseRole };
  using QAbstractTableModel::QAbstractTableModel;

  void setCommands(CommandRows commands);
  const CommandRows& commands() const { return m_commands; }
  int rowOf(std::uint32_t caseIndex) const;  ///< -1: none

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  QString text(const CommandRow& row, int column) const;
  CommandRows m_commands;
  double m_longest = 0;
};

class CommandsPanel : public QWidget {
  Q_OBJECT
 public:
  CommandsPanel(SessionDocument* document, SelectionModel* selection, QWidget* parent = nullptr);
  QTableView* table() { return m_table; }
  CommandsModel* model() { return m_model; }

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  void refresh();
  void fit();
  void fitChart();  ///< takes what the other columns leave
  void followSelection();
  void select(const QModelIndex& index);

  SessionDocument* m_document;
  SelectionModel* m_selection;
  CommandsModel* m_model;
  Text* m_text;
  QTableView* m_table;
  bool m_stale = false;
};

class CommandsPage : public QStackedWidget {
  Q_OBJECT
 public:
  /// `chart` is shown for everything but commands; `focus` is what in it takes the keyboard.
  CommandsPage(QWidget* chart, QWidget* focus, SessionDocument* document, SelectionModel* selection,
               QWidget* parent = nullptr);
  CommandsPanel* panel() { return m_panel; }
  bool showsCommands() const { return currentWidget() == m_panel; }

 private:
  void choose();
  SessionDocument* m_document;
  SelectionModel* m_selection;
  QWidget* m_focus;
  CommandsPanel* m_panel;
};

}  // namespace lane
