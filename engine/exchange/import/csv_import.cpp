#include "exchange/import/csv_import.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/units.h"
#include "exchange/import/csv_text.h"
#include "exchange/import/json_readers.h"
#include "exchange/import/machine_facts.h"

namespace lane {
namespace {

using Cells = std::vector<std::string>;

constexpr std::size_t kPreviewRows = 20;
constexpr std::size_t kMostColumns = 4096;

/// "Mean [ns]" -> "mean"; "time_ms" stays "timems": units are looked for apart.
std::string plainHeading(std::string_view heading) {
  std::string plain;
  for (const char c : heading.substr(0, heading.find_first_of("[("))) {
    if (c >= 'A' && c <= 'Z') plain += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) plain += c;
  }
  return plain;
}

/// The unit a heading names: "time_ms", "Mean [us]", "time (ns)"; empty when it names none.
std::string unitOf(std::string_view heading) {
  std::string word;
  std::string found;
  const auto close = [&] {
    if (!std::isnan(secondsOf(word))) found = word.size() > 2 && word[0] == 's' ? "s" : word;
    word.clear();
  };
  for (const char c : heading) {
    if (std::string_view("_- []()/").find(c) != std::string_view::npos)
      close();
    else
      word += c;
  }
  // "s" alone is a heading of its own, not a unit behind one.
  if (word.size() != heading.size()) close();
  return found == "µs" ? "us" : found;
}

bool hasNumber(const Cells& cells) {
  return std::any_of(cells.begin(), cells.end(), [](const std::string& cell) {
    return cellNumber(cell, false) || cellNumber(cell, true);
  });
}

CsvMapping suggest(const Cells& columns, CsvMapping mapping) {
  const auto find = [&](std::initializer_list<std::string_view> names) -> std::string {
    for (const std::string_view name : names)
      for (const std::string& column : columns) {
        std::string plain = plainHeading(column);
        const std::string unit = unitOf(column);
        if (plain == name || plain == std::string(name) + unit) return column;
      }
    return {};
  };
  mapping.benchmark = find({"benchmark", "name", "kernel", "test", "testname", "case", "function",
                            "command", "method", "bench", "title"});
  mapping.variant = find({"variant", "impl", "implementation", "isa", "target", "backend"});
  mapping.size = find({"size", "n", "length", "elements", "problemsize"});
  mapping.threads = find({"threads", "nthreads", "numthreads"});
  mapping.time = find({"median", "mediantime", "realtime", "time", "seconds", "elapsed", "duration",
                       "mean", "meantime", "average", "avg", "latency", "min", "best"});
  mapping.low = find({"cilow", "low", "lower", "lowerbound"});
  mapping.high = find({"cihigh", "high", "upper", "upperbound"});
  mapping.samples = find({"samplecount", "samples", "rounds", "repetitions"});
  if (mapping.low.empty() != mapping.high.empty()) mapping.low = mapping.high = {};
  const std::string unitColumn = find({"timeunit", "unit"});
  const std::string unit = unitOf(mapping.time);
  mapping.timeUnit = !unitColumn.empty() ? unitColumn : unit.empty() ? "s" : unit;
  for (const std::string_view name : {"dtype", "params", "mode", "cache"})
    if (const std::string column = find({name}); !column.empty()) mapping.params.push_back(column);
  return mapping;
}

/// A column by its heading, else by its number from 1.
std::optional<std::size_t> columnOf(const Cells& columns, const std::string& name) {
  if (name.empty()) return {};
  const auto at = std::find(columns.begin(), columns.end(), name);
  if (at != columns.end()) return static_cast<std::size_t>(at - columns.begin());
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error == std::errc{} && end == name.data() + name.size() && number >= 1 &&
      number <= columns.size())
    return number - 1;
  const std::string plain = plainHeading(name);
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (!plain.empty() && plainHeading(columns[i]) == plain) return i;
  return {};
}

std::string listOf(const Cells& columns) {
  std::string list;
  for (std::size_t i = 0; i < columns.size() && i < 20; ++i)
    list += fmt::format("{}{} {}", i == 0 ? "" : ", ", i + 1, columns[i].substr(0, 40));
  return list + (columns.size() > 20 ? ", …" : "");
}

struct Columns {
  std::optional<std::size_t> benchmark, variant, size, threads, time, low, high, samples, unit;
  std::vector<std::pair<std::string, std::size_t>> params;
};

