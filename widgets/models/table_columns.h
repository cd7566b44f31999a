// Cases column by column, as filters, sorting and grouping of tables read them: texts as numbers of
// a list of distinct ones, figures as doubles in SI units. A column is built when it is first asked
// for, so that a filter over 100,000 rows looks at each distinct text once. Value; GUI thread.
#pragma once

#include <QString>
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "session/session.h"

namespace lane {

enum class TableField : std::uint8_t {
  // Texts
  suite,
  kernel,
  variant,
  type,
  mode,
  cache,
  conditions,
  status,
  stop,
  reason,
  // Figures
  size,
  threads,
  time,
  interval,  ///< half-width relative to the median
  throughput,
  compute,
  itemRate,
  timePerItem,
  p5,
  p95,
  minimum,
  mean,
  samples,
  outliers,
  ulp,
  workingSet,
};
inline constexpr std::size_t kTableFields = std::size_t(TableField::workingSet) + 1;
inline constexpr std::size_t kTextFields = std::size_t(TableField::reason) + 1;
constexpr bool isText(TableField field) {
  return std::size_t(field) < kTextFields;
}

/// "Kernel", "Time per call": what heads the column.
QString titleOf(TableField field);
/// A figure of that field as people read it: "4 Ki", "1.20 µs", "139 GB/s".
QString figureText(TableField field, double value);
/// One figure of a case in SI units; unknown where it has none.
double figureOf(const CaseRecord& record, TableField field);
/// One text of a case.
QString textOf(const CaseRecord& record, TableField field);

class TableColumns {
 public:
  using RecordAt = std::function<const CaseRecord&(std::size_t row)>;

  struct Texts {
    std::vector<std::uint32_t> of;    ///< per row: which of `distinct`
    std::vector<QString> distinct;    ///< in the order they first appear
    std::vector<std::uint32_t> rank;  ///< per distinct text: its place when sorted
  };

  /// Forgets what was built. `record` must stay callable for these rows until the next call.
  void assign(std::size_t rows, RecordAt record);
  std::size_t rows() const { return m_rows; }
  /// Grows with every assign().
  std::uint64_t generation() const { return m_generation; }

  const Texts& texts(TableField field) const;
  const std::vector<double>& figures(TableField field) const;
  /// Of any field, for sorting: figures as they are, texts by their rank, those without a text
  /// unknown.
  std::vector<double> sortKeys(TableField field) const;
  /// Builds what filters and sorting mostly need, so that the first one is as fast as the next.
  void prepare() const;

 private:
  std::size_t m_rows = 0;
  std::uint64_t m_generation = 0;
  RecordAt m_record;
  mutable std::array<std::optional<Texts>, kTextFields> m_texts;
  mutable std::array<std::optional<std::vector<double>>, kTableFields> m_figures;
};

}  // namespace lane
