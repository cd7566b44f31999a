// Painted summaries of the machine for the first page: cores with their caches, and the variants
// found with the lanes each has. GUI thread; keeps its own copy.
#pragma once

#include <QWidget>

#include "machine/machine_card.h"

namespace lane {

class CoreMap : public QWidget {
  Q_OBJECT
 public:
  explicit CoreMap(QWidget* parent = nullptr);
  void setMachine(const MachineCard& machine);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return {200, sizeHint().height()}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  int rows() const;
  MachineCard m_machine;
};

/// One row per compiled variant: marker, name, lane glyph, lanes, note or reason.
class VariantTable : public QWidget {
  Q_OBJECT
 public:
  explicit VariantTable(QWidget* parent = nullptr);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return {240, sizeHint().height()}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  struct Row {
    QString variant, note;
    bool compilerMade = false, supported = false;
  };
  int rowHeight() const;
  QVector<Row> m_rows;
};

}  // namespace lane
