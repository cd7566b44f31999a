#include "charts/variant_keys.h"

#include <QGuiApplication>
#include <QKeyEvent>

namespace lane {

int variantOfKey(const QKeyEvent& event) {
  constexpr int kVariants = 9;
  const int digit = event.key() - Qt::Key_1;
  if (digit >= 0 && digit < kVariants) return digit;
  const QString platform = QGuiApplication::platformName();
  if (platform == QLatin1StringView("xcb") || platform.startsWith(QLatin1StringView("wayland"))) {
    constexpr int kFirst = 10;  // XKB's code of the first key in that row
    const int place = static_cast<int>(event.nativeScanCode()) - kFirst;
    return place >= 0 && place < kVariants ? place : -1;
  }
  static const QString kShifted = QStringLiteral("!@#$%^&*(");
  return event.text().size() == 1 ? static_cast<int>(kShifted.indexOf(event.text())) : -1;
}

}  // namespace lane
