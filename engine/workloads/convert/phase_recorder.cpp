#include "workloads/convert/phase_recorder.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>
#include <utility>

namespace lane {
namespace {

/// So many readings tell what was before.
constexpr double kBaselineSeconds = 3.5 * kPhaseReadingPeriod;

const MetricRecord kResident{"resident_memory", "Resident memory", "B", MetricKind::bytes, false};
const MetricRecord kHeap{"heap_in_use", "Heap in use", "B", MetricKind::bytes, false};
const MetricRecord kMinor{"minor_faults", "Page faults without a device since the call began", "1",
                          MetricKind::count, false};
const MetricRecord kMajor{"major_faults",
                          "Page faults that waited for a device since the call began", "1",
                          MetricKind::count, false};

enum Curve : std::size_t { resident, heap, minor, major };

std::vector<CaseTrace::Curve> emptyCurves() {
  return {{kResident, {}, {}}, {kHeap, {}, {}}, {kMinor, {}, {}}, {kMajor, {}, {}}};
}

}  // namespace

PhaseRecorder::PhaseRecorder(MemorySampler& sampler, std::vector<std::string> phases)
    : m_sampler(sampler), m_phases(std::move(phases)) {
  m_moments.reserve(m_phases.size() + 1);
  m_trace.curves = emptyCurves();
}

void PhaseRecorder::settle() {
  m_between.clear();
  m_sampler.drain(m_between);  // of something else
  m_between.clear();
  m_moments.clear();
  m_peak = kUnknown;
  m_peakIsKnown = resetResidentPeak().has_value();
  next();
  std::this_thread::sleep_for(std::chrono::duration<double>(kBaselineSeconds));
}

void PhaseRecorder::next() {
  if (m_moments.size() < m_moments.capacity()) m_moments.push_back(readMemoryNow(m_reader, true));
}

void PhaseRecorder::end() {
  next();
}

void PhaseRecorder::collect() {
  if (m_moments.size() != m_phases.size() + 1) return;  // it failed on the way
  m_sampler.drain(m_between);
  const double begin = m_moments.front().t, last = m_moments.back().t;
  std::erase_if(m_between, [&](const MemoryReading& r) { return r.t < begin || r.t > last; });
  m_between.insert(m_between.end(), m_moments.begin(), m_moments.end());
  std::stable_sort(m_between.begin(), m_between.end(),
                   [](const MemoryReading& a, const MemoryReading& b) { return a.t < b.t; });
  m_peak = 0;
  for (const MemoryReading& reading : m_between) {
    m_peak = std::fmax(m_peak, reading.memory.residentBytes);
    add(reading);
  }
  if (m_peakIsKnown) m_peak = std::fmax(m_peak, residentPeak().value_or(kUnknown));
  for (std::size_t i = 0; i < m_phases.size(); ++i)
    m_trace.moments.push_back({m_moments[i].t, m_phases[i]});
  m_trace.moments.push_back({last, std::string(kPhasesEnd)});
  m_between.clear();
}

void PhaseRecorder::add(const MemoryReading& reading) {
  const ProcessMemory& first = m_moments.front().memory;
  const auto put = [&](Curve curve, double value) {
    if (std::isnan(value)) return;
    m_trace.curves[curve].t.push_back(reading.t);
    m_trace.curves[curve].value.push_back(value);
  };
  put(resident, reading.memory.residentBytes);
  put(heap, reading.memory.heapBytes);
  put(minor, reading.memory.minorFaults - first.minorFaults);
  put(major, reading.memory.majorFaults - first.majorFaults);
}

double PhaseRecorder::residentAfter(std::size_t phase) const {
  return phase + 1 < m_moments.size() ? m_moments[phase + 1].memory.residentBytes : kUnknown;
}

double PhaseRecorder::seconds(std::size_t phase) const {
  return phase + 1 < m_moments.size() ? m_moments[phase + 1].t - m_moments[phase].t : kUnknown;
}

double PhaseRecorder::minorFaults() const {
  if (m_moments.size() < 2) return kUnknown;
  return m_moments.back().memory.minorFaults - m_moments[1].memory.minorFaults;
}

double PhaseRecorder::majorFaults() const {
  if (m_moments.size() < 2) return kUnknown;
  return m_moments.back().memory.majorFaults - m_moments[1].memory.majorFaults;
}

CaseTrace PhaseRecorder::takeTrace() {
  return std::exchange(m_trace, CaseTrace{emptyCurves(), {}});
}

}  // namespace lane
