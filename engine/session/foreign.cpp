#include "session/foreign.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "session/columns.h"
#include "session/object_header.h"
#include "session/row_fingerprint.h"
#include "session/schema.h"
#include "session/utf8.h"

namespace lane {
namespace {

using hdf5::Failure;
using hdf5::Handle;

constexpr std::size_t kMostParts = 10'000;
constexpr std::size_t kMostLogged = 20;
constexpr std::size_t kLongestName = 1024;
constexpr int kMostLevels = 16;
constexpr unsigned kCheckableHeader = 1;  // version of an object header

struct NumberType {
  std::string_view word;
  hid_t id;
};

/// HDF5's own ids, known only once the library runs.
std::array<NumberType, 20> numberTypes() {
  return {{{"i8le", H5T_STD_I8LE},    {"i16le", H5T_STD_I16LE}, {"i32le", H5T_STD_I32LE},
           {"i64le", H5T_STD_I64LE},  {"u8le", H5T_STD_U8LE},   {"u16le", H5T_STD_U16LE},
           {"u32le", H5T_STD_U32LE},  {"u64le", H5T_STD_U64LE}, {"f32le", H5T_IEEE_F32LE},
           {"f64le", H5T_IEEE_F64LE}, {"i8be", H5T_STD_I8BE},   {"i16be", H5T_STD_I16BE},
           {"i32be", H5T_STD_I32BE},  {"i64be", H5T_STD_I64BE}, {"u8be", H5T_STD_U8BE},
           {"u16be", H5T_STD_U16BE},  {"u32be", H5T_STD_U32BE}, {"u64be", H5T_STD_U64BE},
           {"f32be", H5T_IEEE_F32BE}, {"f64be", H5T_IEEE_F64BE}}};
}

struct TextType {
  std::string_view word;
  H5T_cset_t set;
  H5T_str_t padding;
};
constexpr std::array<TextType, 6> kTextTypes{
    {{"text/ascii/terminated", H5T_CSET_ASCII, H5T_STR_NULLTERM},
     {"text/ascii/null", H5T_CSET_ASCII, H5T_STR_NULLPAD},
     {"text/ascii/space", H5T_CSET_ASCII, H5T_STR_SPACEPAD},
     {"text/utf8/terminated", H5T_CSET_UTF8, H5T_STR_NULLTERM},
     {"text/utf8/null", H5T_CSET_UTF8, H5T_STR_NULLPAD},
     {"text/utf8/space", H5T_CSET_UTF8, H5T_STR_SPACEPAD}}};

/// The word of a type that can be kept, else nothing.
std::string_view typeWord(hid_t type) {
  const H5T_class_t kind = H5Tget_class(type);
  if (kind == H5T_INTEGER || kind == H5T_FLOAT)
    for (const NumberType& known : numberTypes())
      if (H5Tequal(type, known.id) > 0) return known.word;
  if (kind == H5T_STRING && H5Tis_variable_str(type) == 0)
    for (const TextType& known : kTextTypes)
      if (H5Tget_cset(type) == known.set && H5Tget_strpad(type) == known.padding) return known.word;
  return {};
}

Handle typeOf(const ForeignPart& part) {
  for (const NumberType& known : numberTypes())
    if (part.type == known.word) return Handle(H5Tcopy(known.id), H5Tclose, "make a type");
  for (const TextType& known : kTextTypes) {
    if (part.type != known.word) continue;
    Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "make a text type");
    hdf5::check(H5Tset_size(type, part.itemBytes), "size a text type");
    hdf5::check(H5Tset_cset(type, known.set), "choose the characters of a text type");
    hdf5::check(H5Tset_strpad(type, known.padding), "pad a text type");
    return type;
  }
  throw Failure{ErrorCode::format, "unknown type " + part.type};
}

/// Names this program reads and writes itself, per path of a group or dataset.
using Layout = std::map<std::string, std::set<std::string>, std::less<>>;

template <class Columns>
void addTable(Layout& layout, const char* name, const Columns& columns) {
  layout["/"].insert(name);
  const std::string path = fmt::format("/{}", name);
  layout[path].insert("description");
  for (const auto& column : columns) {
    layout[path].insert(column.name);
    layout[fmt::format("{}/{}", path, column.name)] = {"unit", "description"};
  }
}

Layout knownLayout(const Session& session) {
  Layout layout;
  layout["/"] = {"format", "format_version", "program_version", "uuid", "created",
                 "title",  "complete",       "machine",         "plan"};
  layout["/plan"] = {"description", "yaml", "seed"};
  layout["/machine"] = {"description", "report"};
  for (const MachineField& field : session.machine.fields) layout["/machine"].insert(field.id);
  schema::forEachTable([&](const auto& table) { addTable(layout, table.name, table.columns); });
  addTable(layout, schema::kSamples, schema::kSampleColumns);
  layout[fmt::format("/{}", schema::kSamples)].insert(schema::kSortedByCase);
  return layout;
}

std::string joined(std::string_view parent, std::string_view name) {
  return fmt::format("{}{}{}", parent, parent == "/" ? "" : "/", name);
}

/// Names are bytes from a file that may be damaged.
std::string printable(std::string_view name) {
  constexpr std::size_t kShown = 80;
  return wellFormedUtf8(name.size() > kShown ? std::string(name.substr(0, kShown)) + "…"
                                             : std::string(name));
}

/// Fingerprints of tables, each made once: samples may be many.
class Fingerprints {
 public:
  explicit Fingerprints(const Session& session) : m_session(session) {}
  /// `path` as "/cases"
  const RowFingerprint& of(const std::string& path) {
    const auto [entry, isNew] = m_made.try_emplace(path);
    if (isNew) entry->second = fingerprint(m_session, std::string_view(path).substr(1));
    return entry->second;
  }

