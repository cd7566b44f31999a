#include "support/icons.h"

#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

#include "support/theme.h"

namespace lane {
namespace {

// Drawings on a 16 × 16 grid: M, L, H, V, C and Z as in SVG paths, all absolute; O x y r is a
// circle and R x y w h a box with rounded corners.
struct Drawing {
  const char* strokes;
  const char* fills;
  double width = 1.4;
};

Drawing drawing(Icon which) {
  switch (which) {
    case Icon::open:
      return {"M2 12.8V4.2H6L7.4 5.8H14V12.8Z", ""};
    case Icon::save:
      return {"M8 2.2V9.8M4.8 6.8L8 10L11.2 6.8M2.8 10.5V13.4H13.2V10.5", ""};
    case Icon::run:
      return {"", "M5 3.2V12.8L12.6 8Z"};
    case Icon::pause:
      return {"M5.4 3.8V12.2M10.6 3.8V12.2", "", 2.4};
    case Icon::stop:
      return {"", "R4 4 8 8"};
    case Icon::exportChart:
      return {"M8 9.5V2.5M5.2 5L8 2.3L10.8 5M3 9V13H13V9", ""};
    case Icon::sun:
      return {
          "O8 8 2.8M8 1.5V3.1M8 12.9V14.5M1.5 8H3.1M12.9 8H14.5M3.4 3.4L4.5 4.5"
          "M11.5 11.5L12.6 12.6M3.4 12.6L4.5 11.5M11.5 4.5L12.6 3.4",
          ""};
    case Icon::moon:
      return {
          "M12.6 9.6C9.4 10.6 5.4 7.4 6.4 3.4C2.4 4.8 1.6 9.8 4.8 12.2C7.6 14.2 11.6 13 12.6 9.6Z",
          ""};
    case Icon::search:
      return {"O7 7 4.25M10.2 10.2L13.5 13.5", ""};
    case Icon::chevronDown:
      return {"M4.5 6.5L8 10L11.5 6.5", ""};
    case Icon::chevronUp:
      return {"M4.5 9.5L8 6L11.5 9.5", ""};
    case Icon::chevronRight:
      return {"M6.5 4.5L10 8L6.5 11.5", ""};
    case Icon::chevronLeft:
      return {"M9.5 4.5L6 8L9.5 11.5", ""};
    case Icon::pin:
      return {"M6 2.5H10L9.4 6.7L11.4 9H4.6L6.6 6.7ZM8 9V13.5", ""};
    case Icon::warn:
      return {"M8 2.6L14.2 13.2H1.8ZM8 6.6V9.8M8 11.3V11.7", ""};
    case Icon::check:
      return {"M3.5 8.5L6.5 11.5L12.5 4.8", "", 1.6};
    case Icon::problem:
      return {"O8 8 5.8M8 4.8V8.6M8 10.8V11.2", ""};
    case Icon::plus:
      return {"M8 3V13M3 8H13", ""};
    case Icon::minus:
      return {"M3 8H13", ""};
    case Icon::cpu:
      return {
          "R4 4 8 8M6 1.8V3.8M10 1.8V3.8M6 12.2V14.2M10 12.2V14.2M1.8 6H3.8M1.8 10H3.8"
          "M12.2 6H14.2M12.2 10H14.2",
          ""};
    case Icon::document:
      return {"M4 1.8H9.2L12.5 5V14.2H4ZM9 1.8V5H12.5", ""};
    case Icon::clock:
      return {"O8 8 5.8M8 4.6V8L10.4 9.6", ""};
    case Icon::refresh:
      return {
          "M12.8 6.2C11.2 2.6 6 1.8 3.8 5C1.6 8.4 3.8 13 8 13.2C10.6 13.2 12.6 11.4 13.2 9"
          "M13.2 2.8V6.4H9.6",
          ""};
    case Icon::close:
      return {"M4 4L12 12M12 4L4 12", ""};
    case Icon::settings:
      return {"M2.5 4.5H13.5M2.5 11.5H13.5O6 4.5 1.8O10.5 11.5 1.8", ""};
    case Icon::fit:
      return {"M2.5 6V2.5H6M10 2.5H13.5V6M13.5 10V13.5H10M6 13.5H2.5V10", ""};
    case Icon::copy:
      return {"R5.5 5.5 8 8M3.2 10.5H2.5V2.5H10.5V3.2", ""};
    case Icon::compare:
      return {"M2.5 5.5H12.5M10 3L12.5 5.5L10 8M13.5 10.5H3.5M6 8L3.5 10.5L6 13", ""};
    case Icon::logo:
      break;  // painted apart, in series colours
  }
  return {"", ""};
}

QPainterPath parse(const char* text) {
  QPainterPath path;
  QPointF at;
  const auto number = [&text] {
    char* end = nullptr;
    const double value = std::strtod(text, &end);
    text = end;
    return value;
  };
  const auto point = [&] {
    const double x = number();
    return QPointF(x, number());
  };
  while (*text != '\0') {
    switch (*text++) {
      case 'M':
        path.moveTo(at = point());
        break;
      case 'L':
        path.lineTo(at = point());
        break;
      case 'H':
        path.lineTo(at = QPointF(number(), at.y()));
        break;
      case 'V':
        path.lineTo(at = QPointF(at.x(), number()));
        break;
      case 'Z':
        path.closeSubpath();
        break;
      case 'C': {
        const QPointF first = point(), second = point();
        path.cubicTo(first, second, at = point());
        break;
      }
      case 'O': {
        const QPointF centre = point();
        const double r = number();
        path.addEllipse(centre, r, r);
        break;
      }
      case 'R': {
        const QPointF corner = point();
        const QPointF extent = point();
        path.addRoundedRect(QRectF(corner, QSizeF(extent.x(), extent.y())), 1, 1);
        break;
      }
      default:
        break;
    }
  }
  return path;
}

void paintLogo(QPainter& painter, const QRectF& area) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(area.topLeft());
  painter.scale(area.width() / 18, area.height() / 18);
  painter.setPen(Qt::NoPen);
  double y = 1.5;
  double width = 4;
  for (const char* variant : {"ssse3", "sse4", "avx2", "avx3"}) {
    painter.setBrush(Theme::instance().series(QLatin1StringView(variant)).fill);
    painter.drawRoundedRect(QRectF(1, y, width, 2.5), 1, 1);
    y += 4;
    width += 4;
  }
  painter.restore();
}

QColor roleColor(IconRole role) {
  const ChromeColors& c = Theme::instance().chrome();
  switch (role) {
    case IconRole::normal:
      return c.t2;
    case IconRole::strong:
      return c.t1;
    case IconRole::onInk:
      return c.inkOn;
    case IconRole::ok:
      return c.ok;
    case IconRole::warn:
      return c.warn;
    case IconRole::bad:
      return c.bad;
  }
  return c.t2;
}

class PathEngine : public QIconEngine {
 public:
  PathEngine(Icon which, IconRole role) : m_which(which), m_role(role) {}

