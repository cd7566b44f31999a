// What a refusal costs: a forked child with a bound on its address space allocates blocks until it
// gets no more, and then asks again and again. It must get null or bad_alloc, live on, and be
// served again once it has freed something. A call is one request; the child takes the time. The
// parent's memory is untouched. Used by one thread.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "measure/histogram.h"
#include "measure/sampler.h"

namespace lane {

/// A sanitizer's malloc ends the program where others refuse.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kMallocEndsProgram = true;
#else
inline constexpr bool kMallocEndsProgram = false;
#endif

/// What the child tells; in memory both sides see.
struct PressureTold {
  std::uint64_t served = 0;        ///< blocks until the first refusal
  std::uint64_t refusals = 0;      ///< of the last question
  std::uint64_t grantedAfter = 0;  ///< requests that were served though none should be
  double seconds = 0;              ///< of the last question's requests, all together
  std::uint64_t servedAgain = 0;   ///< blocks after everything was freed, at most as many as before
  Histogram events;                ///< refusals, one by one
};

class PressureCase : public PreparedCase {
 public:
  virtual const PressureTold& told() const = 0;
  /// Frees everything in the child and fills it anew, to see that it recovers.
  virtual Result<void> recover() = 0;
};

/// Bytes the child may take beyond what the process has.
std::uint64_t pressureHeadroom();

Result<std::unique_ptr<PressureCase>> makePressure(const std::string& allocator,
                                                   std::uint64_t bytes);

}  // namespace lane
