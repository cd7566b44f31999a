// Crossovers and their sides as text, and back.
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/crossover.h"
#include "base/units.h"

namespace lane {
namespace {

std::string threadsText(std::uint32_t threads) {
  return fmt::format("{} thread{}", threads, threads == 1 ? "" : "s");
}

/// The parameters as "k=v, …", as in a case's key.
std::string paramsText(const std::string& params) {
  const auto json = nlohmann::json::parse(params, nullptr, false);
  if (!json.is_object()) return params;
  std::string text;
  for (const auto& [name, value] : json.items())
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name,
                        value.is_string() ? value.get<std::string>() : value.dump());
  return text;
}

void add(std::string& list, const std::string& item) {
  if (!item.empty()) list += (list.empty() ? "" : ", ") + item;
}

}  // namespace

Result<CrossoverSide> parseCrossoverSide(const std::string& text) {
  const auto wrong = [&](const std::string& part) {
    return fail(ErrorCode::usage,
                fmt::format("\"{}\" in \"{}\" is neither a thread count nor a mode", part, text),
                {}, "A side is a variant, if need be with threads and mode: avx2,t=2,allocate");
  };
  CrossoverSide side;
  std::size_t begin = 0;
  for (bool first = true; begin <= text.size(); first = false) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string part = text.substr(begin, end - begin);
    begin = end + 1;
    if (first) {
      side.variant = part;
    } else if (const auto mode = fromWord<Mode>(part)) {
      side.mode = *mode;
    } else {
      std::uint32_t threads = 0;
      const char* last = part.data() + part.size();
      if (!part.starts_with("t=") || std::from_chars(part.data() + 2, last, threads).ptr != last ||
          threads == 0)
        return wrong(part);
      side.threads = threads;
    }
  }
  if (side.variant.empty())
    return fail(ErrorCode::usage, fmt::format("\"{}\" names no variant", text));
  return side;
}

std::pair<std::string, std::string> describeSides(const CrossoverRecord& c) {
  std::string from, to;
  if (c.from != c.to) add(from, c.from), add(to, c.to);
  if (c.threadsFrom != c.threadsTo)
    add(from, threadsText(c.threadsFrom)), add(to, threadsText(c.threadsTo));
  if (c.modeFrom != c.modeTo)
    add(from, std::string(toWord(c.modeFrom))), add(to, std::string(toWord(c.modeTo)));
  return {from, to};
}

std::string describe(const CrossoverRecord& crossover) {
  const auto count = [](double n) {
    return formatSize(static_cast<std::uint64_t>(std::llround(std::max(0.0, n))));
  };
  std::string head = crossover.benchmark;
  if (crossover.dtype != Dtype::none) head += fmt::format(" {}", toWord(crossover.dtype));
  if (crossover.from == crossover.to) add(head, crossover.from);
  if (crossover.threadsFrom == crossover.threadsTo && crossover.threadsFrom != 1)
    add(head, threadsText(crossover.threadsFrom));
  if (crossover.modeFrom == crossover.modeTo && crossover.modeFrom != Mode::reuse)
    add(head, std::string(toWord(crossover.modeFrom)));
  if (crossover.cache != CacheState::hot) add(head, std::string(toWord(crossover.cache)));
  if (!crossover.params.empty()) add(head, paramsText(crossover.params));
  const auto [from, to] = describeSides(crossover);
  head += fmt::format(": {} → {} ", from, to);
  const auto place = [&] {
    return fmt::format("{} ({} … {})", count(crossover.size), count(crossover.sizeLow),
                       count(crossover.sizeHigh));
  };
  switch (crossover.kind) {
    case CrossoverKind::at:
      return head + "at " + place();
    case CrossoverKind::several:
      if (crossover.parts == 1) return head + "only below " + place();
      return head +
             fmt::format("changes {} of {} at {}", crossover.part + 1, crossover.parts, place());
    case CrossoverKind::always:
      return head + "always, in the measured range";
    case CrossoverKind::never:
      return head + "never, in the measured range";
    case CrossoverKind::tie:
      return head + "within ±2 % throughout";
    case CrossoverKind::unresolved:
      return head + (std::isnan(crossover.regret)
                         ? "unresolved: fewer than two common sizes"
                         : "unresolved: too noisy to tell which is faster");
  }
  return head;
}

}  // namespace lane
