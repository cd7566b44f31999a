// What a roofline chart shows, for the window and for reports: the measured ceilings of one type
// and thread count as lines, and every kernel of a session as a trail over its sizes. Pure
// functions on values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/curves.h"
#include "analysis/roofline.h"
#include "session/session.h"

namespace lane {

/// Bandwidth of one memory level: the slope of the roof while its operands live there.
struct RoofSlope {
  std::string level;  ///< "L1" … "memory"
  std::string how;    ///< "read, 512-bit"
  Estimate rate;      ///< bytes per second
};

/// A peak rate of arithmetic: a level line of the roof.
struct RoofPeak {
  std::string form;                   ///< "fma512"
  std::string label;                  ///< "FMA, 512-bit"
  std::vector<std::string> variants;  ///< those it bounds, the usual one first
  Estimate rate;                      ///< FLOP per second
};

struct RoofTrailPoint {
  std::uint64_t size = 0;
  RooflinePoint point;                     ///< intensity and flopRate are known
  double low = kUnknown, high = kUnknown;  ///< of flopRate
  std::uint64_t samples = 0;
};

/// One kernel with one variant over its sizes.
struct RoofTrail {
  CurveKey key;
  std::string variant;
  std::vector<RoofTrailPoint> points;  ///< ascending size, at least one
};

struct RoofChart {
  Dtype dtype = Dtype::f32;
  std::uint32_t threads = 1;
  std::string measured;           ///< when the ceilings were measured; empty: there are none
  std::vector<RoofSlope> slopes;  ///< from the core outwards
  std::vector<RoofPeak> peaks;    ///< highest first
  std::vector<RoofTrail> trails;  ///< in the order of the session's cases
  std::size_t withoutPlace = 0;   ///< cases with a time that have no FLOPs or no bytes
};

/// Types and thread counts that some case with a place on the chart has, in the order of the cases.
struct RoofPage {
  Dtype dtype = Dtype::f32;
  std::uint32_t threads = 1;
  bool operator==(const RoofPage&) const = default;
};
std::vector<RoofPage> roofPages(const Session& session);

RoofChart roofChart(const Session& session, const RoofPage& page);

/// FLOP per byte at which a slope meets a peak: the ridge point.
double ridge(const RoofSlope& slope, const RoofPeak& peak);

/// Of the trail's points in one level the one nearest to its roof; nullptr: none has an efficiency.
const RoofTrailPoint* bestIn(const RoofTrail& trail, const std::string& level);
/// The same over all levels.
const RoofTrailPoint* bestOf(const RoofTrail& trail);

/// The variant that is the fastest most often, over kernels and sizes; empty without any.
std::string fastestVariant(const RoofChart& chart);

}  // namespace lane
