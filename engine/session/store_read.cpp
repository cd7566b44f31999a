#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <fstream>

#include "session/columns.h"
#include "session/foreign.h"
#include "session/machine_json.h"
#include "session/schema.h"
#include "session/store_image.h"
#include "session/utf8.h"
#include "session/validate.h"

namespace lane {
namespace {

using hdf5::Failure;
using hdf5::Handle;
using hdf5::TableReader;

Failure damaged(std::string what) {
  return Failure{ErrorCode::format, std::move(what)};
}

/// An open session file whose root says it is one.
struct File {
  std::uint64_t bytes;
  Handle handle;
  Handle root;
  int minor;
};

std::uint64_t signedSize(const std::filesystem::path& path) {
  constexpr std::array<char, 8> kSignature{'\x89', 'H', 'D', 'F', '\r', '\n', '\x1a', '\n'};
  const std::uint64_t bytes = std::filesystem::file_size(path);
  if (bytes == 0) throw damaged("the file is empty");
  std::array<char, 8> head{};
  std::ifstream(path, std::ios::binary).read(head.data(), head.size());
  if (head != kSignature) throw damaged("is not an HDF5 file");
  return bytes;
}

Handle openFile(const std::filesystem::path& path) {
  H5PLset_loading_state(0);  // a file never makes us load a plug-in
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "prepare reading");
  hdf5::check(H5Pset_fclose_degree(access, H5F_CLOSE_STRONG), "prepare reading");
  // Session files are replaced, never changed, so no lock is needed; some file systems have none.
  hdf5::check(H5Pset_file_locking(access, false, true), "prepare reading");
  return Handle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access), H5Fclose,
                "open it: damaged or cut short");
}

/// "1.3" -> {1, 3}
std::array<int, 2> parseVersion(const std::string& text) {
  std::array<int, 2> version{};
  const char* end = text.data() + text.size();
  const auto major = std::from_chars(text.data(), end, version[0]);
  if (major.ec != std::errc{} || major.ptr == end || *major.ptr != '.')
    throw damaged("has no readable format version");
  const auto minor = std::from_chars(major.ptr + 1, end, version[1]);
  if (minor.ec != std::errc{} || minor.ptr != end || version[0] < 0 || version[1] < 0)
    throw damaged("has no readable format version");
  return version;
}

std::string attribute(const File& file, const char* name) {
  return wellFormedUtf8(hdf5::readText(file.root, name, "/", file.bytes));
}

File open(const std::filesystem::path& path) {
  const std::uint64_t bytes = signedSize(path);
  Handle handle = openFile(path);
  Handle root(H5Gopen2(handle, "/", H5P_DEFAULT), H5Gclose, "open /");
  if (H5Aexists(root, "format") <= 0 ||
      hdf5::readText(root, "format", "/", bytes) != schema::kFormat)
    throw damaged("is an HDF5 file but not a Lanescope session");
  const auto version = parseVersion(hdf5::readText(root, "format_version", "/", bytes));
  if (version[0] > schema::kMajor)
    throw Failure{
        ErrorCode::newer,
        fmt::format("was written by a newer Lanescope (format {}.{}, this program reads {}.x)",
                    version[0], version[1], schema::kMajor)};
  if (version[0] < schema::kMajor) throw damaged("has an unknown format version");
  return File{bytes, std::move(handle), std::move(root), version[1]};
}

template <class Row>
void readColumn(TableReader& table, const schema::Column<Row>& column, std::vector<Row>& rows) {
  const auto spread = [&](const auto& values, const auto& assign) {
    rows.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) assign(rows[i], values[i]);
  };
  std::visit(
      [&](const auto& member) {
        using M = std::decay_t<decltype(member)>;
        if constexpr (std::is_same_v<M, schema::Word<Row>>) {
          spread(table.readTexts(column.name).values, [&](Row& row, std::string_view text) {
            if (!member.set(row, text))
              throw damaged(fmt::format("{} holds the unknown word \"{}\"",
                                        table.columnName(column.name),
                                        wellFormedUtf8(text.substr(0, 40))));
          });
        } else if constexpr (std::is_same_v<M, std::string Row::*>) {
          spread(table.readTexts(column.name).values,
                 [&](Row& row, std::string_view text) { row.*member = wellFormedUtf8(text); });
        } else if constexpr (std::is_same_v<M, bool Row::*>) {
          std::vector<std::uint8_t> values;
          table.read(column.name, values);
          spread(values, [&](Row& row, std::uint8_t value) { row.*member = value != 0; });
        } else {
          using T = typename schema::MemberOf<M>::Value;
          std::vector<T> values;
          table.read(column.name, values);
          spread(values, [&](Row& row, T value) { row.*member = value; });
        }
      },
      column.member);
}

