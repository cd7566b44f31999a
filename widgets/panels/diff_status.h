// What the status bar says while a diff is shown: how much was paired, how many rows are in sight,
// the clocks of both sides, and what else differs. GUI thread; reads the diff document.
#pragma once

#include <QWidget>

#include "models/diff_document.h"
#include "panels/labels.h"

class QHBoxLayout;

namespace lane {

class DiffStatus : public QWidget {
  Q_OBJECT
 public:
  explicit DiffStatus(DiffDocument* document, QWidget* parent = nullptr);
  void setRows(int shown, int selected);

 private:
  void refresh();
  void addBadge(const QString& text, const QString& tip, bool differs);

  DiffDocument* m_document;
  Text* m_paired;
  Text* m_rows;
  Text* m_clocks;
  QWidget* m_badges;
  QHBoxLayout* m_badgeLine;
};

}  // namespace lane
