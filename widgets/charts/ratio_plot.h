// A diff as a picture: one row per pair sorted by effect, the ratio new/base of the times with its
// interval, the threshold band, colours and glyphs of the verdicts. The diff comes from
// analysis/diff.h. GUI thread.
#pragma once

#include <QString>
#include <QWidget>
#include <memory>

#include "analysis/diff.h"
#include "charts/chart_export.h"

namespace lane {

class RatioPlot : public QWidget, public ChartSource {
  Q_OBJECT
 public:
  explicit RatioPlot(QWidget* parent = nullptr);
  ~RatioPlot() override;

  /// Names of the two sessions label the sides.
  void setDiff(const Diff& diff, const QString& baseName, const QString& newName);
  void setSelectedKey(const QString& key);
  QString selectedKey() const;

  QString chartTitle() const override;
  QString chartFooter() const override;
  void paintChart(QCPPainter& painter, const QSize& size) const override;
  QString chartCsv() const override;

 signals:
  void keySelected(const QString& key);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace lane
