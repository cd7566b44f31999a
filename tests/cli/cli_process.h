// Runs the real lanescope-cli and hands back what it said.
#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

struct CliResult {
  int code = -1;  ///< -1: did not start, crashed or hung
  QString out;
  QString err;
};

/// Runs to the end in `directory`.
inline CliResult runCli(const QStringList& arguments, const QString& directory = {}) {
  QProcess process;
  if (!directory.isEmpty()) process.setWorkingDirectory(directory);
  process.start(LANESCOPE_CLI, arguments);
  const bool ended = process.waitForFinished(60000);
  CliResult result;
  result.out = QString::fromUtf8(process.readAllStandardOutput());
  result.err = QString::fromUtf8(process.readAllStandardError());
  if (ended && process.exitStatus() == QProcess::NormalExit) result.code = process.exitCode();
  return result;
}

inline QByteArray fileBytes(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline bool writeBytes(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

/// A run of a second on variants every machine has.
inline QStringList smallRun(const QString& output, const QStringList& more = {}) {
  return QStringList{"run",      "--benchmarks", "add",     "--sizes", "64,1k",
                     "--budget", "0.3s",         "--quiet", "-o",      output} +
         more;
}
