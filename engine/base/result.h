// Expected failures as values. A bug asserts; a failure the user can meet (a file, a plan, a
// missing ability) is an Error that says what happened, where, and what to do.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace lane {

/// Why something failed. The command line's exit codes follow from it (app/cli/exit_codes.h).
enum class ErrorCode {
  usage,        ///< the request itself is wrong: unknown name, bad size, nonsense plan
  io,           ///< a file could not be read or written
  exists,       ///< the output exists and overwriting was not asked for
  format,       ///< a file is damaged or not what it claims to be
  newer,        ///< a file was written by a newer major version
  unsupported,  ///< this machine or build cannot do it
  checkFailed,  ///< a case's result differs from its reference
  interrupted,  ///< stopped by the user
};

struct Error {
  ErrorCode code = ErrorCode::usage;
  std::string what;    ///< what happened, one sentence without a full stop
  std::string where;   ///< file, case or position; may be empty
  std::string advice;  ///< what to do about it; may be empty
};

template <class T>
using Result = tl::expected<T, Error>;

/// An unexpected value, ready to be returned from any Result function.
[[nodiscard]] tl::unexpected<Error> fail(ErrorCode code, std::string what, std::string where = {},
                                         std::string advice = {});

/// "FILE: what happened. Advice." on one line, for stderr and message bars.
std::string toString(const Error& error);

}  // namespace lane
