#include "analysis/case_conditions.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "base/size_list.h"
#include "base/units.h"

namespace lane {
namespace {

using Field = CaseCondition::Field;
using Relation = CaseCondition::Relation;

constexpr std::array<std::string_view, 8> kFields{"suite", "benchmark", "variant", "dtype",
                                                  "mode",  "cache",     "size",    "threads"};
constexpr const char* kAdvice =
    "Conditions are suite=, benchmark=, variant= (wildcards allowed), dtype=, mode=, cache=, "
    "threads= and size= with =, !=, <, <=, >, >=, separated by blanks: benchmark=dot size>=1k";

struct Sign {
  std::string_view text;
  Relation relation;
};
/// Longer signs before those they begin with.
constexpr std::array<Sign, 6> kSigns{{{">=", Relation::atLeast},
                                      {"<=", Relation::atMost},
                                      {"!=", Relation::unequal},
                                      {"=", Relation::equal},
                                      {"<", Relation::below},
                                      {">", Relation::above}}};

bool isNumber(Field field) {
  return field == Field::size || field == Field::threads;
}

/// Cut at blanks outside of double quotes, which are left out. Nothing when a quote stays open.
std::optional<std::vector<std::string>> wordsOf(std::string_view text) {
  std::vector<std::string> words;
  bool quoted = false, begun = false;
  for (const char c : text) {
    if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == ' ' || c == '\t' || c == '\n')) {
      begun = false;
      continue;
    }
    if (!begun) words.emplace_back();
    begun = true;
    if (c != '"') words.back() += c;
  }
  if (quoted) return std::nullopt;
  return words;
}

std::vector<std::string> separated(std::string_view text) {
  std::vector<std::string> parts;
  for (;;) {
    const std::size_t comma = text.find(',');
    parts.emplace_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

/// The words a field may have; empty: any name.
std::span<const std::string_view> wordsFor(Field field) {
  switch (field) {
    case Field::dtype:
      return words<Dtype>();
    case Field::mode:
      return words<Mode>();
    case Field::cache:
      return words<CacheState>();
    default:
      return {};
  }
}

Result<CaseCondition> parseCondition(const std::string& text) {
  const std::size_t end = text.find_first_of("=<>!");
  const auto wrong = [&](std::string what) {
    return fail(ErrorCode::usage, std::move(what), fmt::format("condition \"{}\"", text), kAdvice);
  };
  const std::string name = text.substr(0, end);
  const auto field = std::find(kFields.begin(), kFields.end(), name);
  if (end == std::string::npos) return wrong("it is no condition");
  if (field == kFields.end()) return wrong(fmt::format("there is no condition on \"{}\"", name));
  const std::string_view rest = std::string_view(text).substr(end);
  const auto sign = std::find_if(kSigns.begin(), kSigns.end(),
                                 [&](const Sign& each) { return rest.starts_with(each.text); });
  if (sign == kSigns.end()) return wrong("a \"!\" without \"=\"");
  CaseCondition condition;
  condition.field = static_cast<Field>(field - kFields.begin());
  condition.relation = sign->relation;
  const std::string value(rest.substr(sign->text.size()));
  if (value.empty()) return wrong("it names no value");
  const bool ordered = sign->relation != Relation::equal && sign->relation != Relation::unequal;
  if (isNumber(condition.field)) {
    const auto numbers = ordered ? parseSize(value).map([](std::uint64_t size) {
      return std::vector<std::uint64_t>{size};
    })
                                 : parseSizeList(value);
    if (!numbers) return wrong(numbers.error().what);
    condition.numbers = *numbers;
    return condition;
  }
  if (ordered) return wrong(fmt::format("\"{}\" is either equal or not", name));
  condition.texts = separated(value);
  const auto known = wordsFor(condition.field);
  for (const std::string& word : condition.texts)
    if (!known.empty() && std::find(known.begin(), known.end(), word) == known.end())
      return wrong(
          fmt::format("\"{}\" is no {}; there are {}", word, name, fmt::join(known, ", ")));
  return condition;
}

std::string_view textOf(const CaseRecord& record, Field field) {
  switch (field) {
    case Field::suite:
      return record.suite;
    case Field::benchmark:
      return record.benchmark;
    case Field::variant:
      return record.variant;
    case Field::dtype:
      return toWord(record.dtype);
    case Field::mode:
      return toWord(record.mode);
    case Field::cache:
      return toWord(record.cache);
    default:
      return {};
  }
}

bool holds(const CaseCondition& condition, const CaseRecord& record) {
  bool equal = false;
  if (isNumber(condition.field)) {
    const std::uint64_t number = condition.field == Field::size ? record.size : record.threads;
    switch (condition.relation) {
      case Relation::below:
        return number < condition.numbers.front();
      case Relation::atMost:
        return number <= condition.numbers.front();
      case Relation::above:
        return number > condition.numbers.front();
      case Relation::atLeast:
        return number >= condition.numbers.front();
      default:
        equal = std::find(condition.numbers.begin(), condition.numbers.end(), number) !=
                condition.numbers.end();
    }
  } else {
    const std::string text(textOf(record, condition.field));
    equal = std::any_of(condition.texts.begin(), condition.texts.end(),
                        [&](const std::string& pattern) {
                          return pattern == text || fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
                        });
  }
  return equal == (condition.relation == Relation::equal);
}

}  // namespace

bool CaseConditions::matches(const CaseRecord& record) const {
  return std::all_of(all.begin(), all.end(),
                     [&](const CaseCondition& each) { return holds(each, record); });
}

bool CaseConditions::names(CaseCondition::Field field) const {
  return std::any_of(all.begin(), all.end(),
                     [&](const CaseCondition& each) { return each.field == field; });
}

Result<CaseConditions> parseCaseConditions(std::string_view text) {
  const auto words = wordsOf(text);
  if (!words)
    return fail(ErrorCode::usage, "a quote is not closed", fmt::format("conditions \"{}\"", text),
                kAdvice);
  CaseConditions conditions;
  for (const std::string& word : *words) {
    auto condition = parseCondition(word);
    if (!condition) return tl::unexpected(condition.error());
    conditions.all.push_back(std::move(*condition));
  }
  return conditions;
}

}  // namespace lane