bool anyColumn(std::string_view) {
  return true;
}

/// What OpenDetail::summary reads of the cases.
bool summaryColumn(std::string_view name) {
  constexpr auto kNames =
      std::to_array<std::string_view>({"key", "revision", "status", "median", "ci_low", "ci_high"});
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

template <class Row>
std::vector<Row> readTable(const File& file, const schema::Table<Row>& table,
                           bool (*wanted)(std::string_view) = anyColumn) {
  TableReader reader(file.handle, table.name, file.bytes);
  std::vector<Row> rows;
  for (const auto& column : table.columns)
    if (wanted(column.name) && (column.since <= file.minor || reader.has(column.name)))
      readColumn(reader, column, rows);
  return rows;
}

Samples readSamples(const File& file) {
  TableReader reader(file.handle, schema::kSamples, file.bytes);
  Samples samples;
  for (const auto& column : schema::kSampleColumns)
    std::visit([&](const auto member) { reader.read(column.name, samples.*member); },
               column.member);
  samples.sortedByCase = hdf5::readFlag(reader.group(), schema::kSortedByCase, "/samples");
  return samples;
}

std::vector<SeriesRecord> readSeries(const File& file) {
  const auto rows = readTable(file, schema::kSeries);
  const auto points = readTable(file, schema::kSeriesData);
  std::vector<SeriesRecord> series;
  std::uint64_t next = 0;
  for (const schema::SeriesRow& row : rows) {
    // Series follow one another, so that they never need more memory than the file has points.
    if (row.offset != next || row.count > points.size() - next)
      throw damaged("the table series does not match series_data");
    SeriesRecord& record = series.emplace_back();
    record.id = row.id;
    record.caseIndex = row.caseIndex;
    record.metric = row.metric;
    for (std::uint64_t i = 0; i < row.count; ++i) {
      record.t.push_back(points[next + i].t);
      record.value.push_back(points[next + i].value);
    }
    next += row.count;
  }
  return series;
}

MachineCard readMachine(const File& file) {
  const Handle group = hdf5::openGroup(file.handle, "machine", "/machine");
  const auto card = machineFromJson(hdf5::readText(group, "report", "/machine", file.bytes));
  if (!card) throw damaged("report of /machine is not a machine card");
  return *card;
}

}  // namespace

OpenedSession readSessionFile(const std::filesystem::path& path, OpenDetail detail) {
  const File file = open(path);
  OpenedSession opened;
  opened.newerMinor = file.minor > schema::kMinor;
  Session& session = opened.session;
  session.programVersion = attribute(file, "program_version");
  session.uuid = attribute(file, "uuid");
  session.created = attribute(file, "created");
  session.title = attribute(file, "title");
  session.complete = hdf5::readFlag(file.root, "complete", "/");
  session.machine = readMachine(file);
  {
    const Handle plan = hdf5::openGroup(file.handle, "plan", "/plan");
    session.planYaml = wellFormedUtf8(hdf5::readText(plan, "yaml", "/plan", file.bytes));
    session.seed = hdf5::readNumber(plan, "seed", "/plan");
  }
  session.sources = readTable(file, schema::kSources);
  if (detail == OpenDetail::summary) {
    session.cases = readTable(file, schema::kCases, summaryColumn);
    return opened;
  }
  session.cases = readTable(file, schema::kCases);
  session.samples = readSamples(file);
  session.observations = readTable(file, schema::kObservations);
  session.metrics = readTable(file, schema::kMetrics);
  session.values = readTable(file, schema::kValues);
  session.histograms = readTable(file, schema::kHistograms);
  session.series = readSeries(file);
  session.marks = readTable(file, schema::kMarks);
  session.crossovers = readTable(file, schema::kCrossovers);
  session.findings = readTable(file, schema::kFindings);
  session.notes = readTable(file, schema::kNotes);
  session.log = readTable(file, schema::kLog);
  const std::string problem = inconsistency(session);
  if (!problem.empty()) throw damaged(problem);
  readForeign(file.handle, path, session);
  return opened;
}

SessionSummary readSummary(const std::filesystem::path& path) {
  const File file = open(path);
  SessionSummary summary;
  summary.path = path;
  summary.title = attribute(file, "title");
  summary.created = attribute(file, "created");
  summary.complete = hdf5::readFlag(file.root, "complete", "/");
  summary.cpuModel = readMachine(file).cpuModel;
  summary.cases = TableReader(file.handle, schema::kCases.name, file.bytes).countRows("key");
  return summary;
}

}  // namespace lane
