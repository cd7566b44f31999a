// Parts of the Diff view: the card of one session, verdicts as counts and as chips, and what share
// of the pairs has which verdict. GUI thread.
#pragma once

#include <QAbstractButton>
#include <array>

#include "analysis/diff.h"
#include "base/words.h"
#include "models/diff_document.h"
#include "models/diff_table_model.h"
#include "panels/labels.h"

class QGridLayout;

namespace lane {

class Button;

/// "A" outlined, "B" filled, as everywhere in the view.
class SideBadge : public QWidget {
  Q_OBJECT
 public:
  explicit SideBadge(bool base, QWidget* parent = nullptr);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  bool m_base;
};

/// Name, date and the facts that matter of one side; files can be dropped on it.
class SideCard : public Card {
  Q_OBJECT
 public:
  explicit SideCard(bool base, QWidget* parent = nullptr);
  /// A dot marks facts the two sessions do not share.
  void setSide(const DiffDocument::Side& side, const DiffDocument::Side& other);
  void setFactsShown(bool shown);  ///< without them the card is one line

 signals:
  void chooseRequested();
  void dropped(const QString& path);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragLeaveEvent(QDragLeaveEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void fitFacts();  ///< hides those there is no room for, the least telling first
  Text* m_name;
  Text* m_when;
  QWidget* m_factsBlock;
  QGridLayout* m_facts;
  QVector<int> m_widths;  ///< of the facts, in shares of the card
  Button* m_choose;
};

/// A verdict with its count. As a chip small and in one line, checked = its rows are shown; as a
/// count large and in two, checked = only its rows are.
class VerdictButton : public QAbstractButton {
  Q_OBJECT
 public:
  enum class Kind { chip, count };
  VerdictButton(Verdict verdict, Kind kind, QWidget* parent = nullptr);
  void setCount(std::size_t count);
  Verdict verdict() const { return m_verdict; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  void paintChip(QPainter& painter) const;
  void paintCount(QPainter& painter) const;
  Verdict m_verdict;
  Kind m_kind;
  std::size_t m_count = 0;
};

/// Regressed, unsure, same, improved as one bar.
class VerdictShares : public QWidget {
  Q_OBJECT
 public:
  explicit VerdictShares(QWidget* parent = nullptr);
  void setSummary(const DiffSummary& summary);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::array<std::size_t, 4> m_counts{};  ///< by verdict
};

}  // namespace lane
