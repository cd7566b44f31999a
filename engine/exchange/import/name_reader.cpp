#include "exchange/import/name_reader.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/format.h>
#include <pcre2.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/units.h"

namespace lane {
namespace {

// Bounds what one match may try; a name takes a few dozen steps.
constexpr std::uint32_t kMatchLimit = 50'000;
// A pattern that keeps hitting the limit would make an import of many names endless.
constexpr std::size_t kMostGivenUp = 100;

constexpr const char* kShapes[] = {
    R"(^(?<benchmark>.+)/(?<variant>[A-Za-z_][^/:<>]*)/(?<size>\d+)$)",
    R"(^(?<benchmark>.+)/(?<size>\d+)/(?<variant>[A-Za-z_][^/:<>]*)$)",
    R"(^(?<benchmark>[^/]+)/(?<size>\d+)/(?<arg2>\d+)(?:/(?<arg3>\d+))?(?:/(?<arg4>\d+))?$)",
    R"(^(?<benchmark>.+)/(?<size>\d+)$)",
    R"(^(?<benchmark>[^/]+)/(?<variant>[A-Za-z_][^/:<>]*)$)",
};
constexpr const char* kVariantBehind =
    R"(^(?<benchmark>.*[^_\-])[_\-](?<variant>scalar|naive|simd|mmx|sse|sse[234]|ssse3|sse4[_.]?[12]|)"
    R"(avx|avx2|avx3|avx512\w*|fma|neon|asimd|sve2?|rvv|altivec|omp|openmp|openblas|mkl|eigen)$)";

struct TypeName {
  std::string_view name;
  Dtype dtype;
};
constexpr std::array<TypeName, 17> kTypes{{{"float", Dtype::f32},
                                           {"double", Dtype::f64},
                                           {"float32", Dtype::f32},
                                           {"float64", Dtype::f64},
                                           {"float16", Dtype::f16},
                                           {"half", Dtype::f16},
                                           {"_Float16", Dtype::f16},
                                           {"bfloat16", Dtype::bf16},
                                           {"int8_t", Dtype::i8},
                                           {"uint8_t", Dtype::u8},
                                           {"int32_t", Dtype::i32},
                                           {"int64_t", Dtype::i64},
                                           {"std::int8_t", Dtype::i8},
                                           {"std::uint8_t", Dtype::u8},
                                           {"std::int32_t", Dtype::i32},
                                           {"std::int64_t", Dtype::i64},
                                           {"int", Dtype::i32}}};

Dtype dtypeNamed(std::string_view name) {
  if (const auto word = fromWord<Dtype>(name)) return *word;
  const auto found = std::find_if(kTypes.begin(), kTypes.end(),
                                  [&](const TypeName& type) { return type.name == name; });
  return found == kTypes.end() ? Dtype::none : found->dtype;
}

std::string lowered(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

bool isOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// "add<float>" -> "add" of f32; other template arguments stay in the name.
void takeElementType(NamedAxes& axes) {
  const std::size_t open = axes.benchmark.find('<');
  if (axes.dtype != Dtype::none || open == std::string::npos || axes.benchmark.back() != '>')
    return;
  const std::string_view type =
      std::string_view(axes.benchmark).substr(open + 1, axes.benchmark.size() - open - 2);
  axes.dtype = dtypeNamed(type);
  if (axes.dtype != Dtype::none && open > 0) axes.benchmark.resize(open);
}

/// What Google Benchmark adds to a name when a benchmark is registered.
bool isRunOption(std::string_view part) {
  for (const std::string_view option : {"real_time", "process_time", "manual_time"})
    if (part == option) return true;
  for (const std::string_view option : {"iterations:", "repeats:", "min_time:", "min_warmup_time:"})
    if (part.starts_with(option)) return true;
  return false;
}

std::string_view trimmedSeparators(std::string_view text) {
  constexpr std::string_view kSeparators = "/_-:., ";
  const std::size_t first = text.find_first_not_of(kSeparators);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSeparators) - first + 1);
}

}  // namespace

