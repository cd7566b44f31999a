// What an import left out and what the file did not say, as two lists that fold; how its names were
// read, and a pattern to read them otherwise. GUI thread.
#pragma once

#include <QDialog>

#include "exchange/import/import.h"

class QLineEdit;

namespace lane {

class ImportReport : public QDialog {
  Q_OBJECT
 public:
  /// Of an import only what is shown is kept, not the session.
  struct Content {
    QString summary;
    std::vector<SkippedRow> skipped;
    std::vector<std::string> remarks;
    QString readings;       ///< see readingsOf()
    QString pattern;        ///< the names were read with; empty: the usual forms
    bool canRename = true;  ///< false: another dialog asks for the pattern
  };
  explicit ImportReport(const Content& content, QWidget* parent = nullptr);
  QLineEdit* patternField() const { return m_pattern; }

 signals:
  /// The names are to be read anew with this pattern.
  void patternChosen(const QString& pattern);

 private:
  QWidget* makeNames(const Content& content);
  QLineEdit* m_pattern = nullptr;
};

}  // namespace lane
