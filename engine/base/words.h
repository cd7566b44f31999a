// The fixed sets of the domain as enums, each with the one word it has in files, on the command
// line and on screen. toWord() and fromWord() are exact inverses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace lane {

enum class Dtype : std::uint8_t { none, f16, bf16, f32, f64, i8, u8, i32, i64, mxfp4 };
/// How the caller uses the kernel: outputs preallocated, allocated per call, or over an input.
enum class Mode : std::uint8_t { reuse, allocate, inplace };
/// Hot: the same operands again and again. Cold: operands in turn from a pool larger than the
/// last-level cache.
enum class CacheState : std::uint8_t { hot, cold };
/// Where operands start: on a cache line; one float past it; or all at the same place in their
/// page, one line past its start, so that their low address bits collide.
enum class Alignment : std::uint8_t { line, plus4, page64 };
enum class CaseStatus : std::uint8_t {
  pending,     ///< planned, not measured yet
  coarse,      ///< measured in the first pass only
  measured,    ///< measured, stopping rule met
  skipped,     ///< cannot run here; see reason
  wrong,       ///< outside its tolerance; never shown as a speed
  impossible,  ///< above the measured ceiling
  failed,      ///< crashed, timed out or could not be prepared; see reason
};
/// Why sampling of a case ended.
enum class StopReason : std::uint8_t { none, goal, plateau, budget, stopped };
enum class CrossoverKind : std::uint8_t { at, always, never, tie, several, unresolved };
enum class SourceKind : std::uint8_t { in_process, child, import, remote };
enum class MetricKind : std::uint8_t { time, rate, bytes, count, ratio, error, energy, frequency };
enum class Severity : std::uint8_t { note, warning, problem };
enum class Verdict : std::uint8_t { improved, regressed, same, unsure };

/// All words of an enum in declaration order; index = numeric value.
template <class E>
std::span<const std::string_view> words();
template <>
std::span<const std::string_view> words<Dtype>();
template <>
std::span<const std::string_view> words<Mode>();
template <>
std::span<const std::string_view> words<CacheState>();
template <>
std::span<const std::string_view> words<Alignment>();
template <>
std::span<const std::string_view> words<CaseStatus>();
template <>
std::span<const std::string_view> words<StopReason>();
template <>
std::span<const std::string_view> words<CrossoverKind>();
template <>
std::span<const std::string_view> words<SourceKind>();
template <>
std::span<const std::string_view> words<MetricKind>();
template <>
std::span<const std::string_view> words<Severity>();
template <>
std::span<const std::string_view> words<Verdict>();

template <class E>
std::string_view toWord(E value) {
  return words<E>()[static_cast<std::size_t>(value)];
}

/// Empty when the text is not one of the words.
template <class E>
std::optional<E> fromWord(std::string_view text) {
  const auto all = words<E>();
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i] == text) return static_cast<E>(i);
  return std::nullopt;
}

/// Bytes of one element; 0 for none and for formats without whole bytes (mxfp4).
std::size_t bytesOf(Dtype dtype);

}  // namespace lane
