#include "analysis/series_columns.h"

#include <algorithm>

namespace lane {

std::vector<SeriesColumn> seriesColumns(const SeriesRecord& series, double from, double to,
                                        std::size_t columns) {
  std::vector<SeriesColumn> result(columns);
  const std::vector<double>& t = series.t;
  const std::size_t count = std::min(t.size(), series.value.size());
  if (count == 0 || columns == 0 || !(to > from)) return result;
  const auto end = t.begin() + static_cast<std::ptrdiff_t>(count);
  auto at = std::lower_bound(t.begin(), end, from);
  double value =
      at == t.begin() ? kUnknown : series.value[static_cast<std::size_t>(at - t.begin()) - 1];
  const double width = (to - from) / static_cast<double>(columns);
  for (std::size_t i = 0; i < columns; ++i) {
    const bool final = i + 1 == columns;
    const double border = final ? to : from + width * static_cast<double>(i + 1);
    const auto next = final ? std::upper_bound(at, end, border) : std::lower_bound(at, end, border);
    SeriesColumn& column = result[i];
    const auto first = static_cast<std::size_t>(at - t.begin());
    const auto past = static_cast<std::size_t>(next - t.begin());
    column.first = value == value ? value : past > first ? series.value[first] : kUnknown;
    column.low = column.high = column.first;
    for (std::size_t k = first; k < past; ++k) {
      column.low = std::min(column.low, series.value[k]);
      column.high = std::max(column.high, series.value[k]);
    }
    column.read = past > first;
    if (column.read) value = series.value[past - 1];
    column.last = value;
    at = next;
  }
  return result;
}

}  // namespace lane
