// A root directory to fill with files of /proc, /sys and /etc of other machines.
#pragma once

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "machine/system_files.h"

class FakeRoot {
 public:
  /// Writes in place: a file that is open elsewhere shows the new text.
  void add(const QString& path, const QByteArray& text) {
    const QString whole = m_directory.path() + path;
    QVERIFY(QDir().mkpath(QFileInfo(whole).path()));
    QFile file(whole);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
  }
  void addDirectory(const QString& path) { QVERIFY(QDir().mkpath(m_directory.path() + path)); }
  void link(const QString& path, const QString& target) {
    QVERIFY(QFile::link(target, m_directory.path() + path));
  }
  lane::SystemFiles files() const { return lane::SystemFiles(m_directory.path().toStdString()); }

 private:
  QTemporaryDir m_directory;
};
