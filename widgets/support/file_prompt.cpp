#include "support/file_prompt.h"

#include <QFileDialog>

namespace lane {

FilePrompt& filePrompt() {
  static FilePrompt prompt{
      [](QWidget* parent, const FileQuestion& question) {
        return QFileDialog::getOpenFileName(parent, question.title, question.suggestion,
                                            question.filters.join(QStringLiteral(";;")));
      },
      [](QWidget* parent, const FileQuestion& question) {
        return QFileDialog::getSaveFileName(parent, question.title, question.suggestion,
                                            question.filters.join(QStringLiteral(";;")));
      },
      [](QWidget* parent, const FileQuestion& question) {
        return QFileDialog::getOpenFileNames(parent, question.title, question.suggestion,
                                             question.filters.join(QStringLiteral(";;")));
      },
      [](QWidget* parent, const FileQuestion& question) {
        return QFileDialog::getExistingDirectory(parent, question.title, question.suggestion);
      }};
  return prompt;
}

}  // namespace lane
