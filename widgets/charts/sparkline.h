// A curve without axes for trees, tables and cards: the best value per size of one benchmark on
// log axes, dotted while only coarse. Values are given, nothing is computed here. GUI thread.
#pragma once

#include <QColor>
#include <QWidget>
#include <vector>

class QPainter;

namespace lane {

struct SparklineData {
  std::vector<double> x;  ///< > 0, ascending
  std::vector<double> y;  ///< > 0, as many
  bool coarse = false;
  double liveX = 0;  ///< > 0: a dot at this x
  QColor liveColor;
};

void paintSparkline(QPainter& painter, const SparklineData& data, const QRectF& area,
                    const QColor& color);

class Sparkline : public QWidget {
  Q_OBJECT
 public:
  explicit Sparkline(QWidget* parent = nullptr);
  void setData(SparklineData data);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  SparklineData m_data;
};

}  // namespace lane
