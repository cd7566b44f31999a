// Dark and light as the desktop announces them: a made-up settings service on a bus of the test's
// own, asked, changed and silent.
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

#include "support/desktop_look.h"

using namespace lane;

/// Answers Read as the desktop's portal does: a variant in a variant.
class FakePortal : public QObject {
  Q_OBJECT
  Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

 public:
  uint scheme = 0;

 public slots:
  QDBusVariant Read(const QString& group, const QString& key) {
    if (group != QLatin1StringView("org.freedesktop.appearance") ||
        key != QLatin1StringView("color-scheme"))
      return {};
    return QDBusVariant(QVariant::fromValue(QDBusVariant(scheme)));
  }
};

class TestDesktopLook : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    const QString daemon = QStandardPaths::findExecutable(QStringLiteral("dbus-daemon"));
    if (daemon.isEmpty()) QSKIP("there is no dbus-daemon to make a bus with");
    m_daemon.start(daemon, {QStringLiteral("--session"), QStringLiteral("--nofork"),
                            QStringLiteral("--print-address")});
    QVERIFY(m_daemon.waitForReadyRead(10000));
    m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
    QVERIFY(!m_address.isEmpty());
  }
  void cleanupTestCase() {
    m_daemon.kill();
    m_daemon.waitForFinished();
  }

  void asksAndFollows() {
    auto server = QDBusConnection::connectToBus(m_address, QStringLiteral("server"));
    auto client = QDBusConnection::connectToBus(m_address, QStringLiteral("client"));
    QVERIFY(server.isConnected() && client.isConnected());
    {
      // Nobody there: not known, and nothing waits for it.
      DesktopLook alone(client);
      QTest::qWait(200);
      QVERIFY(!alone.isDark().has_value());
    }
    FakePortal portal;
    portal.scheme = 1;
    const QString path = QStringLiteral("/org/freedesktop/portal/desktop");
    QVERIFY(server.registerObject(path, &portal, QDBusConnection::ExportAllSlots));
    QVERIFY(server.registerService(QStringLiteral("org.freedesktop.portal.Desktop")));
    DesktopLook look(client);
    QSignalSpy changed(&look, &DesktopLook::changed);
    QTRY_COMPARE(changed.count(), 1);
    QCOMPARE(look.isDark(), std::optional<bool>(true));

    const auto announce = [&](const char* group, const char* key, uint scheme) {
      QDBusMessage signal =
          QDBusMessage::createSignal(path, QStringLiteral("org.freedesktop.portal.Settings"),
                                     QStringLiteral("SettingChanged"));
      signal << QString::fromLatin1(group) << QString::fromLatin1(key)
             << QVariant::fromValue(QDBusVariant(scheme));
      QVERIFY(server.send(signal));
    };
    announce("org.freedesktop.appearance", "color-scheme", 2);
    QTRY_COMPARE(look.isDark(), std::optional<bool>(false));
    announce("org.freedesktop.appearance", "contrast", 1);  // of no concern
    announce("org.freedesktop.appearance", "color-scheme", 0);
    QTRY_VERIFY(!look.isDark().has_value());  // no preference
    QCOMPARE(changed.count(), 3);
  }

 private:
  QProcess m_daemon;
  QString m_address;
};

QTEST_MAIN(TestDesktopLook)
#include "tst_desktop_look.moc"
