#include "models/table_filter.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <limits>

#include "base/quantity.h"
#include "base/units.h"
#include "support/qt_units.h"

namespace lane {
namespace {

constexpr double kEndless = std::numeric_limits<double>::infinity();

struct FieldName {
  const char* name;
  TableField field;
};
/// The first name of a field is the one termFor() writes.
constexpr FieldName kNames[] = {
    {"kernel", TableField::kernel},
    {"benchmark", TableField::kernel},
    {"variant", TableField::variant},
    {"target", TableField::variant},
    {"n", TableField::size},
    {"size", TableField::size},
    {"threads", TableField::threads},
    {"type", TableField::type},
    {"dtype", TableField::type},
    {"time", TableField::time},
    {"throughput", TableField::throughput},
    {"interval", TableField::interval},
    {"compute", TableField::compute},
    {"samples", TableField::samples},
    {"ulp", TableField::ulp},
    {"status", TableField::status},
    {"conditions", TableField::conditions},
    {"mode", TableField::mode},
    {"cache", TableField::cache},
    {"suite", TableField::suite},
    {"stop", TableField::stop},
    {"reason", TableField::reason},
    {"rate", TableField::itemRate},
    {"bytes", TableField::workingSet},
    {"peritem", TableField::timePerItem},
    {"outliers", TableField::outliers},
    {"p5", TableField::p5},
    {"p95", TableField::p95},
    {"min", TableField::minimum},
    {"mean", TableField::mean},
};

/// What a word without a field is looked for in.
constexpr TableField kAnywhere[] = {TableField::suite, TableField::kernel,     TableField::variant,
                                    TableField::type,  TableField::conditions, TableField::status};

QString tr(const char* text) {
  return QCoreApplication::translate("lane", text);
}

/// Words of the line with their places; a double quote keeps blanks together.
std::vector<FilterTerm> cut(const QString& line) {
  std::vector<FilterTerm> terms;
  bool quoted = false, inside = false;
  for (qsizetype i = 0; i <= line.size(); ++i) {
    const bool blank = i == line.size() || (!quoted && line[i].isSpace());
    if (i < line.size() && line[i] == u'"') quoted = !quoted;
    if (!blank && !inside) {
      FilterTerm term;
      term.begin = i;
      terms.push_back(term);
    }
    if (blank && inside) terms.back().end = i;
    inside = !blank;
  }
  return terms;
}

FilterTerm::Pattern patternOf(const QString& text, bool whole) {
  FilterTerm::Pattern pattern{text, whole, {}};
  if (!text.contains(u'*')) return pattern;
  QStringList parts;
  for (const QString& part : text.split(u'*')) parts << QRegularExpression::escape(part);
  pattern.wildcard.emplace(
      QRegularExpression::anchoredPattern(parts.join(QStringLiteral(".*"))),
      QRegularExpression::CaseInsensitiveOption | QRegularExpression::DotMatchesEverythingOption);
  return pattern;
}

Result<double> numberOf(TableField field, const QString& text) {
  const std::string plain = toStd(text);
  if (field != TableField::size && field != TableField::threads && field != TableField::samples &&
      field != TableField::outliers)
    return parseQuantity(plain);
  const auto size = parseSize(plain);
  if (!size) return tl::unexpected(size.error());
  return double(*size);
}

/// "field op values" of a figure; fills ranges and label or says why not.
void readFigure(FilterTerm& term, const QString& op, const QString& values) {
  const TableField field = *term.field;
  const bool listed = op == u":" || op == u"=" || op == u"!=";
  QStringList said;
  for (const QString& value : listed ? values.split(u',') : QStringList{values}) {
    const qsizetype dots = listed ? value.indexOf(QStringLiteral("..")) : -1;
    const auto low = numberOf(field, dots < 0 ? value : value.left(dots));
    const auto high = dots < 0 ? low : numberOf(field, value.mid(dots + 2));
    if (!low || !high) {
      const Error& error = low ? high.error() : low.error();
      term.why = toQString(error.what) + u'\n' + toQString(error.advice);
      return;
    }
    FilterTerm::Range range{*low, *high};
    if (op == u">" || op == u">=") range.high = kEndless;
    if (op == u"<" || op == u"<=") range.low = -kEndless;
    range.withoutLow = op == u">";
    range.withoutHigh = op == u"<";
    if (range.low > range.high) std::swap(range.low, range.high);
    term.ranges.push_back(range);
    said << (dots < 0 ? figureText(field, *low)
                      : figureText(field, range.low) + QStringLiteral(" … ") +
                            figureText(field, range.high));
  }
  const QString sign = op == u">="   ? QStringLiteral("≥ ")
                       : op == u"<=" ? QStringLiteral("≤ ")
                       : listed      ? QString()
                                     : op + u' ';
  term.label = titleOf(field) + u' ' + sign + said.join(tr(" or "));
}

void readText(FilterTerm& term, const QString& op, const QString& values, bool quoted) {
  if (op.startsWith(u'<') || op.startsWith(u'>')) {
    term.why = tr("%1 has no order: write : or =").arg(titleOf(*term.field));
    return;
  }
  // avx is a variant as well as avx2: names of variants are never parts of others.
  const bool whole = op != u":" || *term.field == TableField::variant;
  QStringList said;
  for (const QString& value :
       quoted ? QStringList{values} : values.split(u',', Qt::SkipEmptyParts)) {
    term.patterns.push_back(patternOf(value, whole));
    said << value;
  }
  if (term.patterns.empty()) term.why = tr("Nothing to look for after %1").arg(op);
  term.label = titleOf(*term.field) + u' ' + said.join(tr(" or "));
}

void read(FilterTerm& term, const QString& line) {
  static const QRegularExpression condition(
      QStringLiteral("^([a-z0-9]+)(!=|>=|<=|>|<|=|:)(.*)$"),
      QRegularExpression::CaseInsensitiveOption | QRegularExpression::DotMatchesEverythingOption);
  QString text = line.mid(term.begin, term.end - term.begin);
  const QString written = text;
  if (text.startsWith(u'-') || text.startsWith(u'!')) {
    term.negated = true;
    text.remove(0, 1);
  }
  const bool quoted = text.contains(u'"');
  text.remove(u'"');
  const auto parts = condition.match(text);
  if (parts.hasMatch()) {
    const QString name = parts.captured(1).toLower();
    for (const FieldName& each : kNames)
      if (name == QLatin1StringView(each.name)) term.field = each.field;
  }
  if (text.isEmpty()) {
    term.why = tr("A sign alone leaves nothing out");
  } else if (!term.field) {  // names such as std::sort are words too
    term.patterns.push_back(patternOf(text, false));
    term.label = QStringLiteral("“%1”").arg(text);
  } else {
    const QString op = parts.captured(2), values = parts.captured(3);
    if (op == u"!=") term.negated = !term.negated;
    if (values.isEmpty())
      term.why = tr("Nothing to look for after %1").arg(op);
    else if (isText(*term.field))
      readText(term, op, values, quoted);
    else
      readFigure(term, op, values);
  }
  if (!term.why.isEmpty())
    term.label = written;
  else if (term.negated)
    term.label = tr("not %1").arg(term.label);
}

}  // namespace

bool FilterTerm::Pattern::matches(const QString& other) const {
  if (wildcard) return wildcard->match(other).hasMatch();
  return whole ? other.compare(text, Qt::CaseInsensitive) == 0
               : other.contains(text, Qt::CaseInsensitive);
}

TableFilter::TableFilter(const QString& line) : m_line(line), m_terms(cut(line)) {
  for (FilterTerm& term : m_terms) read(term, line);
}

QString TableFilter::lineWithout(std::size_t term) const {
  const FilterTerm& gone = m_terms[term];
  return (m_line.left(gone.begin).trimmed() + u' ' + m_line.mid(gone.end).trimmed()).trimmed();
}

QString TableFilter::lineWith(const QString& term) const {
  return (m_line.trimmed() + u' ' + term).trimmed();
}

std::vector<std::uint8_t> TableFilter::matches(const TableColumns& columns) const {
  const std::size_t rows = columns.rows();
  std::vector<std::uint8_t> all(rows, 1);
  for (const FilterTerm& term : m_terms) {
    if (!term.why.isEmpty()) continue;
    if (term.field && !isText(*term.field)) {
      const std::vector<double>& values = columns.figures(*term.field);
      for (std::size_t row = 0; row < rows; ++row) {
        bool holds = false;
        for (const FilterTerm::Range& range : term.ranges) holds |= range.holds(values[row]);
        all[row] &= std::uint8_t(holds != term.negated);
      }
      continue;
    }
    std::vector<std::uint8_t> any(rows, 0);
    const auto look = [&](TableField field) {
      const TableColumns::Texts& texts = columns.texts(field);
      std::vector<std::uint8_t> hit(texts.distinct.size());
      bool some = false;
      for (std::size_t i = 0; i < hit.size(); ++i) {
        hit[i] = std::any_of(term.patterns.begin(), term.patterns.end(), [&](const auto& pattern) {
          return pattern.matches(texts.distinct[i]);
        });
        some |= hit[i] != 0;
      }
      for (std::size_t row = 0; some && row < rows; ++row) any[row] |= hit[texts.of[row]];
    };
    if (term.field)
      look(*term.field);
    else
      for (const TableField field : kAnywhere) look(field);
    for (std::size_t row = 0; row < rows; ++row) all[row] &= std::uint8_t(any[row] != term.negated);
  }
  return all;
}

QString TableFilter::termFor(TableField field, const QString& text) {
  const auto named = std::find_if(std::begin(kNames), std::end(kNames),
                                  [field](const FieldName& each) { return each.field == field; });
  static const QRegularExpression special(QStringLiteral("[\\s,]"));
  const QString term = QLatin1StringView(named->name) + u'=' + text;
  return text.contains(special) ? u'"' + term + u'"' : term;
}

QString TableFilter::termForSizes(std::uint64_t low, std::uint64_t high) {
  const auto written = [](std::uint64_t size) {
    const QString text = sizeText(size).remove(u' ').remove(u',');
    return parseSize(toStd(text)).value_or(0) == size ? text : QString::number(size);
  };
  return QStringLiteral("n:%1..%2").arg(written(low), written(high));
}

QString TableFilter::help() {
  return tr(
      "All terms must hold:\n"
      "dot  a word anywhere\n"
      "variant:avx2,sse4  one of these; kernel, type, status, conditions, mode, cache, suite too\n"
      "kernel:norm*  with a wildcard; = means exactly this\n"
      "n>=4Ki  n:1Ki..64Ki  threads>1  sizes and counts\n"
      "time<1us  throughput>=100GB/s  interval>1%  compute, samples, ulp  figures\n"
      "-variant:scalar  leaves these out");
}

}  // namespace lane
