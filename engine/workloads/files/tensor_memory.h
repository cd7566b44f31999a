// Memory for a tensor that is about to be read: not filled first, and on huge pages where it is
// large, since every page of memory that is new costs a fault. Owned as a vector is. Any thread.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <new>
#include <vector>

namespace lane {

template <class T>
struct TensorAllocator {
  using value_type = T;

  TensorAllocator() = default;
  template <class U>
  TensorAllocator(const TensorAllocator<U>&) {}

  T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (bytes < kLarge) return static_cast<T*>(::operator new(bytes));
    // Beyond any tensor; rounding up must not run over.
    if (bytes > ~std::size_t{0} / 2) throw std::bad_alloc();
    void* memory = std::aligned_alloc(kHugePage, (bytes + kHugePage - 1) / kHugePage * kHugePage);
    if (!memory) throw std::bad_alloc();
    ::madvise(memory, bytes, MADV_HUGEPAGE);  // a refusal costs time only
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t count) {
    count * sizeof(T) < kLarge ? ::operator delete(memory) : std::free(memory);
  }
  /// Nothing is written.
  template <class U>
  void construct(U* at) {
    ::new (static_cast<void*>(at)) U;
  }
  bool operator==(const TensorAllocator&) const { return true; }

 private:
  static constexpr std::size_t kHugePage = std::size_t{2} << 20;
  static constexpr std::size_t kLarge = 2 * kHugePage;
};

using TensorBytes = std::vector<std::byte, TensorAllocator<std::byte>>;

}  // namespace lane
