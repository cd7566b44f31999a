#include "base/size_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/units.h"

namespace lane {
namespace {

constexpr std::size_t kMostSizes = 10000;

/// What follows a range: nothing, "/2" sizes per octave, or "+3" from one to the next.
struct Stride {
  int perOctave = 1;
  std::uint64_t step = 0;  ///< 0: by octaves
};

template <class T>
bool isWhole(std::string_view text, T& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

void addOctaves(std::uint64_t from, std::uint64_t to, int perOctave,
                std::vector<std::uint64_t>& sizes) {
  for (int step = 0;; ++step) {
    const double size = static_cast<double>(from) * std::exp2(double(step) / perOctave);
    const auto rounded = static_cast<std::uint64_t>(std::llround(size));
    if (rounded > to) return;
    sizes.push_back(rounded);
  }
}

Result<void> addRange(std::string_view item, std::vector<std::uint64_t>& sizes) {
  const auto bad = [&](std::string_view why) {
    return fail(ErrorCode::usage, fmt::format("size range \"{}\" {}", item, why), {},
                "Ranges look like 8..16Mi, 8..16Mi/2 (two sizes per octave) or 1..130+1 (each)");
  };
  const std::size_t dots = item.find("..");
  std::string_view last = item.substr(dots + 2);
  Stride stride;
  if (const std::size_t mark = last.find_first_of("/+"); mark != std::string_view::npos) {
    const std::string_view number = last.substr(mark + 1);
    if (last[mark] == '/' &&
        (!isWhole(number, stride.perOctave) || stride.perOctave < 1 || stride.perOctave > 64))
      return bad("needs 1 to 64 sizes per octave after the slash");
    if (last[mark] == '+' && (!isWhole(number, stride.step) || stride.step == 0))
      return bad("needs a whole step from 1 up after the plus");
    last = last.substr(0, mark);
  }
  if (dots == 0 || last.empty()) return bad("has an open end");
  const auto from = parseSize(item.substr(0, dots));
  if (!from) return tl::unexpected(from.error());
  const auto to = parseSize(last);
  if (!to) return tl::unexpected(to.error());
  if (*to < *from) return bad("falls instead of rising");
  if (stride.step == 0) {
    if (*from == 0) return bad("starts at 0, which doubling never leaves");
    addOctaves(*from, *to, stride.perOctave, sizes);
    return {};
  }
  if ((*to - *from) / stride.step >= kMostSizes) return bad("has over 10,000 sizes");
  for (std::uint64_t size = *from; size <= *to; size += stride.step) sizes.push_back(size);
  return {};
}

/// How many sizes from `begin` on stand `step` apart.
std::size_t runLength(const std::vector<std::uint64_t>& sizes, std::size_t begin,
                      std::uint64_t step) {
  std::size_t end = begin + 1;
  while (end < sizes.size() && sizes[end] == sizes[end - 1] + step) ++end;
  return end - begin;
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
    const std::uint64_t step = i + 1 < sizes.size() ? sizes[i + 1] - sizes[i] : 0;
    if (const std::size_t even = step > 0 ? runLength(sizes, i, step) : 1;
        even >= 4 && even > run - i + 1) {
      text += fmt::format("{}..{}+{}", plain(sizes[i]), plain(sizes[i + even - 1]), step);
      i += even;
    } else if (run - i >= 2) {
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
