#include "base/result.h"

#include <utility>

namespace lane {

tl::unexpected<Error> fail(ErrorCode code, std::string what, std::string where,
                           std::string advice) {
  return tl::unexpected<Error>(Error{code, std::move(what), std::move(where), std::move(advice)});
}

std::string toString(const Error& error) {
  std::string text;
  if (!error.where.empty()) text += error.where + ": ";
  text += error.what;
  if (!error.advice.empty()) text += ". " + error.advice;
  return text;
}

}  // namespace lane
