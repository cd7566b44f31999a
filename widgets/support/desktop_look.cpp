#include "support/desktop_look.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QFile>

namespace lane {
namespace {

const QString kService = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kInterface = QStringLiteral("org.freedesktop.portal.Settings");
const QString kGroup = QStringLiteral("org.freedesktop.appearance");
const QString kKey = QStringLiteral("color-scheme");

}  // namespace

std::optional<QDBusConnection> desktopBus() {
  const bool named = !qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS");
  const bool usual =
      QFile::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + QStringLiteral("/bus"));
  if (!named && !usual) return {};
  const QDBusConnection bus = QDBusConnection::sessionBus();
  if (!bus.isConnected()) return {};
  return bus;
}

DesktopLook::DesktopLook(const QDBusConnection& on, QObject* parent) : QObject(parent) {
  QDBusConnection bus = on;
  bus.connect(kService, kPath, kInterface, QStringLiteral("SettingChanged"), this,
              SLOT(settingChanged(QString, QString, QDBusVariant)));
  QDBusMessage ask =
      QDBusMessage::createMethodCall(kService, kPath, kInterface, QStringLiteral("Read"));
  ask << kGroup << kKey;
  auto* answer = new QDBusPendingCallWatcher(bus.asyncCall(ask, 2000), this);
  connect(answer, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher* call) {
    const QDBusPendingReply<QDBusVariant> reply = *call;
    if (!reply.isError()) take(reply.value().variant());
    call->deleteLater();
  });
}

void DesktopLook::settingChanged(const QString& group, const QString& key,
                                 const QDBusVariant& value) {
  if (group == kGroup && key == kKey) take(value.variant());
}

void DesktopLook::take(const QVariant& scheme) {
  QVariant value = scheme;
  while (value.canConvert<QDBusVariant>())  // Read wraps its answer once more
    value = value.value<QDBusVariant>().variant();
  bool isNumber = false;
  const uint number = value.toUInt(&isNumber);
  std::optional<bool> dark;
  if (isNumber && (number == 1 || number == 2)) dark = number == 1;
  if (dark == m_dark) return;
  m_dark = dark;
  emit changed();
}

}  // namespace lane