 private:
  const Session& m_session;
  std::map<std::string, RowFingerprint> m_made;
};

double lastMoment(const Session& session) {
  return session.log.empty() ? 0 : session.log.back().t;
}

/// Walks the file beside what was read, and takes along what it may.
class Collector {
 public:
  Collector(hid_t file, const std::filesystem::path& path, Session& session)
      : m_file(file),
        m_path(path),
        m_fileBytes(std::min<std::uint64_t>(std::filesystem::file_size(path), kForeignBytes)),
        m_session(session),
        m_layout(knownLayout(session)),
        m_fingerprints(session) {}

  void collect() {
    for (const auto& [path, names] : m_layout) {
      guarded("something in " + path, [&, &path = path, &names = names] {
        // A column of a newer minor version than the file's, or a text kept as attribute.
        if (path != "/" && H5Lexists(m_file, path.c_str(), H5P_DEFAULT) <= 0) return;
        const Handle object(H5Oopen(m_file, path.c_str(), H5P_DEFAULT), H5Oclose, "open it");
        guarded("something in " + path, [&] { addAttributes(object, path, names); });
        if (H5Iget_type(object) != H5I_GROUP) return;
        H5O_info_t info{};
        hdf5::check(H5Oget_info2(object, &info, H5O_INFO_BASIC), "look at it");
        requireUsualStorage(info);
        addMembers(object, path, names, 0);
      });
    }
    m_session.foreign = std::move(m_parts);
    const double t = lastMoment(m_session);
    for (std::size_t i = 0; i < std::min(m_lost.size(), kMostLogged); ++i)
      m_session.log.push_back({t, Severity::warning, m_lost[i]});
    if (m_lost.size() > kMostLogged)
      m_session.log.push_back({t, Severity::warning,
                               fmt::format("{} more unknown parts of the file cannot be kept",
                                           m_lost.size() - kMostLogged)});
  }

 private:
  /// What goes wrong with one part concerns that part only.
  template <class Work>
  void guarded(const std::string& path, Work work) {
    try {
      work();
    } catch (const Failure& failure) {
      lose(path, failure.what);
    }
  }

