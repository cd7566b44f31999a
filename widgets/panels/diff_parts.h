// Parts of the Diff view: the card of one session and the verdict chips. GUI thread.
#pragma once

#include <QAbstractButton>
#include <QStringList>
#include <QVector>

#include "base/words.h"
#include "models/diff_document.h"
#include "panels/labels.h"

class QGridLayout;

namespace lane {

class Button;

class SideCard : public Card {
  Q_OBJECT
 public:
  SideCard(const QString& letter, QWidget* parent = nullptr);
  /// `differs` marks facts the two sessions do not share.
  void setSide(const DiffDocument::Side& side, const DiffDocument::Side& other);

 signals:
  void chooseRequested();
  void dropped(const QString& path);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragLeaveEvent(QDragLeaveEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  Text* m_name;
  Text* m_when;
  QGridLayout* m_facts;
  Button* m_choose;
};

class VerdictChip : public QAbstractButton {
  Q_OBJECT
 public:
  VerdictChip(Verdict verdict, QWidget* parent = nullptr);
  void setCount(std::size_t count);
  Verdict verdict() const { return m_verdict; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  Verdict m_verdict;
  std::size_t m_count = 0;
};

}  // namespace lane
