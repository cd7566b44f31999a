#include "base/size_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/units.h"

namespace lane {
namespace {

constexpr std::size_t kMostSizes = 10000;

Result<void> addRange(std::string_view item, std::vector<std::uint64_t>& sizes) {
  const auto bad = [&](std::string_view why) {
    return fail(ErrorCode::usage, fmt::format("size range \"{}\" {}", item, why), {},
                "Ranges look like 8..16Mi or 8..16Mi/2 (two sizes per octave)");
  };
  const std::size_t dots = item.find("..");
  std::string_view last = item.substr(dots + 2);
  int perOctave = 1;
  if (const std::size_t slash = last.find('/'); slash != std::string_view::npos) {
    const std::string_view text = last.substr(slash + 1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), perOctave);
    if (error != std::errc{} || end != text.data() + text.size() || perOctave < 1 || perOctave > 64)
      return bad("needs 1 to 64 sizes per octave after the slash");
    last = last.substr(0, slash);
  }
  if (dots == 0 || last.empty()) return bad("has an open end");
  const auto from = parseSize(item.substr(0, dots));
  if (!from) return tl::unexpected(from.error());
  const auto to = parseSize(last);
  if (!to) return tl::unexpected(to.error());
  if (*from == 0) return bad("starts at 0, which doubling never leaves");
  if (*to < *from) return bad("falls instead of rising");
  for (int step = 0;; ++step) {
    const double size = static_cast<double>(*from) * std::exp2(double(step) / perOctave);
    const auto rounded = static_cast<std::uint64_t>(std::llround(size));
    if (rounded > *to) break;
    sizes.push_back(rounded);
  }
  return {};
}

/// A size as parseSize reads it back: no space, no grouping.
std::string plain(std::uint64_t size) {
  std::string text = formatSize(size);
  std::erase_if(text, [](char c) { return c == ' ' || c == ','; });
  return text;
}

}  // namespace

Result<std::vector<std::uint64_t>> parseSizeList(std::string_view text) {
  std::vector<std::uint64_t> sizes;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    std::string_view item = text.substr(begin, end - begin);
    while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
    while (!item.empty() && item.back() == ' ') item.remove_suffix(1);
    begin = end + 1;
    if (item.empty())
      return fail(ErrorCode::usage, fmt::format("size list \"{}\" has an empty item", text), {},
                  "Sizes look like 100,1k,64Ki or 8..16Mi");
    if (item.find("..") != std::string_view::npos) {
      if (auto added = addRange(item, sizes); !added) return tl::unexpected(added.error());
    } else {
      const auto size = parseSize(item);
      if (!size) return tl::unexpected(size.error());
      sizes.push_back(*size);
    }
    if (sizes.size() > kMostSizes)
      return fail(ErrorCode::usage, fmt::format("size list \"{}\" has over 10,000 sizes", text));
  }
  std::sort(sizes.begin(), sizes.end());
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  return sizes;
}

std::string formatSizeList(const std::vector<std::uint64_t>& sizes) {
  std::string text;
  for (std::size_t i = 0; i < sizes.size();) {
    std::size_t run = i;
    while (run + 1 < sizes.size() && sizes[run] > 0 && sizes[run + 1] == 2 * sizes[run]) ++run;
    if (!text.empty()) text += ',';
    if (run - i >= 2) {
      text += plain(sizes[i]) + ".." + plain(sizes[run]);
      i = run + 1;
    } else {
      text += plain(sizes[i]);
      ++i;
    }
  }
  return text;
}

}  // namespace lane
