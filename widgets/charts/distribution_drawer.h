// The drawer under the Latency chart: how the samples of the selected point are distributed, as a
// histogram and as a percentile curve. Follows whatever case it is given. GUI thread; keeps no
// session.
#pragma once

#include <QWidget>

#include "session/session.h"

class QLabel;
class QPushButton;

namespace lane {

class PercentilePlot;
class SampleHistogram;

class DistributionDrawer : public QWidget {
  Q_OBJECT
 public:
  explicit DistributionDrawer(QWidget* parent = nullptr);
  /// kNoCase: says that a point is to be selected.
  void setCase(const Session& session, std::uint32_t caseIndex);
  SampleHistogram* histogram() { return m_histogram; }
  PercentilePlot* percentiles() { return m_percentiles; }
  QString facts() const;

 signals:
  void closeRequested();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void restyle();
  QLabel* m_title;
  QLabel* m_facts;
  QLabel* m_empty;
  QPushButton* m_close;
  QWidget* m_plots;
  SampleHistogram* m_histogram;
  PercentilePlot* m_percentiles;
};

}  // namespace lane