  void lose(std::string_view path, std::string_view why) {
    m_lost.push_back(
        fmt::format("{} is unknown to this version and is not kept when the session is saved: {}",
                    printable(path), why));
  }

  void take(ForeignPart part) {
    if (m_parts.size() >= kMostParts)
      throw Failure{ErrorCode::format, fmt::format("there are more than {}", kMostParts)};
    m_parts.push_back(std::move(part));
  }

  void addAttributes(hid_t object, const std::string& path, const std::set<std::string>& known) {
    H5O_info_t info{};
    hdf5::check(H5Oget_info2(object, &info, H5O_INFO_NUM_ATTRS | H5O_INFO_HDR),
                "count its attributes");
    const auto present = std::count_if(known.begin(), known.end(), [&](const std::string& name) {
      return H5Aexists(object, name.c_str()) > 0;
    });
    if (info.num_attrs <= static_cast<hsize_t>(present)) return;
    requireListable(object, info);
    for (hsize_t i = 0; i < info.num_attrs && i < kMostParts; ++i) {
      guarded(joined(path, "(attribute)"), [&] {
        const Handle attribute(
            H5Aopen_by_idx(object, ".", H5_INDEX_NAME, H5_ITER_INC, i, H5P_DEFAULT, H5P_DEFAULT),
            H5Aclose, "open an attribute");
        std::string name = nameFrom(
            [&](char* text, std::size_t room) { return H5Aget_name(attribute, room, text); });
        if (known.contains(name)) return;
        const std::string label = fmt::format("attribute {} of {}", printable(name), path);
        guarded(label, [&] { addAttribute(attribute, path, std::move(name)); });
      });
    }
  }

  /// Listing attributes, libhdf5 1.10 crashes when one of them is damaged: it frees entries of a
  /// table it has not filled. Asking for one that is not there decodes each without a table, and
  /// only in the older layout, which this program writes, does that say all.
  static void requireListable(hid_t object, const H5O_info_t& info) {
    if (info.hdr.version != kCheckableHeader)
      throw Failure{ErrorCode::format, "its attributes are kept in another layout"};
    if (H5Aexists(object, "lanescope: no such attribute") != 0)
      throw Failure{ErrorCode::format, "its attributes are damaged"};
  }

  void addAttribute(hid_t attribute, const std::string& path, std::string name) {
    const Handle type(H5Aget_type(attribute), H5Tclose, "read its type");
    const Handle space(H5Aget_space(attribute), H5Sclose, "read its extent");
    ForeignPart part = described(ForeignPart::Kind::attribute, path, std::move(name), type, space);
    if (part.bytes.size() > hdf5::kAttributeBytes)
      throw Failure{ErrorCode::format, "it is too large for an attribute"};
    if (!part.bytes.empty()) hdf5::check(H5Aread(attribute, type, part.bytes.data()), "read it");
    take(std::move(part));
  }

  /// Asked before libhdf5 opens or lists it, see object_header.h.
  void requireUsualStorage(const H5O_info_t& info) const {
    const StoredAs stored = storedAs(m_path, info.addr);
    if (info.type == H5O_TYPE_GROUP && stored != StoredAs::symbolTable)
      throw Failure{ErrorCode::format, "its members are kept in another layout"};
    if (info.type == H5O_TYPE_DATASET && stored != StoredAs::onePiece)
      throw Failure{ErrorCode::format, "it is not stored in one piece, or compressed"};
  }

  void addMembers(hid_t group, const std::string& path, const std::set<std::string>& known,
                  int level) {
    H5G_info_t info{};
    hdf5::check(H5Gget_info(group, &info), "list its members");
    for (hsize_t i = 0; i < info.nlinks && i < kMostParts; ++i) {
      guarded(path, [&] {
        std::string name = nameFrom([&](char* text, std::size_t room) {
          return H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, text, room,
                                    H5P_DEFAULT);
        });
        if (known.contains(name)) return;
        const std::string member = joined(path, name);
        guarded(member, [&] { addMember(group, path, std::move(name), level); });
      });
    }
  }

