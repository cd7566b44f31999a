#include "analysis/trend_cache.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "base/version.h"

namespace lane {
namespace {

/// Another layout, another number; another program reads its own files anew.
constexpr std::string_view kMagic = "lanescope trend 1 ";

static_assert(std::is_trivially_copyable_v<TrendTime> && sizeof(TrendTime) == 32);

std::string heading() {
  return std::string(kMagic) + std::string(programVersion()) + "\n";
}

/// Finds damage, not intent: the cache is our own file.
std::uint64_t checksum(std::span<const std::byte> bytes) {
  std::uint64_t sum = 0xcbf29ce484222325u;
  while (!bytes.empty()) {
    std::uint64_t word = 0;
    const std::size_t count = std::min(bytes.size(), sizeof word);
    std::memcpy(&word, bytes.data(), count);
    sum = (sum ^ word) * 0x100000001b3u;
    sum ^= sum >> 29;
    bytes = bytes.subspan(count);
  }
  return sum;
}

class Writer {
 public:
  void raw(const void* data, std::size_t count) {
    const auto* first = static_cast<const std::byte*>(data);
    m_bytes.insert(m_bytes.end(), first, first + count);
  }
  template <class T>
  void number(T value) {
    raw(&value, sizeof value);
  }
  void text(std::string_view value) {
    number<std::uint64_t>(value.size());
    raw(value.data(), value.size());
  }
  std::vector<std::byte>& bytes() { return m_bytes; }

 private:
  std::vector<std::byte> m_bytes;
};

/// Past the end everything reads as nothing and ok() turns false.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : m_bytes(bytes) {}
  bool ok() const { return m_ok; }

  std::span<const std::byte> raw(std::uint64_t count) {
    if (!m_ok || count > m_bytes.size()) {
      m_ok = false;
      return {};
    }
    const auto part = m_bytes.first(static_cast<std::size_t>(count));
    m_bytes = m_bytes.subspan(part.size());
    return part;
  }
  template <class T>
  T number() {
    T value{};
    const auto part = raw(sizeof value);
    if (!part.empty()) std::memcpy(&value, part.data(), sizeof value);
    return value;
  }
  std::string text() {
    const auto part = raw(number<std::uint64_t>());
    return std::string(reinterpret_cast<const char*>(part.data()), part.size());
  }
  std::span<const std::byte> rest() const { return m_bytes; }

 private:
  std::span<const std::byte> m_bytes;
  bool m_ok = true;
};

void write(Writer& writer, const CachedFile& file) {
  writer.number(file.stamp.bytes);
  writer.number(file.stamp.modified);
  writer.number(file.stamp.inode);
  writer.text(file.problem);
  const TrendSession& session = file.session;
  for (const std::string* text : {&session.title, &session.uuid, &session.created, &session.commit,
                                  &session.machine, &session.machineId})
    writer.text(*text);
  writer.number<std::uint64_t>(session.environment.size());
  for (const auto& [label, value] : session.environment) {
    writer.text(label);
    writer.text(value);
  }
  writer.number<std::uint64_t>(session.times.size());
  writer.raw(session.times.data(), session.times.size() * sizeof(TrendTime));
}

CachedFile readFile(Reader& reader, std::size_t keys) {
  CachedFile file;
  file.stamp.bytes = reader.number<std::uint64_t>();
  file.stamp.modified = reader.number<std::int64_t>();
  file.stamp.inode = reader.number<std::uint64_t>();
  file.problem = reader.text();
  TrendSession& session = file.session;
  for (std::string* text : {&session.title, &session.uuid, &session.created, &session.commit,
                            &session.machine, &session.machineId})
    *text = reader.text();
  const auto entries = reader.number<std::uint64_t>();
  for (std::uint64_t i = 0; i < entries && reader.ok(); ++i) {
    std::string label = reader.text();
    session.environment.emplace_back(std::move(label), reader.text());
  }
  const auto times = reader.number<std::uint64_t>();
  if (times > reader.rest().size() / sizeof(TrendTime)) {
    reader.raw(UINT64_MAX);
    return file;
  }
  const auto block = reader.raw(times * sizeof(TrendTime));
  session.times.resize(static_cast<std::size_t>(times));
  if (!block.empty()) std::memcpy(session.times.data(), block.data(), block.size());
  for (const TrendTime& time : session.times)
    if (time.key >= keys) reader.raw(UINT64_MAX);
  return file;
}

}  // namespace

std::vector<std::byte> toBytes(const TrendCache& cache) {
  Writer content;
  content.number<std::uint64_t>(cache.keys.size());
  for (const std::string& key : cache.keys) content.text(key);
  content.number<std::uint64_t>(cache.files.size());
  for (const auto& [name, file] : cache.files) {
    content.text(name);
    write(content, file);
  }
  Writer all;
  const std::string head = heading();
  all.raw(head.data(), head.size());
  all.number(checksum(content.bytes()));
  all.raw(content.bytes().data(), content.bytes().size());
  return std::move(all.bytes());
}

TrendCache trendCacheFrom(std::span<const std::byte> bytes) {
  Reader reader(bytes);
  const std::string expected = heading();
  const auto head = reader.raw(expected.size());
  if (head.empty() || std::memcmp(head.data(), expected.data(), expected.size()) != 0) return {};
  const auto sum = reader.number<std::uint64_t>();
  if (!reader.ok() || checksum(reader.rest()) != sum) return {};
  TrendCache cache;
  const auto keys = reader.number<std::uint64_t>();
  for (std::uint64_t i = 0; i < keys && reader.ok(); ++i) cache.keys.push_back(reader.text());
  const auto files = reader.number<std::uint64_t>();
  for (std::uint64_t i = 0; i < files && reader.ok(); ++i) {
    std::string name = reader.text();
    cache.files.emplace(std::move(name), readFile(reader, cache.keys.size()));
  }
  if (!reader.ok() || !reader.rest().empty()) return {};
  return cache;
}

}  // namespace lane