  void paint(QPainter* painter, const QRect& area, QIcon::Mode mode, QIcon::State) override {
    const QColor color =
        mode == QIcon::Disabled ? Theme::instance().chrome().ctl : roleColor(m_role);
    paintIcon(*painter, m_which, area, color);
  }
  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, QRect(QPoint(), size), mode, state);
    return pixmap;
  }
  QIconEngine* clone() const override { return new PathEngine(m_which, m_role); }

 private:
  Icon m_which;
  IconRole m_role;
};

}  // namespace

QIcon icon(Icon which, IconRole role) {
  return QIcon(new PathEngine(which, role));
}

void paintIcon(QPainter& painter, Icon which, const QRectF& area, const QColor& color) {
  const double side = std::min(area.width(), area.height());
  const QRectF square(area.center() - QPointF(side, side) / 2, QSizeF(side, side));
  if (which == Icon::logo) {
    paintLogo(painter, square);
    return;
  }
  const Drawing d = drawing(which);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(square.topLeft());
  painter.scale(side / 16, side / 16);
  painter.strokePath(parse(d.strokes),
                     QPen(color, d.width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.fillPath(parse(d.fills), color);
  painter.restore();
}

QIcon programIcon() {
  QIcon result;
  for (const int side : {16, 24, 32, 48, 64, 128, 256}) {
    QPixmap pixmap(side, side);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    const ThemeOverride dark(true);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::instance().chrome().win);
    painter.drawRoundedRect(QRectF(0, 0, side, side), side * 0.2, side * 0.2);
    paintLogo(painter, QRectF(side * 0.16, side * 0.18, side * 0.68, side * 0.68));
    result.addPixmap(pixmap);
  }
  return result;
}

}  // namespace lane
