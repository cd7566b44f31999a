#include "support/lane_style.h"

#include <QPainter>
#include <QStyleOption>

#include "support/icons.h"
#include "support/theme.h"

namespace lane {
namespace {

void paintCheckBox(QPainter* painter, const QStyleOption* option) {
  const ChromeColors& c = Theme::instance().chrome();
  const bool enabled = option->state & QStyle::State_Enabled;
  const bool on = option->state & (QStyle::State_On | QStyle::State_NoChange);
  const int side =
      std::min({option->rect.width(), option->rect.height(), Theme::instance().px(14)});
  QRectF box(0, 0, side, side);
  box.moveCenter(QRectF(option->rect).center());
  box.adjust(0.5, 0.5, -0.5, -0.5);
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setPen(QPen(on && enabled ? c.ink : enabled ? c.ctl : c.line2, 1));
  painter->setBrush(on ? (enabled ? c.ink : c.line2) : c.plot);
  painter->drawRoundedRect(box, 3, 3);
  painter->setPen(
      QPen(enabled ? c.inkOn : c.t3, side / 8.0, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  const auto at = [&](double x, double y) {
    return QPointF(box.left() + x * box.width(), box.top() + y * box.height());
  };
  if (option->state & QStyle::State_On) {
    const QPointF tick[] = {at(0.24, 0.52), at(0.43, 0.71), at(0.77, 0.30)};
    painter->drawPolyline(tick, 3);
  } else if (option->state & QStyle::State_NoChange) {
    painter->drawLine(at(0.27, 0.5), at(0.73, 0.5));
  }
  painter->restore();
}

}  // namespace

LaneStyle::LaneStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

void LaneStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option,
                              QPainter* painter, const QWidget* widget) const {
  const ChromeColors& c = Theme::instance().chrome();
  switch (element) {
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
      paintCheckBox(painter, option);
      return;
    case PE_IndicatorBranch:
      if (option->state & State_Children) {
        const double side = Theme::instance().px(12);
        QRectF area(0, 0, side, side);
        area.moveCenter(QRectF(option->rect).center());
        paintIcon(*painter, option->state & State_Open ? Icon::chevronDown : Icon::chevronRight,
                  area, c.t3);
      }
      return;
    case PE_IndicatorArrowDown:
    case PE_IndicatorSpinDown:
      paintIcon(*painter, Icon::chevronDown, option->rect, c.t2);
      return;
    case PE_IndicatorArrowUp:
    case PE_IndicatorSpinUp:
      paintIcon(*painter, Icon::chevronUp, option->rect, c.t2);
      return;
    case PE_FrameFocusRect: {
      painter->save();
      painter->setRenderHint(QPainter::Antialiasing);
      painter->setPen(QPen(c.ink, 1.5));
      painter->setBrush(Qt::NoBrush);
      painter->drawRoundedRect(QRectF(option->rect).adjusted(-2.25, 0.75, 2.25, -0.75), 4, 4);
      painter->restore();
      return;
    }
    default:
      QProxyStyle::drawPrimitive(element, option, painter, widget);
  }
}

int LaneStyle::pixelMetric(PixelMetric metric, const QStyleOption* option,
                           const QWidget* widget) const {
  switch (metric) {
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
      return Theme::instance().px(14);
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
      return Theme::instance().px(16);
    default:
      return QProxyStyle::pixelMetric(metric, option, widget);
  }
}

int LaneStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                         QStyleHintReturn* data) const {
  if (hint == SH_DialogButtonBox_ButtonsHaveIcons) return 0;
  if (hint == SH_ToolTip_WakeUpDelay) return 500;
  return QProxyStyle::styleHint(hint, option, widget, data);
}

}  // namespace lane