Result<Columns> resolve(const Cells& columns, const CsvMapping& mapping, const std::string& where) {
  Columns found;
  for (const auto& [member, name, role] :
       {std::tuple{&Columns::benchmark, &mapping.benchmark, "benchmark"},
        std::tuple{&Columns::variant, &mapping.variant, "variant"},
        std::tuple{&Columns::size, &mapping.size, "size"},
        std::tuple{&Columns::threads, &mapping.threads, "threads"},
        std::tuple{&Columns::time, &mapping.time, "time"},
        std::tuple{&Columns::low, &mapping.low, "low"},
        std::tuple{&Columns::high, &mapping.high, "high"},
        std::tuple{&Columns::samples, &mapping.samples, "samples"}}) {
    found.*member = columnOf(columns, *name);
    if (!name->empty() && !(found.*member))
      return fail(ErrorCode::usage, fmt::format("there is no column \"{}\" for {}", *name, role),
                  where, "The columns are: " + listOf(columns));
  }
  if (!found.benchmark || !found.time)
    return fail(ErrorCode::usage,
                fmt::format("no column is told for the {}", found.time ? "benchmark" : "time"),
                where,
                fmt::format("Say which: --map benchmark=COLUMN,time=COLUMN. The columns are: {}",
                            listOf(columns)));
  if (std::isnan(secondsOf(mapping.timeUnit))) {
    found.unit = columnOf(columns, mapping.timeUnit);
    if (!found.unit)
      return fail(ErrorCode::usage, fmt::format("\"{}\" is no unit of time", mapping.timeUnit),
                  where, "Units are s, ms, us and ns, or a column that holds them");
  }
  for (const std::string& param : mapping.params)
    if (const auto at = columnOf(columns, param)) found.params.emplace_back(param, *at);
  return found;
}

class Reader {
 public:
  Reader(const Columns& columns, const CsvMapping& mapping, bool decimalComma,
         SessionBuilder& builder)
      : m_columns(columns),
        m_factor(secondsOf(mapping.timeUnit)),
        m_comma(decimalComma),
        m_builder(builder) {}

  void row(const Cells& cells, std::size_t line) {
    const std::string what = fmt::format("line {}", line);
    std::string name = textAt(cells, m_columns.benchmark);
    if (name.empty()) return m_builder.skip(what, "without a benchmark");
    if (name.size() > 1024) return m_builder.skip(what, "a name of more than 1,024 bytes");
    double factor = m_factor;
    if (m_columns.unit) {
      const std::string unit = textAt(cells, m_columns.unit);
      factor = secondsOf(unit);
      if (std::isnan(factor))
        return m_builder.skip(what, unit.empty() ? "without a unit" : "unknown unit " + unit);
    }
    const std::string timeText = textAt(cells, m_columns.time);
    const double seconds = secondsAt(timeText, factor);
    if (timeText.empty()) return m_builder.skip(what, "without a time");
    if (std::isnan(seconds)) return m_builder.skip(what, "a time that is no number");
    if (!(seconds > 0)) return m_builder.skip(what, "a time of 0 or less");

    NamedAxes axes;
    if (!axesOf(cells, name, axes)) return m_builder.skip(what, "a size that is no number");
    const auto found = m_builder.caseOf(axes, name);
    const bool summary = m_columns.low || m_columns.samples;
    if (!found.isNew && (summary || !found.sameName)) return m_builder.skip(what, "twice");
    m_builder.countRead();
    if (!summary) {
      const auto round = m_builder.record(found.index).sampleCount++;
      return m_builder.addSample(found.index, seconds, 1, static_cast<std::uint32_t>(round));
    }
    StatedFigures figures;
    figures.median = seconds;
    figures.low = secondsAt(textAt(cells, m_columns.low), factor);
    figures.high = secondsAt(textAt(cells, m_columns.high), factor);
    const auto samples = cellNumber(textAt(cells, m_columns.samples), m_comma);
    if (samples && *samples >= 0 && *samples < 1e15)
      figures.count = static_cast<std::uint64_t>(*samples);
    // An interval without a count still is a spread.
    if (figures.count == 0 && figures.low > 0 && !m_columns.samples) figures.count = 2;
    m_builder.state(found.index, figures);
  }

 private:
  std::string textAt(const Cells& cells, std::optional<std::size_t> column) const {
    if (!column || *column >= cells.size()) return {};
    const std::string& cell = cells[*column];
    // What CSV writers put before text that a spreadsheet would run as a formula.
    if (cell.size() > 1 && cell[0] == '\'' &&
        std::string_view("=+-@").find(cell[1]) != std::string_view::npos)
      return cell.substr(1);
    return cell;
  }

  double secondsAt(const std::string& cell, double factor) const {
    if (const auto number = cellNumber(cell, m_comma)) return *number * factor;
    if (const auto duration = parseDuration(cell)) return *duration;  // "59.2 ns"
    return kUnknown;
  }

