#include "notifier.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QVariantMap>
#include <QWidget>

#include "session_files.h"

namespace lane {
namespace {

const QString kService = QStringLiteral("org.freedesktop.Notifications");
const QString kPath = QStringLiteral("/org/freedesktop/Notifications");

}  // namespace

Notifier::Notifier(QWidget* window)
    : QObject(window),
      send([this](const QString& title, const QString& text) { sendOverBus(title, text); }),
      m_window(window) {}

bool Notifier::isWorthTelling(double seconds) const {
  return seconds >= longSeconds && !m_window->isActiveWindow();
}

void Notifier::tell(const QString& title, const QString& text) {
  if (send) send(title, text);
}

void Notifier::sendOverBus(const QString& title, const QString& text) {
  QApplication::alert(m_window);
  if (!hasSessionBus()) return;
  QDBusConnection bus = QDBusConnection::sessionBus();
  if (!m_listening)
    m_listening = bus.connect(kService, kPath, kService, QStringLiteral("ActionInvoked"), this,
                              SLOT(actionInvoked(uint, QString)));
  QDBusMessage ask =
      QDBusMessage::createMethodCall(kService, kPath, kService, QStringLiteral("Notify"));
  ask << QApplication::applicationDisplayName() << m_last << QApplication::desktopFileName()
      << title << text << QStringList{QStringLiteral("default"), tr("Show")}
      << QVariantMap{{QStringLiteral("desktop-entry"), QApplication::desktopFileName()}} << -1;
  auto* answer = new QDBusPendingCallWatcher(bus.asyncCall(ask), this);
  connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
    const QDBusPendingReply<uint> reply = *answer;
    if (reply.isValid()) m_last = reply.value();
    answer->deleteLater();
  });
}

void Notifier::actionInvoked(uint id, const QString& action) {
  if (id == m_last && action == u"default") emit chosen();
}

}  // namespace lane