void NamedAxes::assign(const std::string& name, const std::string& value) {
  const std::string key = lowered(name);
  if (size == 0 && isOneOf(key, {"n", "size", "len", "length", "count", "elements", "items"}))
    if (const auto number = parseSize(value); number && *number > 0) {
      size = *number;
      return;
    }
  if (variant.empty() && !value.empty() &&
      isOneOf(key, {"variant", "impl", "implementation", "isa", "simd", "target", "backend",
                    "method", "algorithm", "algo"})) {
    variant = value;
    return;
  }
  if (threads == 1 && isOneOf(key, {"threads", "nthreads", "num_threads", "n_threads"})) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error == std::errc{} && end == value.data() + value.size() && number > 0) {
      threads = number;
      return;
    }
  }
  if (dtype == Dtype::none && isOneOf(key, {"dtype", "type", "t"}))
    if (const Dtype type = dtypeNamed(value); type != Dtype::none) {
      dtype = type;
      return;
    }
  params[name] = value;
}

struct NameReader::Compiled {
  pcre2_code* code = nullptr;
  pcre2_match_data* match = nullptr;
  pcre2_match_context* context = nullptr;
  std::vector<std::pair<std::string, std::uint32_t>> groups;  ///< names and numbers
  std::size_t givenUp = 0;

  Compiled() = default;
  Compiled(const Compiled&) = delete;
  Compiled& operator=(const Compiled&) = delete;
  ~Compiled() {
    pcre2_match_context_free(context);
    pcre2_match_data_free(match);
    pcre2_code_free(code);
  }

  static Result<std::unique_ptr<Compiled>> make(std::string_view expression) {
    int error = 0;
    PCRE2_SIZE offset = 0;
    auto pattern = std::make_unique<Compiled>();
    pattern->code =
        pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()), expression.size(),
                      PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C, &error, &offset, nullptr);
    if (!pattern->code) {
      std::array<PCRE2_UCHAR, 200> message{};
      pcre2_get_error_message(error, message.data(), message.size());
      return fail(ErrorCode::usage,
                  fmt::format("the pattern \"{}\" is no regular expression: {} at character {}",
                              expression, reinterpret_cast<const char*>(message.data()), offset),
                  {}, R"(Patterns look like (?<benchmark>\w+)/(?<size>\d+))");
    }
    pattern->match = pcre2_match_data_create_from_pattern(pattern->code, nullptr);
    pattern->context = pcre2_match_context_create(nullptr);
    pcre2_set_match_limit(pattern->context, kMatchLimit);
    pcre2_set_depth_limit(pattern->context, kMatchLimit);
    std::uint32_t count = 0, width = 0;
    PCRE2_SPTR table = nullptr;
    pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMEENTRYSIZE, &width);
    pcre2_pattern_info(pattern->code, PCRE2_INFO_NAMETABLE, &table);
    for (std::uint32_t i = 0; i < count; ++i, table += width)
      pattern->groups.emplace_back(reinterpret_cast<const char*>(table + 2),
                                   std::uint32_t{table[0]} << 8 | table[1]);
    return pattern;
  }
};

NameReader::NameReader() = default;
NameReader::~NameReader() = default;
NameReader::NameReader(NameReader&&) noexcept = default;
NameReader& NameReader::operator=(NameReader&&) noexcept = default;

Result<NameReader> NameReader::make(const std::vector<NamePattern>& patterns) {
  NameReader reader;
  for (const NamePattern& pattern : patterns) {
    auto compiled = Compiled::make(pattern.expression);
    if (!compiled) return tl::unexpected(compiled.error());
    if ((*compiled)->groups.empty())
      return fail(ErrorCode::usage,
                  fmt::format("the pattern \"{}\" names no group", pattern.expression), {},
                  R"(Write (?<size>\d+), (?<variant>\w+), (?<threads>\d+) or (?<benchmark>.+))");
    reader.m_user.push_back(std::move(*compiled));
  }
  for (const char* shape : kShapes) reader.m_shapes.push_back(std::move(*Compiled::make(shape)));
  reader.m_shapes.push_back(std::move(*Compiled::make(kVariantBehind)));
  return reader;
}

