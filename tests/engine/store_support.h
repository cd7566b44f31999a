// What the tests of session files share: a scratch directory, other programs, and checks of
// results that print the error.
#pragma once

#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "engine/session_fixture.h"
#include "session/store.h"

namespace lane::test {

namespace fs = std::filesystem;

/// Debian's Python, which has h5py; another one may come first in PATH.
inline const QString kPython = QStringLiteral("/usr/bin/python3");

/// A directory of its own, removed at the end.
class Scratch {
 public:
  fs::path operator/(const char* name) const { return path() / name; }
  fs::path path() const { return m_directory.path().toStdString(); }
  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(path()), fs::directory_iterator{}));
  }

 private:
  QTemporaryDir m_directory;
};

inline QString text(const fs::path& path) {
  return QString::fromStdString(path.string());
}

inline std::string bytesOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Finished {
  int exitCode = -1;
  QByteArray output;  ///< both streams
  QByteArray errors;
};

inline Finished run(const QString& program, const QStringList& arguments) {
  QProcess process;
  process.start(program, arguments);
  if (!process.waitForFinished(60000)) return {-1, "did not run: " + program.toUtf8(), {}};
  const QByteArray errors = process.readAllStandardError();
  return {process.exitCode(), process.readAllStandardOutput() + errors, errors};
}

}  // namespace lane::test

#define VERIFY_OK(...)                                                               \
  do {                                                                               \
    const auto& outcome = (__VA_ARGS__);                                             \
    QVERIFY2(outcome.has_value(), outcome ? "" : toString(outcome.error()).c_str()); \
  } while (false)

#define VERIFY_FAILS(expression, expectedCode, expectedText)                    \
  do {                                                                          \
    const auto& outcome = (expression);                                         \
    QVERIFY2(!outcome.has_value(), "succeeded unexpectedly");                   \
    const std::string message = toString(outcome.error());                      \
    QVERIFY2(outcome.error().code == (expectedCode), message.c_str());          \
    QVERIFY2(message.find(expectedText) != std::string::npos, message.c_str()); \
  } while (false)
