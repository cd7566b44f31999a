// Asks what the columns of a CSV file mean: a column for each role, unit, separator and a pattern
// for names, above the first rows; below, what an import would read. GUI thread.
#pragma once

#include <QDialog>
#include <functional>

#include "exchange/import/import.h"

class QComboBox;
class QLineEdit;
class QTableWidget;
class QTimer;

namespace lane {

class Button;
class Text;

class CsvMappingDialog : public QDialog {
  Q_OBJECT
 public:
  using Preview = std::function<Result<CsvPreview>(const CsvMapping&)>;
  /// Null for a file too large to read at every change.
  using Trial = std::function<Result<Import>(const ImportOptions&)>;

  CsvMappingDialog(const QString& fileName, Preview preview, Trial trial,
                   QWidget* parent = nullptr);

  ImportOptions options() const;
  QComboBox* roleBox(const QString& role) const;  ///< "benchmark", "time" …
  QLineEdit* patternField() const { return m_pattern; }
  QString resultText() const;
  bool canImport() const;

 private:
  void readAgain();  ///< columns and rows, with the separator chosen
  void fillBoxes(const CsvMapping& mapping);
  void fillTable(const CsvPreview& preview);
  void tryIt();
  void say(const QString& text, bool good);

  struct Role {
    const char* id;
    std::string CsvMapping::*member;
    QComboBox* box;
  };

  Preview m_preview;
  Trial m_trial;
  std::vector<Role> m_roles;
  QComboBox* m_unit;
  QComboBox* m_separator;
  QLineEdit* m_pattern;
  QTableWidget* m_table;
  Text* m_result;
  Text* m_names;
  Button* m_import;
  QTimer* m_timer;
  QStringList m_columns;
  std::vector<std::string> m_params;  ///< columns that tell cases apart, by their headings
  bool m_heading = true;
};

}  // namespace lane
