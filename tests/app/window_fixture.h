// A real main window with settings of its own, a folder of its own for kept runs, and file dialogs
// answered by the test.
#pragma once

#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "app/fake_engine.h"
#include "main_window.h"
#include "panels/message_bar.h"
#include "session/store.h"
#include "support/file_prompt.h"
#include "support/theme.h"

namespace lane::test {

/// A session with samples, ready to be written.
inline Session storable(const SampleOptions& options = {}) {
  Session session = sampleSession(options);
  sortSamples(session);
  return session;
}

struct WindowFixture {
  explicit WindowFixture(RunController::Engine engine = &runPlan)
      : settings(folder.filePath(QStringLiteral("settings.ini"))),
        window(&settings, std::move(engine)) {
    filePrompt().openFile = [this](QWidget*, const FileQuestion&) { return nextOpen; };
    filePrompt().saveFile = [this](QWidget*, const FileQuestion&) { return nextSave; };
    window.resize(1600, 1000);
    window.show();
    (void)QTest::qWaitForWindowExposed(&window);
  }
  QString file(const char* name) const { return folder.filePath(QLatin1StringView(name)); }
  /// Writes a session file to open.
  QString write(const char* name, const SampleOptions& options = {}) const {
    const QString path = file(name);
    const auto saved = saveSession(storable(options), path.toStdString(), Overwrite::yes);
    if (!saved) qFatal("%s", toString(saved.error()).c_str());
    return path;
  }
  void trigger(Act act) { window.actions()[act]->trigger(); }

  QTemporaryDir folder;
  QString nextOpen, nextSave;
  Settings settings;
  MainWindow window;
};

inline void useTestFolders() {
  QStandardPaths::setTestModeEnabled(true);
  QCoreApplication::setApplicationName(QStringLiteral("lanescope-test"));
  Theme::instance().setChoice(Theme::Choice::dark);
  Theme::instance().apply();
}

}  // namespace lane::test
