// What RatioPlot draws on: a log axis of ratios on which better is always up, one mark per pair or
// per group, the noise band, and the labels that go with them. One for the window, one for each
// export. GUI thread.
#pragma once

#include <qcustomplot.h>

#include <QString>
#include <functional>
#include <vector>

#include "base/words.h"

namespace lane {

struct RatioMark {
  QString key;      ///< of the pair; of a group its name
  QString variant;  ///< marker of a group, where it has one
  double ratio = 0;
  double low = 0;  ///< NaN without an interval
  double high = 0;
  int verdict = -1;  ///< of lane::Verdict; groups have none
};

struct RatioData {
  std::vector<RatioMark> marks;  ///< worst first
  bool grouped = false;
  bool higherIsBetter = false;
  double threshold = 0.05;
  QString betterUp, betterDown;  ///< "B faster", "A faster"
  bool showIntervals = true;
  bool showBand = true;
  unsigned verdicts = 0xf;  ///< bits of the verdicts that are not dimmed
  std::ptrdiff_t selected = -1;
  std::function<QString(const QString& key)> label;  ///< of a pair, for the marks that get one
};

class RatioCanvas : public QCustomPlot {
 public:
  explicit RatioCanvas(QWidget* parent = nullptr);
  void applyTheme();
  void setData(RatioData data);
  const RatioData& data() const { return m_data; }
  void change(const std::function<void(RatioData&)>& change);

  QPointF pixel(std::size_t index) const;
  /// The mark within reach of a position; -1: none.
  std::ptrdiff_t markAt(const QPointF& position) const;
  /// Mark to move to from the selected one, `by` places to the right; -1: none.
  std::ptrdiff_t neighbour(int by) const;

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void layOut();
  void paintBand(QCPPainter& painter);
  void paintMarks(QCPPainter& painter);
  void paintGroups(QCPPainter& painter);
  void paintGroupNames(QCPPainter& painter);
  void paintLabels(QCPPainter& painter);
  void paintTag(QCPPainter& painter, std::size_t index, const QString& text, bool strong);
  void paintGlyph(QCPPainter& painter, Verdict verdict, const QPointF& at, double radius,
                  const QColor& color) const;
  QRectF area() const { return QRectF(axisRect()->rect()); }

  RatioData m_data;
};

}  // namespace lane