  void addMember(hid_t group, const std::string& path, std::string name, int level) {
    H5L_info_t link{};
    hdf5::check(H5Lget_info(group, name.c_str(), &link, H5P_DEFAULT), "look at it");
    if (link.type != H5L_TYPE_HARD) throw Failure{ErrorCode::format, "it is a link"};
    H5O_info_t info{};
    hdf5::check(H5Oget_info_by_name2(group, name.c_str(), &info, H5O_INFO_BASIC, H5P_DEFAULT),
                "look at it");
    // Two names for one object could also make a group its own member.
    if (info.rc != 1) throw Failure{ErrorCode::format, "it has several names"};
    if (info.type != H5O_TYPE_GROUP && info.type != H5O_TYPE_DATASET)
      throw Failure{ErrorCode::format, "it is neither a group nor a dataset"};
    requireUsualStorage(info);
    const Handle object(H5Oopen(group, name.c_str(), H5P_DEFAULT), H5Oclose, "open it");
    const std::string member = joined(path, name);
    if (info.type == H5O_TYPE_GROUP) {
      if (level >= kMostLevels) throw Failure{ErrorCode::format, "it lies too deep"};
      take(named(ForeignPart::Kind::group, path, std::move(name)));
      guarded(member, [&] { addAttributes(object, member, {}); });
      addMembers(object, member, {}, level + 1);
    } else {
      addDataset(object, path, std::move(name));
      guarded(member, [&] { addAttributes(object, member, {}); });
    }
  }

  void addDataset(hid_t dataset, const std::string& path, std::string name) {
    hdf5::requirePlain(dataset, "it");
    const Handle type(H5Dget_type(dataset), H5Tclose, "read its type");
    const Handle space(H5Dget_space(dataset), H5Sclose, "read its extent");
    ForeignPart part = described(ForeignPart::Kind::dataset, path, std::move(name), type, space);
    if (!part.bytes.empty()) {
      if (H5Dget_storage_size(dataset) != part.bytes.size())
        throw Failure{ErrorCode::format, "it is incomplete"};
      hdf5::check(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, part.bytes.data()),
                  "read it");
    }
    if (m_layout.contains(path) && !part.extents.empty()) {
      const RowFingerprint& rows = m_fingerprints.of(path);
      if (part.extents[0] == rows.rows) part.rows = rows.hash;
    }
    take(std::move(part));
  }

  /// The part without its values, with room for them: type, rank and size are checked here.
  ForeignPart described(ForeignPart::Kind kind, const std::string& path, std::string name,
                        hid_t type, hid_t space) {
    ForeignPart part = named(kind, path, std::move(name));
    part.type = typeWord(type);
    if (part.type.empty())
      throw Failure{ErrorCode::format, "it is neither numbers nor texts of fixed length"};
    part.itemBytes = H5Tget_size(type);
    const H5S_class_t shape = H5Sget_simple_extent_type(space);
    if (shape != H5S_SCALAR && shape != H5S_SIMPLE)
      throw Failure{ErrorCode::format, "it has no values"};
    const int rank = H5Sget_simple_extent_ndims(space);
    if (rank < 0 || rank > 2) throw Failure{ErrorCode::format, "it has more than two dimensions"};
    std::array<hsize_t, 2> extents{};
    if (rank > 0) H5Sget_simple_extent_dims(space, extents.data(), nullptr);
    std::uint64_t bytes = part.itemBytes;
    for (int i = 0; i < rank; ++i) {
      part.extents.push_back(extents[static_cast<std::size_t>(i)]);
      if (part.extents.back() > 0 && bytes > m_fileBytes / part.extents.back())
        throw Failure{ErrorCode::format, "it is too large"};
      bytes *= part.extents.back();
    }
    if (bytes > m_fileBytes - m_bytes) throw Failure{ErrorCode::format, "it is too large"};
    m_bytes += bytes;
    part.bytes.resize(bytes);
    return part;
  }

  static ForeignPart named(ForeignPart::Kind kind, const std::string& path, std::string name) {
    ForeignPart part;
    part.kind = kind;
    part.parent = path;
    part.name = std::move(name);
    return part;
  }

  template <class Get>
  static std::string nameFrom(Get get) {
    const ssize_t length = get(nullptr, 0);
    if (length <= 0 || static_cast<std::size_t>(length) > kLongestName)
      throw Failure{ErrorCode::format, "a name in it cannot be read"};
    std::string name(static_cast<std::size_t>(length), '\0');
    if (get(name.data(), name.size() + 1) != length || name == ".")
      throw Failure{ErrorCode::format, "a name in it cannot be read"};
    return name;
  }

  hid_t m_file;
  const std::filesystem::path& m_path;
  std::uint64_t m_fileBytes;
  std::uint64_t m_bytes = 0;  ///< taken so far
  Session& m_session;
  Layout m_layout;
  Fingerprints m_fingerprints;
  std::vector<ForeignPart> m_parts;
  std::vector<std::string> m_lost;
};

