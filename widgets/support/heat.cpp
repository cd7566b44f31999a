#include "support/heat.h"

#include <algorithm>
#include <cmath>

#include "support/theme.h"

namespace lane {
namespace {

double luminance(const QColor& color) {
  const auto linear = [](double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(double(color.redF())) + 0.7152 * linear(double(color.greenF())) +
         0.0722 * linear(double(color.blueF()));
}

}  // namespace

QColor heatColor(double share) {
  const bool dark = Theme::instance().isDark();
  const QColor stops[] = {dark ? QColor(0x17, 0x1d, 0x26) : QColor(0xee, 0xf1, 0xf5),
                          dark ? QColor(0x5c, 0x66, 0x75) : QColor(0x9a, 0xa5, 0xb4),
                          dark ? QColor(0xf2, 0xf5, 0xfa) : QColor(0x13, 0x19, 0x22)};
  share = std::clamp(share, 0.0, 1.0);
  const int part = share < 0.5 ? 0 : 1;
  const double along = 2 * share - part;
  const QColor &a = stops[part], &b = stops[part + 1];
  return QColor::fromRgbF(float(a.redF() + along * (b.redF() - a.redF())),
                          float(a.greenF() + along * (b.greenF() - a.greenF())),
                          float(a.blueF() + along * (b.blueF() - a.blueF())));
}

QColor heatText(double share) {
  // Both contrasts are equal where the ground is the geometric mean of black's and white's.
  return luminance(heatColor(share)) + 0.05 < std::sqrt(0.05 * 1.05) ? QColor(Qt::white)
                                                                     : QColor(Qt::black);
}

}  // namespace lane
