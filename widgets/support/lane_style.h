// The few controls a style sheet cannot draw as the window needs them: check marks, tree arrows and
// a focus ring in the theme's ink, over Qt's Fusion style. Created once by Theme. GUI thread.
#pragma once

#include <QProxyStyle>

namespace lane {

class LaneStyle : public QProxyStyle {
 public:
  LaneStyle();
  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
  int pixelMetric(PixelMetric metric, const QStyleOption* option,
                  const QWidget* widget) const override;
  int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                QStyleHintReturn* data) const override;
};

}  // namespace lane
