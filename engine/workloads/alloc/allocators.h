// The allocators that are measured, each as a small type with allocate(), free(), data() and
// endRound(), so that loops over them are compiled for each and nothing but the allocator is timed.
// allocate() gives nullptr where memory is refused. Used by one thread at a time.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory_resource>
#include <new>
#include <string>
#include <string_view>

namespace lane {

inline constexpr std::size_t kSmallPage = 4096;
inline constexpr std::size_t kHugePage = std::size_t{2} << 20;
inline constexpr std::size_t kAlignedTo = 64;

inline std::size_t wholePages(std::size_t bytes, std::size_t page) {
  return (bytes + page - 1) / page * page;
}

struct MallocAllocator {
  static constexpr std::size_t kAlignment = 16;
  void* allocate(std::size_t bytes) { return std::malloc(bytes); }
  void free(void* block, std::size_t) { std::free(block); }
  static void* data(void* block) { return block; }
  void endRound() {}
};

struct AlignedAllocator {
  static constexpr std::size_t kAlignment = kAlignedTo;
  void* allocate(std::size_t bytes) {
    return std::aligned_alloc(kAlignedTo, wholePages(bytes, kAlignedTo));
  }
  void free(void* block, std::size_t) { std::free(block); }
  static void* data(void* block) { return block; }
  void endRound() {}
};

inline void* mapPages(std::size_t bytes) {
  void* const block =
      ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return block == MAP_FAILED ? nullptr : block;
}

struct MapAllocator {
  static constexpr std::size_t kAlignment = kSmallPage;
  void* allocate(std::size_t bytes) { return mapPages(wholePages(bytes, kSmallPage)); }
  void free(void* block, std::size_t bytes) { ::munmap(block, wholePages(bytes, kSmallPage)); }
  static void* data(void* block) { return block; }
  void endRound() {}
};

/// A huge page more than is needed, so that whole ones lie in it wherever it begins.
struct HugeMapAllocator {
  static constexpr std::size_t kAlignment = kHugePage;
  static std::size_t mapped(std::size_t bytes) { return wholePages(bytes, kHugePage) + kHugePage; }
  void* allocate(std::size_t bytes) {
    void* const block = mapPages(mapped(bytes));
    if (block != nullptr) ::madvise(block, mapped(bytes), MADV_HUGEPAGE);
    return block;
  }
  void free(void* block, std::size_t bytes) { ::munmap(block, mapped(bytes)); }
  static void* data(void* block) {
    return reinterpret_cast<void*>(wholePages(reinterpret_cast<std::uintptr_t>(block), kHugePage));
  }
  void endRound() {}
};

/// Hands on to operator new and keeps count of what it has out.
class UpstreamCount final : public std::pmr::memory_resource {
 public:
  std::size_t bytes() const { return m_bytes; }

 private:
  void* do_allocate(std::size_t bytes, std::size_t alignment) override {
    void* const block = std::pmr::new_delete_resource()->allocate(bytes, alignment);
    m_bytes += bytes;
    return block;
  }
  void do_deallocate(void* block, std::size_t bytes, std::size_t alignment) override {
    m_bytes -= bytes;
    std::pmr::new_delete_resource()->deallocate(block, bytes, alignment);
  }
  bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }

  std::size_t m_bytes = 0;
};

template <class Resource>
void* allocateFrom(Resource& resource, std::size_t bytes, std::size_t alignment) {
  try {
    return resource.allocate(bytes, alignment);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

/// Gives its memory back all at once, when a round ends.
class MonotonicAllocator {
 public:
  static constexpr std::size_t kAlignment = 16;
  explicit MonotonicAllocator(std::size_t firstBytes) : m_resource(firstBytes, &m_upstream) {}
  void* allocate(std::size_t bytes) { return allocateFrom(m_resource, bytes, kAlignment); }
  void free(void* block, std::size_t bytes) { m_resource.deallocate(block, bytes, kAlignment); }
  static void* data(void* block) { return block; }
  void endRound() { m_resource.release(); }

 private:
  UpstreamCount m_upstream;
  std::pmr::monotonic_buffer_resource m_resource;
};

class PoolAllocator {
 public:
  /// More is not always kept: libstdc++ places blocks of 24 bytes 24 bytes apart (its bug 118681).
  static constexpr std::size_t kAlignment = 8;
  void* allocate(std::size_t bytes) { return allocateFrom(m_resource, bytes, kAlignment); }
  void free(void* block, std::size_t bytes) { m_resource.deallocate(block, bytes, kAlignment); }
  static void* data(void* block) { return block; }
  void endRound() {}
  std::size_t takenBytes() const { return m_upstream.bytes(); }

 private:
  UpstreamCount m_upstream;
  std::pmr::unsynchronized_pool_resource m_resource{&m_upstream};
};

struct AllocatorWord {
  const char* name;
  const char* description;
};
inline constexpr AllocatorWord kAllocators[] = {
    {"malloc", "malloc and free"},
    {"aligned_alloc", "aligned_alloc on 64 bytes, and free"},
    {"mmap", "a mapping of its own on 4 KiB pages, and munmap"},
    {"mmap-2M", "a mapping of its own with huge pages asked for by madvise, and munmap"},
    {"pmr-monotonic", "std::pmr::monotonic_buffer_resource; released as a whole"},
    {"pmr-pool", "std::pmr::unsynchronized_pool_resource over operator new"}};

/// Why that allocator says nothing about blocks of that size; empty when it does.
inline std::string whyNotAllocator(std::string_view name, std::uint64_t bytes) {
  if (name == "mmap-2M" && bytes < kHugePage)
    return "a block smaller than a huge page leaves most of it empty: from 2 MiB on";
  return {};
}

/// Calls work(allocator) with a new one of that name, `roundBytes` being what a round takes.
template <class Work>
auto withAllocator(std::string_view name, std::size_t roundBytes, const Work& work) {
  if (name == "aligned_alloc") return work([] { return AlignedAllocator(); });
  if (name == "mmap") return work([] { return MapAllocator(); });
  if (name == "mmap-2M") return work([] { return HugeMapAllocator(); });
  if (name == "pmr-monotonic") return work([=] { return MonotonicAllocator(roundBytes); });
  if (name == "pmr-pool") return work([] { return PoolAllocator(); });
  return work([] { return MallocAllocator(); });
}

}  // namespace lane
