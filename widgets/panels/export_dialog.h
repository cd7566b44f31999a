// Size, resolution and kind of exported pictures, for one chart or for every view at once. Asks
// nothing about files: whoever opens it does. GUI thread.
#pragma once

#include <QDialog>

#include "charts/chart_export.h"

class QSpinBox;

namespace lane {

class Button;
class SegmentedControl;
class Text;

class ExportDialog : public QDialog {
  Q_OBJECT
 public:
  enum class Scope { chart, views };
  ExportDialog(Scope scope, const ChartExportOptions& options, int views,
               QWidget* parent = nullptr);
  ChartExportOptions options() const;
  ChartFormat format() const;
  SegmentedControl* formats() { return m_format; }
  SegmentedControl* resolutions() { return m_dpi; }
  QSpinBox* widthField() { return m_width; }
  QSpinBox* heightField() { return m_height; }
  Button* exportButton() { return m_export; }
  QString facts() const;

 private:
  void refresh();
  SegmentedControl* m_format;
  SegmentedControl* m_size;
  SegmentedControl* m_dpi;
  QSpinBox* m_width;
  QSpinBox* m_height;
  Text* m_facts;
  Button* m_export;
};

}  // namespace lane
