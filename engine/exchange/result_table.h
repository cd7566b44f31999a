// Sessions as tables for people: one table per benchmark, type, threads, mode and cache state;
// rows are sizes, columns variants. Shared by the terminal, Markdown and the HTML report, so that
// all three show the same figures.
#pragma once

#include <string>
#include <vector>

#include "analysis/case_text.h"
#include "analysis/curves.h"
#include "session/session.h"

namespace lane {

struct ResultCell {
  std::string value;     ///< formatted, in the table's unit; a word such as "wrong"; or empty
  std::string interval;  ///< "±0.42 %"; empty without one
  double seconds = kUnknown;
  bool best = false;  ///< fastest at this size
};

struct ResultRow {
  std::uint64_t size = 0;
  std::vector<ResultCell> cells;  ///< one per variant of the table
  std::string roofShare;          ///< of the fastest: "87 %" of its ceiling; empty without one
  std::string bound;              ///< of the fastest: "L2"
};

struct ResultTable {
  CurveKey key;
  std::string heading;  ///< "vector/dot f32, 1 thread, reuse, hot"
  std::string unit;     ///< "GB/s"; empty when every cell carries its own
  std::vector<std::string> variants;
  std::vector<ResultRow> rows;
  bool hasRoof = false;            ///< some row has a share of its roof
  std::vector<std::string> notes;  ///< what is missing and why
};

std::vector<ResultTable> resultTables(const Session& session);

/// "cases measured, wrong, skipped" in a sentence.
std::string caseCounts(const Session& session);

}  // namespace lane
