#include <fmt/format.h>

#include <algorithm>

#include "session/columns.h"
#include "session/foreign.h"
#include "session/machine_json.h"
#include "session/schema.h"
#include "session/store_image.h"

namespace lane {
namespace {

using hdf5::Handle;
using hdf5::TableWriter;

template <class Row, class T, class Get>
std::vector<T> gathered(const std::vector<Row>& rows, Get get) {
  std::vector<T> values;
  values.reserve(rows.size());
  for (const Row& row : rows) values.push_back(get(row));
  return values;
}

template <class Row>
void writeColumn(TableWriter& table, const schema::Column<Row>& column,
                 const std::vector<Row>& rows) {
  const TableWriter::Heading heading{column.name, column.unit, column.description};
  std::visit(
      [&](const auto& member) {
        using M = std::decay_t<decltype(member)>;
        if constexpr (std::is_same_v<M, schema::Word<Row>>) {
          table.write(heading, gathered<Row, std::string_view>(rows, member.get));
        } else if constexpr (std::is_same_v<M, std::string Row::*>) {
          table.write(heading, gathered<Row, std::string_view>(rows, [&](const Row& row) {
                        return std::string_view(row.*member);
                      }));
        } else if constexpr (std::is_same_v<M, bool Row::*>) {
          table.write(heading, gathered<Row, std::uint8_t>(
                                   rows, [&](const Row& row) { return row.*member ? 1 : 0; }));
        } else {
          using T = typename schema::MemberOf<M>::Value;
          table.write(heading, gathered<Row, T>(rows, [&](const Row& row) { return row.*member; }));
        }
      },
      column.member);
}

template <class Row>
void writeTable(hid_t file, const schema::Table<Row>& table, const std::vector<Row>& rows) {
  TableWriter writer(file, table.name, table.description);
  for (const auto& column : table.columns) writeColumn(writer, column, rows);
}

void writeSamples(hid_t file, const Samples& samples) {
  TableWriter writer(file, schema::kSamples, schema::kSamplesDescription);
  for (const auto& column : schema::kSampleColumns)
    std::visit(
        [&](const auto member) {
          writer.write({column.name, column.unit, column.description}, samples.*member);
        },
        column.member);
  hdf5::writeFlag(writer.group(), schema::kSortedByCase, samples.sortedByCase);
}

void writeSeries(hid_t file, const std::vector<SeriesRecord>& series) {
  std::vector<schema::SeriesRow> rows;
  std::vector<schema::SeriesDataRow> points;
  for (const SeriesRecord& record : series) {
    rows.push_back({record.id, record.caseIndex, record.metric, points.size(), record.t.size()});
    for (std::size_t i = 0; i < record.t.size(); ++i)
      points.push_back({record.t[i], record.value[i]});
  }
  writeTable(file, schema::kSeries, rows);
  writeTable(file, schema::kSeriesData, points);
}

void writeMachine(hid_t file, const MachineCard& card) {
  const TableWriter machine(file, "machine", "The machine it was measured on");
  for (const MachineField& field : card.fields) {
    const bool taken = field.id.empty() || H5Aexists(machine.group(), field.id.c_str()) != 0;
    if (taken || field.id == "report") continue;  // the report below holds every field
    hdf5::writeText(machine.group(), field.id.c_str(),
                    field.reason.empty() ? field.value : "unavailable: " + field.reason);
  }
  hdf5::writeText(machine.group(), "report", machineToJson(card));
}

Handle createInMemory() {
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "prepare a file");
  hdf5::check(H5Pset_fapl_core(access, std::size_t{4} << 20, false), "prepare a file in memory");
  hdf5::check(H5Pset_fclose_degree(access, H5F_CLOSE_STRONG), "prepare a file");
  return Handle(H5Fcreate("session", H5F_ACC_TRUNC, H5P_DEFAULT, access), H5Fclose, "make a file");
}

}  // namespace

std::vector<std::byte> sessionImage(const Session& session) {
  const Handle file = createInMemory();
  const Handle root(H5Gopen2(file, "/", H5P_DEFAULT), H5Gclose, "open /");
  hdf5::writeText(root, "format", schema::kFormat);
  hdf5::writeText(root, "format_version", fmt::format("{}.{}", schema::kMajor, schema::kMinor));
  hdf5::writeText(root, "program_version", session.programVersion);
  hdf5::writeText(root, "uuid", session.uuid);
  hdf5::writeText(root, "created", session.created);
  hdf5::writeText(root, "title", session.title);
  hdf5::writeFlag(root, "complete", session.complete);

  writeMachine(file, session.machine);
  {
    const TableWriter plan(file, "plan", "What was to be measured");
    hdf5::writeText(plan.group(), "yaml", session.planYaml);
    hdf5::writeNumber(plan.group(), "seed", session.seed);
  }
  writeTable(file, schema::kSources, session.sources);
  writeTable(file, schema::kCases, session.cases);
  writeSamples(file, session.samples);
  writeTable(file, schema::kObservations, session.observations);
  writeTable(file, schema::kMetrics, session.metrics);
  writeTable(file, schema::kValues, session.values);
  writeTable(file, schema::kHistograms, session.histograms);
  writeSeries(file, session.series);
  writeTable(file, schema::kMarks, session.marks);
  writeTable(file, schema::kCrossovers, session.crossovers);
  writeTable(file, schema::kFindings, session.findings);
  writeTable(file, schema::kNotes, session.notes);
  const ForeignSplit foreign = splitForeign(session);
  writeTable(file, schema::kLog, foreign.log);
  writeForeign(file, session, foreign.kept);

  hdf5::check(H5Fflush(file, H5F_SCOPE_LOCAL), "finish the file");
  const ssize_t size = H5Fget_file_image(file, nullptr, 0);
  if (size <= 0) throw hdf5::Failure{ErrorCode::io, "could not finish the file in memory"};
  std::vector<std::byte> image(static_cast<std::size_t>(size));
  if (H5Fget_file_image(file, image.data(), image.size()) != size)
    throw hdf5::Failure{ErrorCode::io, "could not copy the file out of memory"};
  return image;
}

}  // namespace lane
