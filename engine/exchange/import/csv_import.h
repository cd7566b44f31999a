// CSV files of whatever made them, read by a mapping of their columns. Pure; any thread.
#pragma once

#include "exchange/import/session_builder.h"

namespace lane {

/// Errors: format; usage when no column is told for benchmark or time.
Result<void> readCsv(const std::string& text, const CsvMapping& mapping, const std::string& where,
                     SessionBuilder& builder);

Result<CsvPreview> previewCsvText(const std::string& text, const CsvMapping& mapping,
                                  const std::string& where);

}  // namespace lane
