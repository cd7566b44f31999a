#include "support/qt_units.h"

#include "base/units.h"

namespace lane {

QString sizeText(std::uint64_t count) {
  return toQString(formatSize(count));
}
QString countText(std::uint64_t count) {
  return toQString(formatCount(count));
}
QString bytesText(double bytes) {
  return toQString(formatBytes(bytes));
}
QString timeText(double seconds) {
  return toQString(formatTime(seconds));
}
QString numberText(double value, int digits) {
  return toQString(formatNumber(value, digits));
}
QString ratioText(double ratio, int decimals) {
  return toQString(formatRatio(ratio, decimals));
}
QString shareText(double share) {
  return toQString(formatShare(share));
}
QString durationText(double seconds) {
  return toQString(formatDuration(seconds));
}

QString intervalText(double value, double low, double high) {
  return toQString(formatTimeInterval(value, low, high));
}

NumberAndUnit splitUnit(const QString& text) {
  const qsizetype space = text.lastIndexOf(QLatin1Char(' '));
  if (space < 0) return {text, {}};
  return {text.left(space), text.mid(space + 1)};
}

}  // namespace lane
