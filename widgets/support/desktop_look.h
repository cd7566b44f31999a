// What the desktop says about dark and light: the "color-scheme" of org.freedesktop.appearance,
// asked over D-Bus once and followed while the program runs. Without such a service it is unknown,
// and whoever asks looks at the palette. GUI thread; asking never waits for an answer.
#pragma once

#include <QDBusConnection>
#include <QDBusVariant>
#include <QObject>
#include <optional>

namespace lane {

class DesktopLook : public QObject {
  Q_OBJECT
 public:
  explicit DesktopLook(const QDBusConnection& bus, QObject* parent = nullptr);
  /// Empty: not known, or the desktop has no preference.
  std::optional<bool> isDark() const { return m_dark; }

 signals:
  void changed();

 private slots:
  void settingChanged(const QString& group, const QString& key, const QDBusVariant& value);

 private:
  void take(const QVariant& scheme);
  std::optional<bool> m_dark;
};

/// The session's bus if there is one to talk to; none is ever started.
std::optional<QDBusConnection> desktopBus();

}  // namespace lane
