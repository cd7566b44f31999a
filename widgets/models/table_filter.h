// The filter line of a table of cases: "dot variant:avx2 n>=4Ki -status:skipped". Blanks separate
// terms that must all hold; each names a text or a figure, or is a word looked for anywhere. What
// cannot be read is left out and carries the reason. Value; any thread but for the columns it
// reads.
#pragma once

#include <QRegularExpression>
#include <QString>
#include <optional>
#include <vector>

#include "models/table_columns.h"

namespace lane {

struct FilterTerm {
  struct Pattern {
    QString text;
    bool whole = false;                          ///< the text is all there is
    std::optional<QRegularExpression> wildcard;  ///< made of a text with *
    bool matches(const QString& other) const;
  };
  struct Range {
    double low, high;
    bool withoutLow = false, withoutHigh = false;
    bool holds(double value) const {
      return (withoutLow ? value > low : value >= low) &&
             (withoutHigh ? value < high : value <= high);
    }
  };
  qsizetype begin = 0, end = 0;  ///< where in the line it stands
  bool negated = false;
  std::optional<TableField> field;  ///< none: anywhere
  std::vector<Pattern> patterns;    ///< of texts: one must match
  std::vector<Range> ranges;        ///< of figures: one must hold the value
  QString label;                    ///< "n ≥ 4 Ki", "not Variant scalar"
  QString why;                      ///< why it cannot be read; empty: it can
};

class TableFilter {
 public:
  explicit TableFilter(const QString& line = {});
  const QString& line() const { return m_line; }
  const std::vector<FilterTerm>& terms() const { return m_terms; }
  /// The line with one term cut out, or with one more at its end.
  QString lineWithout(std::size_t term) const;
  QString lineWith(const QString& term) const;
  /// Per row 1 where every readable term holds, else 0.
  std::vector<std::uint8_t> matches(const TableColumns& columns) const;

  /// A term that holds for exactly this text of a field: `variant=avx2`.
  static QString termFor(TableField field, const QString& text);
  static QString termForSizes(std::uint64_t low, std::uint64_t high);
  /// How to write a line, for tool tips.
  static QString help();

 private:
  QString m_line;
  std::vector<FilterTerm> m_terms;
};

}  // namespace lane
