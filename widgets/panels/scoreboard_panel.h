// The Scoreboard view: the best hand-written variant against an opponent the user chooses, as a
// heat map kernel by size with the sums and a criterion above it. A session without anything to
// compare gets an offer instead. Follows and moves the one selection. GUI thread; owns nothing it
// is given.
#pragma once

#include <QTimer>
#include <QWidget>

#include "analysis/scoreboard.h"
#include "charts/scoreboard_chart.h"

class QAction;
class QLineEdit;
class QSortFilterProxyModel;
class QStackedLayout;
class QTableView;

namespace lane {

class Button;
class OfferPage;
class ScoreboardModel;
class ScoreVerdict;
class SelectionModel;
class SessionDocument;
class Text;

class ScoreboardPanel : public QWidget {
  Q_OBJECT
 public:
  ScoreboardPanel(SessionDocument* document, SelectionModel* selection, QWidget* parent = nullptr);
  /// What measures something to compare; offered where a session has nothing.
  void setMeasureAction(QAction* action);

  /// As scoreboard() takes it; kept for sessions that have it, others take their first.
  void setAgainst(const QString& opponent);
  QString against() const { return m_against; }
  void setCriterion(const ScoreCriterion& criterion);
  const ScoreCriterion& criterion() const { return m_criterion; }

  const Scoreboard& board() const;
  const ChartSource* chart() const;  ///< null while there is nothing to compare
  QTableView* table() const { return m_table; }
  void copyTsv() const;
  void copyMarkdown() const;

 signals:
  void edited();      ///< opponent or criterion, by the user
  void caseOpened();  ///< the selected case is to be seen in its chart
  void menuRequested(const QPoint& globalPosition, bool hasCase);

 protected:
  void showEvent(QShowEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QWidget* makeHead();
  QWidget* makeFigures();
  void makeTable();
  void refresh();
  void showFigures();
  void fit();
  void chooseOpponent();
  void readCriterion();
  void showFailing();
  void select(const QModelIndex& index);
  void hover(const QModelIndex& index);
  void followSelection();

  SessionDocument* m_document;
  SelectionModel* m_selection;
  ScoreboardModel* m_model;
  ScoreboardChart m_chart;
  ScoreCriterion m_criterion;
  QString m_against;
  QTimer m_timer;
  bool m_stale = true;

  QStackedLayout* m_pages;
  OfferPage* m_offer;
  Text* m_subtitle = nullptr;
  Button* m_opponent = nullptr;
  QLineEdit* m_field = nullptr;
  ScoreVerdict* m_verdict = nullptr;
  Text* m_mean = nullptr;
  Text* m_meanDetail = nullptr;
  Text* m_remarks = nullptr;  ///< what must be known of the figures; hidden without any
  Text* m_within = nullptr;
  Text* m_withinDetail = nullptr;
  Button* m_failing = nullptr;
  QTableView* m_table = nullptr;
  QSortFilterProxyModel* m_proxy = nullptr;
};

}  // namespace lane
