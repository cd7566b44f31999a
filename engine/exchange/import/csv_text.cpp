#include "exchange/import/csv_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

namespace lane {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool areDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "1,234,567" with ',' as group; the part before the decimal mark.
bool isGrouped(std::string_view whole, char group) {
  std::size_t mark = whole.find(group);
  if (mark == 0 || mark > 3 || mark == std::string_view::npos) return false;
  if (!areDigits(whole.substr(0, mark))) return false;
  for (whole.remove_prefix(mark); !whole.empty(); whole.remove_prefix(4))
    if (whole.size() < 4 || whole[0] != group || !areDigits(whole.substr(1, 3))) return false;
  return true;
}

}  // namespace

CsvRows::CsvRows(std::string_view text, char separator) : m_text(text), m_separator(separator) {
  if (m_text.starts_with("\xef\xbb\xbf")) m_text.remove_prefix(3);
}

std::string CsvRows::readQuoted() {
  std::string cell;
  const std::size_t opened = m_line;
  for (++m_at; m_at < m_text.size(); ++m_at) {
    const char c = m_text[m_at];
    if (c == '"') {
      if (m_at + 1 >= m_text.size() || m_text[m_at + 1] != '"') {
        ++m_at;
        return cell;
      }
      ++m_at;
    }
    m_line += c == '\n';
    cell += c;
  }
  m_problem = fmt::format("the quote of line {} is never closed", opened);
  return cell;
}

bool CsvRows::readRow(std::vector<std::string>& cells) {
  cells.clear();
  m_rowLine = m_line;
  std::string cell;
  while (m_at < m_text.size()) {
    const char c = m_text[m_at];
    if (c == '"' && trimmed(cell).empty()) {
      cell = readQuoted();
    } else if (c == m_separator) {
      cells.push_back(std::move(cell));
      cell.clear();
      ++m_at;
    } else if (c == '\n' || c == '\r') {
      m_at += c == '\r' && m_text.substr(m_at, 2) == "\r\n" ? 2 : 1;
      ++m_line;
      cells.push_back(std::move(cell));
      return true;
    } else {
      const std::size_t end =
          std::min(m_text.find_first_of(std::string{m_separator, '\n', '\r'}, m_at), m_text.size());
      cell.append(m_text, m_at, end - m_at);
      m_at = end;
    }
  }
  if (cells.empty() && cell.empty()) return false;
  cells.push_back(std::move(cell));
  return true;
}

bool CsvRows::next(std::vector<std::string>& cells) {
  while (readRow(cells)) {
    if (cells.size() > 1 || !trimmed(cells.front()).empty()) {
      for (std::string& cell : cells) cell = trimmed(cell);
      return true;
    }
  }
  return false;
}

char findSeparator(std::string_view text) {
  // A line that is cut off at the end would count as a row of its own.
  text = text.substr(0, 64 << 10);
  char best = 0;
  double bestScore = 0;
  for (const char separator : {'\t', ';', '|', ','}) {
    CsvRows rows(text, separator);
    std::vector<std::string> cells;
    std::map<std::size_t, std::size_t> counts;  // columns: rows
    std::size_t read = 0;
    while (read < 20 && rows.next(cells)) {
      ++counts[cells.size()];
      ++read;
    }
    if (read == 0) continue;
    const auto most = std::max_element(counts.begin(), counts.end(),
                                       [](auto& a, auto& b) { return a.second < b.second; });
    if (most->first < 2) continue;
    const double score =
        double(most->first) * (double(most->second) / double(read) >= 0.7 ? 1 : 0.01);
    if (score > bestScore) {
      best = separator;
      bestScore = score;
    }
  }
  return best;
}

bool usesDecimalComma(const std::vector<std::string>& cells) {
  bool comma = false;
  for (const std::string_view cell : cells) {
    const std::size_t mark = cell.find(','), point = cell.find('.');
    if (mark == std::string_view::npos) {
      // "1.5" is a point; "1.234.567" is grouping.
      if (point != std::string_view::npos && cell.find('.', point + 1) == std::string_view::npos)
        return false;
      continue;
    }
    if (point != std::string_view::npos) return mark > point;
    if (cell.find(',', mark + 1) != std::string_view::npos) return false;
    comma = true;
  }
  return comma;
}

std::optional<double> cellNumber(std::string_view cell, bool decimalComma) {
  const char decimal = decimalComma ? ',' : '.';
  const char group = decimalComma ? '.' : ',';
  if (!cell.empty() && cell.front() == '+') cell.remove_prefix(1);
  std::string plain;
  const std::size_t mark = cell.find(decimal);
  std::string_view whole = cell.substr(0, mark);
  const bool negative = !whole.empty() && whole.front() == '-';
  if (negative) whole.remove_prefix(1);
  if (whole.find(group) != std::string_view::npos) {
    if (!isGrouped(whole, group)) return {};
    for (const char c : whole)
      if (c != group) plain += c;
  } else {
    plain = whole;
  }
  if (mark != std::string_view::npos) (plain += '.') += cell.substr(mark + 1);
  if (negative) plain.insert(0, 1, '-');
  double value = 0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (error != std::errc{} || end != plain.data() + plain.size() || !std::isfinite(value))
    return {};
  return value;
}

}  // namespace lane