  bool axesOf(const Cells& cells, const std::string& name, NamedAxes& axes) {
    if (!m_builder.names().byPattern(name, axes)) {
      const bool told = m_columns.size || m_columns.variant;
      axes = told ? NamedAxes{.benchmark = name} : m_builder.names().byShape(name);
    }
    if (const std::string variant = textAt(cells, m_columns.variant); !variant.empty())
      axes.variant = variant;
    if (const std::string size = textAt(cells, m_columns.size); !size.empty()) {
      auto parsed = parseSize(size);
      if (const auto number = cellNumber(size, m_comma); !parsed && number)
        parsed = parseSize(fmt::format("{}", *number));
      if (!parsed) return false;
      axes.size = *parsed;
    }
    if (const auto threads = cellNumber(textAt(cells, m_columns.threads), m_comma);
        threads && *threads >= 1 && *threads < 1e6)
      axes.threads = static_cast<std::uint32_t>(*threads);
    for (const auto& [param, column] : m_columns.params) {
      const std::string value = textAt(cells, column);
      if (value.empty() || value == "none") continue;
      const auto object = nlohmann::json::parse(value, nullptr, false);
      if (!object.is_object()) {
        axes.assign(param, value);
        continue;
      }
      for (const auto& [each, text] : object.items())
        axes.params[each] = text.is_string() ? text.get<std::string>() : text.dump();
    }
    return true;
  }

  const Columns& m_columns;
  double m_factor;
  bool m_comma;
  SessionBuilder& m_builder;
};

struct Opened {
  char separator;
  Cells columns;
  bool heading;
};

Result<Opened> openCsv(const std::string& text, const CsvMapping& mapping,
                       const std::string& where) {
  Opened opened{mapping.separator, {}, mapping.heading};
  if (opened.separator == 0) opened.separator = findSeparator(text);
  if (opened.separator == 0)
    return fail(ErrorCode::format, "holds no columns", where,
                "Columns are separated by commas, semicolons, tabs or bars");
  CsvRows rows(text, opened.separator);
  Cells first;
  if (!rows.next(first)) return fail(ErrorCode::format, "is empty", where);
  if (first.size() > kMostColumns)
    return fail(ErrorCode::format, fmt::format("has more than {} columns", kMostColumns), where);
  // A first row with numbers in it names nothing.
  if (opened.heading && hasNumber(first)) opened.heading = false;
  opened.columns = first;
  if (!opened.heading)
    for (std::size_t i = 0; i < first.size(); ++i) opened.columns[i] = std::to_string(i + 1);
  return opened;
}

}  // namespace

Result<CsvPreview> previewCsvText(const std::string& text, const CsvMapping& mapping,
                                  const std::string& where) {
  const auto opened = openCsv(text, mapping, where);
  if (!opened) return tl::unexpected(opened.error());
  CsvPreview preview;
  preview.columns = opened->columns;
  CsvMapping empty;
  empty.separator = opened->separator;
  empty.heading = opened->heading;
  preview.suggestion = suggest(opened->columns, empty);
  CsvRows rows(text, opened->separator);
  Cells cells;
  if (opened->heading) rows.next(cells);
  while (preview.rows.size() < kPreviewRows && rows.next(cells)) preview.rows.push_back(cells);
  return preview;
}

Result<void> readCsv(const std::string& text, const CsvMapping& mapping, const std::string& where,
                     SessionBuilder& builder) {
  const auto opened = openCsv(text, mapping, where);
  if (!opened) return tl::unexpected(opened.error());
  CsvMapping used = mapping;
  if (used.benchmark.empty() && used.time.empty()) {
    const std::string unit = mapping.timeUnit;
    used = suggest(opened->columns, used);
    if (unit != CsvMapping().timeUnit) used.timeUnit = unit;
  }
  const auto columns = resolve(opened->columns, used, where);
  if (!columns) return tl::unexpected(columns.error());

  CsvRows rows(text, opened->separator);
  Cells cells, numbers;
  if (opened->heading) rows.next(cells);
  while (numbers.size() < 1000 && rows.next(cells))
    for (const auto& column : {columns->time, columns->low, columns->high})
      if (column && *column < cells.size()) numbers.push_back(cells[*column]);
  const bool comma = opened->separator != ',' && usesDecimalComma(numbers);

  rows = CsvRows(text, opened->separator);
  if (opened->heading) rows.next(cells);
  Reader reader(*columns, used, comma, builder);
  while (rows.next(cells)) reader.row(cells, rows.line());
  if (!rows.problem().empty()) builder.skip("the last row", rows.problem());
  builder.session().sources.front().tool = "CSV";
  builder.session().sources.front().versions = "{}";
  builder.session().machine = makeCard({}, {}, "A CSV file");
  nlohmann::ordered_json environment{
      {"columns", opened->columns}, {"time", used.time}, {"time_unit", used.timeUnit}};
  builder.session().sources.front().environment =
      environment.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  if (comma) builder.remark("Commas are read as decimal marks.");
  if (!columns->unit) builder.remark(fmt::format("Times are taken as {}.", used.timeUnit));
  return {};
}

}  // namespace lane
