// What the starter says of one run of its command: the same bytes on both sides of a socket between
// two programs of one build.
#pragma once

#include <cstdint>

namespace lane::starter {

/// Descriptors the starter finds open.
inline constexpr int kSocket = 3;  ///< requests in, replies out
inline constexpr int kNull = 4;    ///< /dev/null: standard input, and output of timed runs
inline constexpr int kOutput = 5;  ///< pipes for the output of a looked-at run
inline constexpr int kErrors = 6;
inline constexpr int kFirstFree = 7;

/// Requests, one byte each.
inline constexpr char kRun = 'r';   ///< output to /dev/null
inline constexpr char kLook = 'l';  ///< output into the pipes
inline constexpr char kStop = 's';  ///< end what runs

enum class End : std::int32_t {
  ended,       ///< by itself, or by a signal that was not ours
  notStarted,  ///< `error` says why
  timedOut,    ///< killed
  stopped,     ///< killed on request
  unkillable,  ///< was to be killed and would not go
};

struct Reply {
  End end = End::ended;
  std::int32_t error = 0;   ///< errno of what failed
  std::int32_t status = 0;  ///< as wait(2) gives it
  std::int32_t reserved = 0;
  std::int64_t nanoseconds = 0;  ///< from before the start until it was reaped
  std::int64_t userMicroseconds = 0;
  std::int64_t systemMicroseconds = 0;
  std::int64_t peakKib = 0;
  std::int64_t minorFaults = 0;
  std::int64_t majorFaults = 0;
  std::int64_t voluntarySwitches = 0;
  std::int64_t involuntarySwitches = 0;
  std::int64_t blocksRead = 0;  ///< of 512 bytes, from storage
};

}  // namespace lane::starter
