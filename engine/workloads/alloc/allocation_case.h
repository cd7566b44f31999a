// One allocator at one pattern as something to be timed: rounds in which all blocks of the pattern
// are allocated and then freed. A call is one block, allocated and freed. Used by one thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "measure/clock.h"
#include "measure/histogram.h"
#include "measure/sampler.h"
#include "workloads/alloc/allocators.h"
#include "workloads/alloc/patterns.h"

namespace lane {

/// Single events of a case, over all its batches.
struct SingleEvents {
  Histogram allocate;
  Histogram free;
};

inline void writePages(void* memory, std::uint64_t bytes) {
  auto* at = static_cast<volatile char*>(memory);
  for (std::uint64_t i = 0; i < bytes; i += kSmallPage) at[i] = 1;
}

template <class Allocator>
class AllocationCase final : public PreparedCase {
 public:
  template <class Make>
  AllocationCase(const AllocationPattern& pattern, SingleEvents& events, const Make& make)
      : m_pattern(pattern), m_events(events), m_allocator(make()), m_blocks(pattern.sizes.size()) {}

  void run(std::uint64_t calls) override {
    m_allocating = m_freeing = 0;
    for (std::uint64_t left = calls; left > 0 && m_failure.empty();) {
      const std::uint64_t now = std::min<std::uint64_t>(left, m_blocks.size());
      round(now);
      left -= now;
    }
    const double perCall = Clock::instance().secondsPerTick() / static_cast<double>(calls);
    m_means = {static_cast<double>(m_allocating) * perCall,
               static_cast<double>(m_freeing) * perCall};
  }

  /// Writing so large a block takes too long to do it for nothing.
  bool oneByOne() const override { return m_pattern.touch && m_blocks.size() == 1; }

  /// A part of a round, event by event: what a batch's mean hides. Rounds of one block are such
  /// events themselves.
  void beforeBatch() override {
    if (m_blocks.size() == 1) return;
    constexpr std::size_t kMost = 64;
    const Clock& clock = Clock::instance();
    const std::size_t count = std::min(m_blocks.size(), kMost);
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t begin = clock.now();
      const bool served = allocate(i);
      const std::uint64_t end = clock.now();
      if (!served) return;
      m_events.allocate.add(clock.seconds(end - begin));
    }
    for (const std::uint32_t i : m_pattern.order) {
      if (i >= count) continue;
      const std::uint64_t begin = clock.now();
      free(i);
      const std::uint64_t end = clock.now();
      m_events.free.add(clock.seconds(end - begin));
    }
    m_allocator.endRound();
  }

  std::string_view failure() const override { return m_failure; }
  std::span<const double> observations() const override { return m_means; }

  /// Blocks of a round are where they should be: aligned, apart from each other and writable.
  std::string problem() {
    const std::size_t count = m_blocks.size();
    for (std::size_t i = 0; i < count; ++i) {
      if (!allocate(i)) return m_failure;
      if (reinterpret_cast<std::uintptr_t>(data(i)) % Allocator::kAlignment != 0)
        return "a block is not aligned";
      mark(i, i);
    }
    bool whole = true;
    for (std::size_t i = 0; i < count; ++i) whole = whole && marked(i, i);
    for (const std::uint32_t i : m_pattern.order) free(i);
    m_allocator.endRound();
    return whole ? std::string() : "blocks in use at once overlap";
  }

 private:
  bool allocate(std::size_t i) {
    void* block = m_allocator.allocate(m_pattern.sizes[i]);
    // Without it a compiler may leave out what is only allocated and freed.
    asm volatile("" : "+r"(block) : : "memory");
    m_blocks[i] = block;
    if (block == nullptr) [[unlikely]] {
      refused(i);
      return false;
    }
    if (m_pattern.touch) writePages(data(i), m_pattern.sizes[i]);
    return true;
  }
  void free(std::size_t i) { m_allocator.free(m_blocks[i], m_pattern.sizes[i]); }

  void round(std::uint64_t count) {
    const Clock& clock = Clock::instance();
    const std::uint64_t begin = clock.now();
    for (std::size_t i = 0; i < count; ++i)
      if (!allocate(i)) return;
    const std::uint64_t middle = clock.now();
    if (count == m_blocks.size()) {
      for (const std::uint32_t i : m_pattern.order) free(i);
    } else {
      for (const std::uint32_t i : m_pattern.order)
        if (i < count) free(i);
    }
    m_allocator.endRound();
    const std::uint64_t end = clock.now();
    m_freeing += end - middle;
    m_allocating += middle - begin;
    if (m_blocks.size() > 1) return;
    m_events.allocate.add(clock.seconds(middle - begin));
    m_events.free.add(clock.seconds(end - middle));
  }

  /// Gives back what the round had.
  void refused(std::size_t count) {
    m_failure =
        "the system refused a block of " + formatBytes(static_cast<double>(m_pattern.sizes[count]));
    for (std::size_t i = 0; i < count; ++i) free(i);
    m_allocator.endRound();
  }

  std::byte* data(std::size_t i) const {
    return static_cast<std::byte*>(Allocator::data(m_blocks[i]));
  }
  void mark(std::size_t i, std::uint64_t value) {
    std::memcpy(data(i), &value, sizeof value);
    std::memcpy(data(i) + m_pattern.sizes[i] - sizeof value, &value, sizeof value);
  }
  bool marked(std::size_t i, std::uint64_t value) const {
    return std::memcmp(data(i), &value, sizeof value) == 0 &&
           std::memcmp(data(i) + m_pattern.sizes[i] - sizeof value, &value, sizeof value) == 0;
  }

  const AllocationPattern& m_pattern;
  SingleEvents& m_events;
  Allocator m_allocator;
  std::vector<void*> m_blocks;
  std::uint64_t m_allocating = 0, m_freeing = 0;  ///< ticks of the last batch
  std::array<double, 2> m_means{};
  std::string m_failure;
};

}  // namespace lane
