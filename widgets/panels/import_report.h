// What an import left out and what the file did not say, as two lists that fold. GUI thread.
#pragma once

#include <QDialog>

#include "exchange/import/import.h"

namespace lane {

class ImportReport : public QDialog {
  Q_OBJECT
 public:
  ImportReport(const QString& summary, const std::vector<SkippedRow>& skipped,
               const std::vector<std::string>& remarks, QWidget* parent = nullptr);
};

}  // namespace lane