std::size_t NameReader::givenUp() const {
  std::size_t count = 0;
  for (const auto& pattern : m_user) count += pattern->givenUp;
  return count;
}

bool NameReader::match(Compiled& pattern, std::string_view name, NamedAxes& axes) {
  if (pattern.givenUp >= kMostGivenUp) return false;
  const int found = pcre2_match(pattern.code, reinterpret_cast<PCRE2_SPTR>(name.data()),
                                name.size(), 0, PCRE2_NO_UTF_CHECK, pattern.match, pattern.context);
  if (found < 0) {
    pattern.givenUp += found != PCRE2_ERROR_NOMATCH;
    return false;
  }
  const PCRE2_SIZE* at = pcre2_get_ovector_pointer(pattern.match);
  const auto text = [&](std::uint32_t group) {
    if (group >= static_cast<std::uint32_t>(found) || at[2 * group] == PCRE2_UNSET)
      return std::string_view();
    return name.substr(at[2 * group], at[2 * group + 1] - at[2 * group]);
  };
  NamedAxes read;
  for (const auto& [group, number] : pattern.groups) {
    const std::string value(text(number));
    if (value.empty()) continue;
    if (group == "benchmark")
      read.benchmark = value;
    else
      read.assign(group, value);
  }
  if (read.benchmark.empty()) {
    std::string rest(name.substr(0, at[0]));
    rest += name.substr(at[1]);
    read.benchmark = trimmedSeparators(rest);
  }
  if (read.benchmark.empty()) read.benchmark = name;
  axes = std::move(read);
  return true;
}

bool NameReader::byPattern(std::string_view name, NamedAxes& axes) {
  return std::any_of(m_user.begin(), m_user.end(),
                     [&](const auto& pattern) { return match(*pattern, name, axes); });
}

NamedAxes NameReader::read(std::string_view name) {
  NamedAxes axes;
  return byPattern(name, axes) ? axes : byShape(name);
}

NamedAxes NameReader::byShape(std::string_view name) {
  // A template argument may hold slashes of its own.
  const std::size_t closed = name.rfind('>');
  const std::size_t head = name.find('/', closed == std::string_view::npos ? 0 : closed);
  std::string core(name.substr(0, head));
  std::string_view rest = head == std::string_view::npos ? "" : name.substr(head + 1);
  std::vector<std::pair<std::string, std::string>> arguments;
  std::string options;
  while (!rest.empty()) {
    const std::size_t slash = rest.find('/');
    const std::string_view part = rest.substr(0, slash);
    rest = slash == std::string_view::npos ? "" : rest.substr(slash + 1);
    const std::size_t colon = part.find(':');
    const bool named = colon != std::string_view::npos && colon > 0 && colon + 1 < part.size() &&
                       part[colon + 1] != ':';
    if (isRunOption(part))
      options += (options.empty() ? "" : "/") + std::string(part);
    else if (named)
      arguments.emplace_back(part.substr(0, colon), part.substr(colon + 1));
    else
      core += "/" + std::string(part);
  }
  NamedAxes axes = readCore(core);
  for (const auto& [argument, value] : arguments) axes.assign(argument, value);
  axes.options = std::move(options);
  if (axes.benchmark.empty()) axes.benchmark = name;
  return axes;
}

NamedAxes NameReader::readCore(std::string_view name) {
  NamedAxes axes;
  axes.benchmark = name;
  const auto behind = m_shapes.end() - 1;
  for (auto shape = m_shapes.begin(); shape != behind; ++shape)
    if (match(**shape, name, axes)) break;
  if (axes.variant.empty()) {
    NamedAxes split;
    if (match(**behind, axes.benchmark, split)) {
      axes.benchmark = split.benchmark;
      axes.variant = split.variant;
    }
  }
  takeElementType(axes);
  return axes;
}

}  // namespace lane
