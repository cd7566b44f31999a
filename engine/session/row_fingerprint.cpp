#include "session/row_fingerprint.h"

#include <bit>
#include <type_traits>

#include "session/schema.h"

namespace lane {
namespace {

/// FNV-1a of 64 bits.
class Hash {
 public:
  void add(std::string_view text) {
    for (const char c : text) addByte(static_cast<unsigned char>(c));
    addByte(0xff);  // ends a text: no byte of UTF-8
  }
  void add(std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) addByte(number >> shift & 0xff);
  }
  void add(double number) { add(std::bit_cast<std::uint64_t>(number)); }
  template <class T>
  void add(const std::vector<T>& column) {
    for (const T value : column) {
      if constexpr (std::is_same_v<T, double>)
        add(value);
      else
        add(std::uint64_t{value});
    }
  }
  std::uint64_t value() const { return m_value | 1; }

 private:
  void addByte(std::uint64_t byte) { m_value = (m_value ^ byte) * 0x100000001b3u; }
  std::uint64_t m_value = 0xcbf29ce484222325u;
};

template <class Row>
RowFingerprint ofRows(const schema::Table<Row>& table, const std::vector<Row>& rows) {
  Hash hash;
  for (const Row& row : rows)
    for (const auto& column : table.columns)
      std::visit(
          [&](const auto& member) {
            using M = std::decay_t<decltype(member)>;
            if constexpr (std::is_same_v<M, schema::Word<Row>>)
              hash.add(member.get(row));
            else if constexpr (std::is_same_v<M, double Row::*>)
              hash.add(row.*member);
            else if constexpr (std::is_same_v<M, std::string Row::*>)
              hash.add(std::string_view(row.*member));
            else
              hash.add(std::uint64_t{row.*member});
          },
          column.member);
  return {rows.size(), hash.value()};
}

RowFingerprint ofCases(const std::vector<CaseRecord>& cases) {
  Hash hash;
  for (const CaseRecord& record : cases) hash.add(std::string_view(record.key));
  return {cases.size(), hash.value()};
}

RowFingerprint ofSamples(const Samples& samples) {
  Hash hash;
  hash.add(samples.caseIndex);
  hash.add(samples.process);
  hash.add(samples.pass);
  hash.add(samples.round);
  hash.add(samples.t);
  return {samples.size(), hash.value()};
}

RowFingerprint ofSeries(const std::vector<SeriesRecord>& series, bool points) {
  Hash hash;
  std::uint64_t rows = points ? 0 : series.size();
  for (const SeriesRecord& record : series) {
    hash.add(std::string_view(record.id));
    hash.add(std::uint64_t{record.caseIndex});
    hash.add(record.t);
    hash.add(record.value);
    if (points) rows += record.t.size();
  }
  return {rows, hash.value()};
}

}  // namespace

RowFingerprint fingerprint(const Session& session, std::string_view table) {
  const auto is = [&](const auto& known) { return table == known.name; };
  if (is(schema::kCases)) return ofCases(session.cases);
  if (table == schema::kSamples) return ofSamples(session.samples);
  if (is(schema::kSeries)) return ofSeries(session.series, false);
  if (is(schema::kSeriesData)) return ofSeries(session.series, true);
  if (is(schema::kSources)) return ofRows(schema::kSources, session.sources);
  if (is(schema::kObservations)) return ofRows(schema::kObservations, session.observations);
  if (is(schema::kMetrics)) return ofRows(schema::kMetrics, session.metrics);
  if (is(schema::kValues)) return ofRows(schema::kValues, session.values);
  if (is(schema::kHistograms)) return ofRows(schema::kHistograms, session.histograms);
  if (is(schema::kMarks)) return ofRows(schema::kMarks, session.marks);
  if (is(schema::kCrossovers)) return ofRows(schema::kCrossovers, session.crossovers);
  if (is(schema::kFindings)) return ofRows(schema::kFindings, session.findings);
  if (is(schema::kNotes)) return ofRows(schema::kNotes, session.notes);
  if (is(schema::kLog)) return ofRows(schema::kLog, session.log);
  return {};
}

}  // namespace lane
