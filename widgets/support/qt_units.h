// The engine's unit formatting as QString, so that no view formats a number itself. Input in SI
// base units; the rules (digits, binary sizes, decimal rates) are those of base/units.h.
#pragma once

#include <QString>
#include <cstdint>
#include <string>
#include <string_view>

namespace lane {

inline QString toQString(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}
inline std::string toStd(const QString& text) {
  return text.toStdString();
}

QString sizeText(std::uint64_t count);              ///< "2 Ki", "100 k", "65,537"
QString countText(std::uint64_t count);             ///< "1,085"
QString bytesText(double bytes);                    ///< "32 KiB"
QString timeText(double seconds);                   ///< "59.2 ns"
QString numberText(double value, int digits = 3);   ///< "43.1"; NaN: "–"
QString ratioText(double ratio, int decimals = 2);  ///< "×1.30"
QString shareText(double share);                    ///< "43 %"
QString durationText(double seconds);               ///< "1:02:03"
/// "±0.42 %" or "low … high".
QString intervalText(double value, double low, double high);

/// A text like "59.2 ns" in its two parts, for readouts that set them in different type.
struct NumberAndUnit {
  QString number;
  QString unit;
};
NumberAndUnit splitUnit(const QString& text);

}  // namespace lane
