// A session of tensor files with round figures: 1 and 10 MB of .npy and raw, written and read in
// every way, one case skipped. Rates in GB/s by way: write 2, write-fsync 0.5, read 8 (page cache),
// mmap 4, read cold 1, mmap cold skipped; intervals reach 10 % below and 25 % above the time.
#pragma once

#include "session/session.h"

namespace lane {

inline Session filesSession() {
  Session session;
  session.title = "Files";
  session.uuid = "00000000-0000-4000-8000-000000000001";
  session.planYaml = "version: 1\nbenchmarks: [\"files/.*\"]\nsizes: 250k\nprecision: 50%\n";
  session.machine.cpuModel = "A machine";
  session.sources.push_back(
      {"lanescope", SourceKind::in_process, "lanescope", "{}",
       R"({"files":{"directory":"~/tensors","file_system":"ext4","device":"/dev/vda",)"
       R"("mount_options":"rw,relatime","directory_mode":"0755"}})"});
  struct Way {
    const char* direction;
    const char* variant;
    CacheState cache;
    double rate;
  };
  const Way ways[] = {
      {"write", "write", CacheState::hot, 2e9}, {"write", "write-fsync", CacheState::hot, 0.5e9},
      {"read", "read", CacheState::hot, 8e9},   {"read", "mmap", CacheState::hot, 4e9},
      {"read", "read", CacheState::cold, 1e9},  {"read", "mmap", CacheState::cold, 0}};
  const auto share = session.metricIndex(
      {"page_cache_share", "Share of the file in the page cache", "1", MetricKind::ratio, false});
  for (const std::string format : {"npy", "raw"})
    for (const Way& way : ways)
      for (const std::uint64_t size : {std::uint64_t{2500000}, std::uint64_t{250000}}) {
        CaseRecord record;
        record.suite = "files";
        record.benchmark = format + '_' + way.direction;
        record.dtype = Dtype::f32;
        record.size = size;
        record.variant = way.variant;
        record.cache = way.cache;
        const double bytes = 4.0 * double(size);
        (record.benchmark.ends_with("write") ? record.bytesWritten : record.bytesRead) = bytes;
        record.items = double(size);
        record.key = makeKey(record);
        if (way.rate > 0) {
          record.median = bytes / way.rate;
          record.ciLow = record.median * 0.9;
          record.ciHigh = record.median * 1.25;
          record.p5 = record.ciLow;
          record.p95 = record.ciHigh;
          record.sampleCount = 24;
          record.batchCalls = 1;
          record.status = CaseStatus::measured;
        } else {
          record.status = CaseStatus::skipped;
          record.reason = "there is no cold read here";
        }
        if (record.bytesRead > 0 && way.rate > 0)
          session.values.push_back({.caseIndex = std::uint32_t(session.cases.size()),
                                    .metric = share,
                                    .value = way.cache == CacheState::hot ? 1.0 : 0.0,
                                    .low = 0,
                                    .high = 1,
                                    .n = 24,
                                    .reason = {}});
        session.cases.push_back(std::move(record));
      }
  session.complete = true;
  return session;
}

}  // namespace lane
