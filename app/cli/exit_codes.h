// The exit codes of lanescope-cli. Scripts depend on them: fixed, listed in the manual.
#pragma once

#include "base/result.h"

namespace lane::cli {

enum ExitCode : int {
  kDone = 0,
  kGateFailed = 1,      ///< gate: a regression or a failed expectation
  kUsage = 2,           ///< wrong usage
  kFile = 3,            ///< a file could not be read or written
  kCheckFailed = 4,     ///< a case's result differs from its reference
  kGateIncomplete = 5,  ///< gate: nothing was paired, or a base case is missing or wrong
  kInterrupted = 130    ///< everything measured is saved
};

constexpr ExitCode exitCodeOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::usage:
    case ErrorCode::unsupported:
      return kUsage;
    case ErrorCode::io:
    case ErrorCode::exists:
    case ErrorCode::format:
    case ErrorCode::newer:
      return kFile;
    case ErrorCode::checkFailed:
      return kCheckFailed;
    case ErrorCode::interrupted:
      return kInterrupted;
  }
  return kUsage;
}

}  // namespace lane::cli
