// Asking for file names, behind functions that tests replace: no test ever meets a dialog.
// GUI thread.
#pragma once

#include <QString>
#include <QStringList>
#include <functional>

class QWidget;

namespace lane {

struct FileQuestion {
  QString title;
  QString suggestion;   ///< folder or file proposed
  QStringList filters;  ///< "Sessions (*.h5)"
};

struct FilePrompt {
  /// Empty when the user cancelled.
  std::function<QString(QWidget* parent, const FileQuestion& question)> openFile;
  std::function<QString(QWidget* parent, const FileQuestion& question)> saveFile;
  std::function<QStringList(QWidget* parent, const FileQuestion& question)> openFiles;
  std::function<QString(QWidget* parent, const FileQuestion& question)> openFolder;
};

/// The functions in use: real dialogs until a test assigns others.
FilePrompt& filePrompt();

}  // namespace lane
