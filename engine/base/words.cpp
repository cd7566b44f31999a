#include "base/words.h"

#include <array>

namespace lane {
namespace {

template <std::size_t N>
using Words = std::array<std::string_view, N>;

constexpr Words<10> kDtype{"none", "f16", "bf16", "f32", "f64", "i8", "u8", "i32", "i64", "mxfp4"};
constexpr Words<3> kMode{"reuse", "allocate", "inplace"};
constexpr Words<2> kCache{"hot", "cold"};
constexpr Words<3> kAlignment{"64", "+4 B", "page+64"};
constexpr Words<7> kStatus{"pending", "coarse",     "measured", "skipped",
                           "wrong",   "impossible", "failed"};
constexpr Words<5> kStop{"none", "goal", "plateau", "budget", "stopped"};
constexpr Words<6> kCrossover{"at", "always", "never", "tie", "several", "unresolved"};
constexpr Words<4> kSource{"in_process", "child", "import", "remote"};
constexpr Words<8> kMetric{"time",  "rate",  "bytes",  "count",
                           "ratio", "error", "energy", "frequency"};
constexpr Words<3> kSeverity{"note", "warning", "problem"};
constexpr Words<4> kVerdict{"improved", "regressed", "same", "unsure"};

}  // namespace

template <>
std::span<const std::string_view> words<Dtype>() {
  return kDtype;
}
template <>
std::span<const std::string_view> words<Mode>() {
  return kMode;
}
template <>
std::span<const std::string_view> words<CacheState>() {
  return kCache;
}
template <>
std::span<const std::string_view> words<Alignment>() {
  return kAlignment;
}
template <>
std::span<const std::string_view> words<CaseStatus>() {
  return kStatus;
}
template <>
std::span<const std::string_view> words<StopReason>() {
  return kStop;
}
template <>
std::span<const std::string_view> words<CrossoverKind>() {
  return kCrossover;
}
template <>
std::span<const std::string_view> words<SourceKind>() {
  return kSource;
}
template <>
std::span<const std::string_view> words<MetricKind>() {
  return kMetric;
}
template <>
std::span<const std::string_view> words<Severity>() {
  return kSeverity;
}
template <>
std::span<const std::string_view> words<Verdict>() {
  return kVerdict;
}

std::size_t bytesOf(Dtype dtype) {
  switch (dtype) {
    case Dtype::i8:
    case Dtype::u8:
      return 1;
    case Dtype::f16:
    case Dtype::bf16:
      return 2;
    case Dtype::f32:
    case Dtype::i32:
      return 4;
    case Dtype::f64:
    case Dtype::i64:
      return 8;
    case Dtype::none:
    case Dtype::mxfp4:
      return 0;
  }
  return 0;
}

}  // namespace lane
