// CSV as programs really write it: RFC 4180 quoting, separators and decimals found out, a byte
// order mark, any line ends. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lane {

/// Rows of cells, one after the other. The text must outlive it.
class CsvRows {
 public:
  CsvRows(std::string_view text, char separator);

  /// False at the end. Lines without any text are passed over.
  bool next(std::vector<std::string>& cells);
  std::size_t line() const { return m_rowLine; }  ///< where the last row began, from 1
  /// A quote that never closes, named by its line; empty when there is none.
  const std::string& problem() const { return m_problem; }

 private:
  bool readRow(std::vector<std::string>& cells);
  std::string readQuoted();

  std::string_view m_text;
  char m_separator;
  std::size_t m_at = 0, m_line = 1, m_rowLine = 1;
  std::string m_problem;
};

/// The separator that cuts the first rows into the most columns of equal number; 0 when none cuts
/// them at all.
char findSeparator(std::string_view text);

/// Whether numbers like 1,5 are meant as one and a half. `cells` are of columns with numbers.
bool usesDecimalComma(const std::vector<std::string>& cells);

/// The number of a cell, digits grouped or not; nothing when it is none or not finite.
std::optional<double> cellNumber(std::string_view cell, bool decimalComma);

}  // namespace lane
