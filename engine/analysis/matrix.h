// Several sessions side by side: how their times relate to those of one of them, kernel by kernel,
// as geometric means over the cases both have. Pure functions on values; any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "session/session.h"

namespace lane {

struct MatrixSession {
  std::shared_ptr<const Session> session;
  std::string name;         ///< what tables call it
  double watts = kUnknown;  ///< power it was measured at, as the user entered it
  double price = kUnknown;  ///< in any one currency, as the user entered it
};

struct MatrixOptions {
  std::size_t reference = 0;  ///< index of the session the others relate to
  /// Which times: of the variant with that name; empty: at every point of the fastest variant.
  std::string variant = {};
  double confidence = 0.95;
};

/// Time of a session over that of the reference: below 1 is faster.
struct MatrixCell {
  double ratio = kUnknown;
  /// Of the measurement, for just these cases. NaN where a case has no interval of its own.
  double low = kUnknown, high = kUnknown;
  std::size_t cases = 0;  ///< both sessions have
  std::string reason;     ///< why there is no ratio
};

struct MatrixKernel {
  std::string suite, benchmark;
  Dtype dtype = Dtype::none;
  std::vector<MatrixCell> cells;  ///< one per session
  std::string name() const;       ///< "vector/dot f32"
};

struct Matrix {
  MatrixOptions options;
  std::vector<MatrixSession> sessions;
  std::vector<MatrixKernel> kernels;  ///< in the order of the reference, then of the others
  std::vector<MatrixCell> overall;    ///< one per session, over all cases
};

/// `options.reference` must be an index of `sessions`.
Matrix makeMatrix(std::vector<MatrixSession> sessions, const MatrixOptions& options = {});

/// Work per watt or per currency unit relative to the reference, 1 / (time * cost): above 1 is
/// better. No ratio, with the reason, where one of both costs is not known.
MatrixCell perCost(const MatrixCell& cell, double cost, double referenceCost);

}  // namespace lane
