#include "exchange/matrix_export.h"

#include <fmt/format.h>

#include <cmath>

#include "base/units.h"
#include "exchange/csv_text.h"
#include "exchange/json_tables.h"
#include "exchange/markdown_text.h"
#include "exchange/text_layout.h"

namespace lane {
namespace {

/// What the figures of a matrix mean, in one sentence.
std::string explanation(const Matrix& matrix) {
  return fmt::format(
      "Time relative to {}, geometric mean over the cases both sessions have, {}; below 1 is "
      "faster",
      matrix.sessions[matrix.options.reference].name,
      matrix.options.variant.empty() ? "the fastest variant of each"
                                     : "variant " + matrix.options.variant);
}

struct Row {
  std::string name;
  std::vector<std::string> cells;
};

std::vector<Row> rowsOf(const Matrix& matrix) {
  std::vector<Row> rows;
  const auto add = [&](std::string name, const std::vector<MatrixCell>& cells, bool count) {
    Row& row = rows.emplace_back(Row{std::move(name), {}});
    for (const MatrixCell& cell : cells)
      row.cells.push_back(matrixCellText(cell) +
                          (count && cell.cases > 0 ? ", n " + formatCount(cell.cases) : ""));
  };
  for (const MatrixKernel& kernel : matrix.kernels) add(kernel.name(), kernel.cells, true);
  add("all kernels", matrix.overall, true);
  const auto addCost = [&](const char* name, double MatrixSession::*cost) {
    std::vector<MatrixCell> cells;
    bool any = false;
    const double reference = matrix.sessions[matrix.options.reference].*cost;
    for (std::size_t i = 0; i < matrix.sessions.size(); ++i) {
      cells.push_back(perCost(matrix.overall[i], matrix.sessions[i].*cost, reference));
      any |= matrix.sessions[i].*cost > 0;
    }
    if (any) add(name, cells, false);
  };
  addCost("work per watt (above 1 is better)", &MatrixSession::watts);
  addCost("work per price (above 1 is better)", &MatrixSession::price);
  return rows;
}

/// Why cells are empty, each reason once.
std::vector<std::string> notesOf(const Matrix& matrix) {
  std::vector<std::string> notes;
  for (std::size_t i = 0; i < matrix.sessions.size(); ++i) {
    const MatrixSession& side = matrix.sessions[i];
    if (!matrix.overall[i].reason.empty())
      notes.push_back(side.name + ": " + matrix.overall[i].reason);
    const double reference = matrix.sessions[matrix.options.reference].watts;
    const bool wattsAsked = reference > 0 || side.watts > 0;
    const double referencePrice = matrix.sessions[matrix.options.reference].price;
    const bool priceAsked = referencePrice > 0 || side.price > 0;
    const auto note = [&](bool asked, const char* what, double cost, double ofReference) {
      const MatrixCell cell = perCost(matrix.overall[i], cost, ofReference);
      if (asked && matrix.overall[i].reason.empty() && !cell.reason.empty())
        notes.push_back(fmt::format("{}: {} {}", side.name, what, cell.reason));
    };
    note(wattsAsked, "power", side.watts, reference);
    note(priceAsked, "price", side.price, referencePrice);
  }
  return notes;
}

JsonObject cellObject(const MatrixCell& cell) {
  return {{"ratio", jsonNumber(cell.ratio)},
          {"ratio_low", jsonNumber(cell.low)},
          {"ratio_high", jsonNumber(cell.high)},
          {"cases", cell.cases},
          {"reason", cell.reason}};
}

JsonObject costCells(const Matrix& matrix, const std::vector<MatrixCell>& cells,
                     double MatrixSession::*cost) {
  JsonObject list = JsonObject::array();
  const double reference = matrix.sessions[matrix.options.reference].*cost;
  for (std::size_t i = 0; i < cells.size(); ++i)
    list.push_back(cellObject(perCost(cells[i], matrix.sessions[i].*cost, reference)));
  return list;
}

JsonObject cellList(const std::vector<MatrixCell>& cells) {
  JsonObject list = JsonObject::array();
  for (const MatrixCell& cell : cells) list.push_back(cellObject(cell));
  return list;
}

bool anyCost(const Matrix& matrix, double MatrixSession::*cost) {
  for (const MatrixSession& side : matrix.sessions)
    if (side.*cost > 0) return true;
  return false;
}

}  // namespace

std::string matrixCellText(const MatrixCell& cell) {
  if (!(cell.ratio > 0)) return "–";
  if (!(cell.low > 0) || cell.low == cell.high) return formatRatio(cell.ratio, 3);
  return fmt::format("{} ({} … {})", formatRatio(cell.ratio, 3), formatNumber(cell.low),
                     formatNumber(cell.high));
}

std::string toText(const Matrix& matrix) {
  std::string text = printable(explanation(matrix)) + "\n\n";
  TextTable table;
  table.header = {"kernel"};
  for (const MatrixSession& side : matrix.sessions)
    table.header.push_back(shortened(printable(side.name), 32));
  for (const Row& row : rowsOf(matrix)) {
    std::vector<std::string>& line = table.rows.emplace_back();
    line.push_back(printable(row.name));
    line.insert(line.end(), row.cells.begin(), row.cells.end());
  }
  text += layOut(table);
  for (const std::string& note : notesOf(matrix)) text += "  " + printable(note) + "\n";
  return text;
}

std::string toMarkdown(const Matrix& matrix) {
  std::string text = escapeMarkdown(explanation(matrix)) + ".\n\n";
  std::vector<std::string> header{"kernel"};
  for (const MatrixSession& side : matrix.sessions) header.push_back(escapeMarkdown(side.name));
  text += markdownHeader(header, 1);
  for (Row& row : rowsOf(matrix)) {
    row.cells.insert(row.cells.begin(), escapeMarkdown(row.name));
    text += markdownRow(row.cells);
  }
  const auto notes = notesOf(matrix);
  if (!notes.empty()) text += "\n";
  for (const std::string& note : notes) text += "- " + escapeMarkdown(note) + "\n";
  return text;
}

std::string toJson(const Matrix& matrix) {
  JsonObject document{{"format", "lanescope-matrix"},
                      {"version", 1},
                      {"reference", matrix.options.reference},
                      {"variant", matrix.options.variant.empty() ? "best" : matrix.options.variant},
                      {"confidence", matrix.options.confidence}};
  JsonObject& sessions = document["sessions"] = JsonObject::array();
  for (const MatrixSession& side : matrix.sessions)
    sessions.push_back({{"name", side.name},
                        {"uuid", side.session->uuid},
                        {"created", side.session->created},
                        {"machine", side.session->machine.cpuModel},
                        {"watts", jsonNumber(side.watts)},
                        {"price", jsonNumber(side.price)}});
  const bool watts = anyCost(matrix, &MatrixSession::watts);
  const bool prices = anyCost(matrix, &MatrixSession::price);
  const auto fill = [&](JsonObject& object, const std::vector<MatrixCell>& cells) {
    object["cells"] = cellList(cells);
    if (watts) object["per_watt"] = costCells(matrix, cells, &MatrixSession::watts);
    if (prices) object["per_price"] = costCells(matrix, cells, &MatrixSession::price);
  };
  fill(document["overall"], matrix.overall);
  JsonObject& kernels = document["kernels"] = JsonObject::array();
  for (const MatrixKernel& kernel : matrix.kernels) {
    JsonObject object{
        {"suite", kernel.suite}, {"benchmark", kernel.benchmark}, {"dtype", toWord(kernel.dtype)}};
    fill(object, kernel.cells);
    kernels.push_back(std::move(object));
  }
  return jsonText(document);
}

std::string toCsv(const Matrix& matrix) {
  std::string csv = csvRow({"suite", "benchmark", "dtype", "session", "ratio", "ratio_low",
                            "ratio_high", "cases", "per_watt", "per_price", "reason"});
  const MatrixSession& reference = matrix.sessions[matrix.options.reference];
  const auto add = [&](const MatrixKernel& kernel, const std::vector<MatrixCell>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const MatrixSession& side = matrix.sessions[i];
      csv +=
          csvRow({csvText(kernel.suite), csvText(kernel.benchmark), csvText(toWord(kernel.dtype)),
                  csvText(side.name), csvNumber(cells[i].ratio), csvNumber(cells[i].low),
                  csvNumber(cells[i].high), std::to_string(cells[i].cases),
                  csvNumber(perCost(cells[i], side.watts, reference.watts).ratio),
                  csvNumber(perCost(cells[i], side.price, reference.price).ratio),
                  csvText(cells[i].reason)});
    }
  };
  for (const MatrixKernel& kernel : matrix.kernels) add(kernel, kernel.cells);
  add({{}, "all", Dtype::none, {}}, matrix.overall);
  return csv;
}

}  // namespace lane