Handle spaceOf(const ForeignPart& part) {
  if (part.extents.empty()) return Handle(H5Screate(H5S_SCALAR), H5Sclose, "make a data space");
  const std::vector<hsize_t> extents(part.extents.begin(), part.extents.end());
  return Handle(H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr),
                H5Sclose, "make a data space");
}

void writePart(hid_t file, const ForeignPart& part) {
  const std::string label = joined(part.parent, printable(part.name));
  const Handle parent(H5Oopen(file, part.parent.c_str(), H5P_DEFAULT), H5Oclose,
                      "open the place of " + label);
  const char* name = part.name.c_str();
  if (part.kind == ForeignPart::Kind::attribute) {
    if (H5Aexists(parent, name) > 0) return;
    const Handle type = typeOf(part);
    const Handle space = spaceOf(part);
    const Handle attribute(H5Acreate2(parent, name, type, space, H5P_DEFAULT, H5P_DEFAULT),
                           H5Aclose, "create attribute " + label);
    if (!part.bytes.empty())
      hdf5::check(H5Awrite(attribute, type, part.bytes.data()), "write attribute " + label);
    return;
  }
  if (H5Lexists(parent, name, H5P_DEFAULT) > 0) return;
  if (part.kind == ForeignPart::Kind::group) {
    const Handle group(H5Gcreate2(parent, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose,
                       "create " + label);
    return;
  }
  const Handle type = typeOf(part);
  const Handle space = spaceOf(part);
  const Handle properties = hdf5::datasetProperties();
  const Handle dataset(H5Dcreate2(parent, name, type, space, H5P_DEFAULT, properties, H5P_DEFAULT),
                       H5Dclose, "create " + label);
  if (!part.bytes.empty())
    hdf5::check(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, part.bytes.data()),
                "write " + label);
}

}  // namespace

void readForeign(hid_t file, const std::filesystem::path& path, Session& session) {
  Collector(file, path, session).collect();
}

ForeignSplit splitForeign(const Session& session) {
  ForeignSplit split{.kept = {}, .log = session.log};
  Fingerprints fingerprints(session);
  std::set<std::string> dropped;  // and with a column its attributes
  for (std::size_t i = 0; i < session.foreign.size(); ++i) {
    const ForeignPart& part = session.foreign[i];
    if (dropped.contains(part.parent)) continue;
    if (part.rows != 0 && part.rows != fingerprints.of(part.parent).hash) {
      dropped.insert(joined(part.parent, part.name));
      split.log.push_back(
          {lastMoment(session), Severity::warning,
           fmt::format("Column {} was left out: it is unknown to this version, and the rows of {} "
                       "have changed since it was written",
                       printable(joined(part.parent, part.name)), part.parent)});
      continue;
    }
    split.kept.push_back(i);
  }
  return split;
}

void writeForeign(hid_t file, const Session& session, const std::vector<std::size_t>& positions) {
  for (const std::size_t position : positions) writePart(file, session.foreign[position]);
}

}  // namespace lane
