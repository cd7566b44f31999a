// The suite "convert": a tensor is converted from one element type to another, and the memory of
// the process is watched over the phases baseline, allocate, process and clean up. The size is the
// bytes of the input; the way it is done (whole arrays or chunks, memory or files) is the variant.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "session/session.h"

namespace lane {

class Benchmark;

inline constexpr std::string_view kConvertSuite = "convert";

/// One for each pair of convertibleTypes().
std::vector<std::unique_ptr<const Benchmark>> convertBenchmarks();

/// What a phase workload tells of each call beside its time; ids are what tables and tests look
/// for. "Resident" is of the whole process.
inline const MetricRecord kResidentBaseline{"resident_baseline", "Resident before", "B",
                                            MetricKind::bytes, false};
inline const MetricRecord kResidentAllocated{"resident_allocated", "Resident after allocation", "B",
                                             MetricKind::bytes, false};
inline const MetricRecord kResidentProcessed{"resident_processed", "Resident after processing", "B",
                                             MetricKind::bytes, false};
inline const MetricRecord kResidentCleaned{"resident_cleaned", "Resident after clean-up", "B",
                                           MetricKind::bytes, false};
inline const MetricRecord kResidentPeak{"resident_peak", "Peak resident memory", "B",
                                        MetricKind::bytes, false};
inline const MetricRecord kPeakOverBaseline{"peak_over_baseline", "Peak over what was before", "B",
                                            MetricKind::bytes, false};
inline const MetricRecord kPeakPerInput{"peak_per_input", "Peak over baseline ÷ input", "1",
                                        MetricKind::ratio, false};
inline const MetricRecord kPeakPerArrays{"peak_per_arrays", "Peak over baseline ÷ (input + output)",
                                         "1", MetricKind::ratio, false};
inline const MetricRecord kMinorFaultsOfCall{"minor_faults", "Page faults without a device", "1",
                                             MetricKind::count, false};
inline const MetricRecord kMajorFaultsOfCall{"major_faults", "Page faults that waited for a device",
                                             "1", MetricKind::count, false};
inline const MetricRecord kAllocateTime{"allocate_time", "Time to allocate", "s", MetricKind::time,
                                        false};
inline const MetricRecord kProcessTime{"process_time", "Time to process", "s", MetricKind::time,
                                       false};
inline const MetricRecord kCleanUpTime{"clean_up_time", "Time to clean up", "s", MetricKind::time,
                                       false};
/// Of one call per case.
inline const MetricRecord kHugePages{"huge_page_share",
                                     "Share of the resident memory on huge pages after processing",
                                     "1", MetricKind::ratio, true};

}  // namespace lane
