// The roofline: how near every case of a session comes to what the machine can do, which ceiling
// holds it down, and which figures cannot be true. Pure functions on values; ceilings come from
// workloads/ceilings.h, measured here or read from the session.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "session/session.h"
#include "workloads/ceilings.h"

namespace lane {

/// What a case is bound by. `overhead`: neither arithmetic nor memory explains its time, but
/// latency, the mix of instructions, or the cost of the call.
enum class Bound : std::uint8_t { unknown, compute, l1, l2, l3, memory, overhead };
std::string_view toWord(
    Bound bound);  ///< "compute", "L1", "L2", "L3", "memory", "latency/overhead"

struct RooflinePoint {
  std::uint32_t caseIndex = kNoCase;
  double intensity = kUnknown;         ///< FLOP per byte; NaN without one of both
  double flopRate = kUnknown;          ///< FLOP per second
  double byteRate = kUnknown;          ///< bytes per second
  double workingSet = kUnknown;        ///< bytes of all operands
  std::string level;                   ///< where the working set lives
  double computeCeiling = kUnknown;    ///< FLOP per second for its variant, type and threads
  double bandwidthCeiling = kUnknown;  ///< bytes per second of that level for its share of writes
  double attainable = kUnknown;        ///< calls per second on the roof
  double efficiency = kUnknown;        ///< share of the roof
  Bound bound = Bound::unknown;
  double limit = kUnknown;  ///< calls per second no honest case exceeds
  bool impossible = false;
  std::string cause;   ///< of an impossible rate: what is likely wrong
  std::string reason;  ///< why there is no roof
};

struct RooflineOptions {
  /// Share by which a rate may exceed its limit, beyond both intervals, before it is impossible.
  double margin = 0.10;
  /// Below this share of the roof the roof does not explain the time.
  double explained = 1.0 / 3;
};

/// One point per case that has a time, in the order of the cases.
std::vector<RooflinePoint> roofline(const Session& session, const Ceilings& ceilings,
                                    const RooflineOptions& options = {});

/// The point of one case; `emptyCallSeconds` 0 when not known.
RooflinePoint rooflinePoint(const CaseRecord& record, const Ceilings& ceilings,
                            double emptyCallSeconds, const RooflineOptions& options = {});

/// Marks impossible cases (status and reason) and adds a finding for each. Returns them; none when
/// the ceilings are not to be trusted.
std::vector<std::uint32_t> checkPhysics(Session& session, const Ceilings& ceilings,
                                        const RooflineOptions& options = {});

/// Puts the ceilings into the session, instead of those it has, and marks what cannot be true: what
/// a run does when it has measured. A function of its arguments alone, so that every copy of a
/// session that hears of the same ceilings comes to the same; may be called again. Returns the
/// cases that became impossible. Takes less than 20 ms for 1,300 cases.
std::vector<std::uint32_t> applyCeilings(Session& session, const Ceilings& ceilings);

/// Bandwidth of a level for a mix of reads and writes, from the measured kernels read (no writes),
/// triad (a third), copy (half) and write (all): time per byte interpolated between neighbours.
/// The fastest vectors not above `width` bytes count. With `workingSet` (bytes of all threads) near
/// the lower end of a level the rate lies above its plateau, as the curves show: part of the
/// operands still is in the level before. NaN when nothing was measured.
double bandwidthFor(const Ceilings& ceilings, std::string_view level, double writeShare, int width,
                    std::uint32_t threads, double workingSet = 0);

}  // namespace lane
