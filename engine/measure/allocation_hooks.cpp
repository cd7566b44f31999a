// malloc and its family for programs that count allocations (measure/allocation_tracker.h): every
// call goes to glibc under its other name, and is counted when its thread is being counted. Linked
// as an object of its own into the programs that want it. Any thread.
#include <errno.h>
#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "measure/allocation_tracker.h"

// A sanitizer has a malloc of its own, other C libraries have no second name for theirs.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
extern "C" const char* laneAllocationHooks() {
  return "this program was built with a sanitizer, which has a malloc of its own";
}
#elif !defined(__GLIBC__)
extern "C" const char* laneAllocationHooks() {
  return "this C library's malloc has no second name to hand calls on to";
}
#else

extern "C" {
void* __libc_malloc(size_t);
void __libc_free(void*);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
void* __libc_memalign(size_t, size_t);
}

namespace {

using namespace lane::allocation;

void grow(size_t bytes) {
  const auto size = static_cast<int64_t>(bytes);
  const int64_t live = g_live.fetch_add(size, std::memory_order_relaxed) + size;
  int64_t peak = g_peak.load(std::memory_order_relaxed);
  while (live > peak && !g_peak.compare_exchange_weak(peak, live, std::memory_order_relaxed)) {
  }
}

[[gnu::noinline]] void countNew(void* memory) {
  if (memory == nullptr) return;
  const size_t bytes = malloc_usable_size(memory);
  g_allocations.fetch_add(1, std::memory_order_relaxed);
  g_bytes.fetch_add(bytes, std::memory_order_relaxed);
  grow(bytes);
}

[[gnu::noinline]] void countFree(void* memory) {
  if (memory != nullptr)
    g_live.fetch_sub(static_cast<int64_t>(malloc_usable_size(memory)), std::memory_order_relaxed);
}

void* counted(void* memory) {
  if (t_counting) [[unlikely]]
    countNew(memory);
  return memory;
}

}  // namespace

extern "C" {

const char* laneAllocationHooks() {
  return "";
}

void* malloc(size_t bytes) noexcept {
  return counted(__libc_malloc(bytes));
}

void* calloc(size_t items, size_t bytes) noexcept {
  return counted(__libc_calloc(items, bytes));
}

void free(void* memory) noexcept {
  if (t_counting) [[unlikely]]
    countFree(memory);
  __libc_free(memory);
}

void* realloc(void* memory, size_t bytes) noexcept {
  if (!t_counting) [[likely]]
    return __libc_realloc(memory, bytes);
  const size_t before = memory == nullptr ? 0 : malloc_usable_size(memory);
  void* const moved = __libc_realloc(memory, bytes);
  // Refused: the old block is still there. Asked for no bytes: it was freed.
  if (moved == nullptr && bytes > 0) return nullptr;
  g_live.fetch_sub(static_cast<int64_t>(before), std::memory_order_relaxed);
  countNew(moved);
  return moved;
}

void* memalign(size_t alignment, size_t bytes) noexcept {
  return counted(__libc_memalign(alignment, bytes));
}

void* aligned_alloc(size_t alignment, size_t bytes) noexcept {
  return counted(__libc_memalign(alignment, bytes));
}

int posix_memalign(void** out, size_t alignment, size_t bytes) noexcept {
  const bool power = alignment != 0 && (alignment & (alignment - 1)) == 0;
  if (!power || alignment % sizeof(void*) != 0) return EINVAL;
  const int before = errno;
  void* const memory = __libc_memalign(alignment, bytes);
  errno = before;  // it tells by its result alone
  if (memory == nullptr) return ENOMEM;
  *out = counted(memory);
  return 0;
}

void* valloc(size_t bytes) noexcept {
  return memalign(static_cast<size_t>(sysconf(_SC_PAGESIZE)), bytes);
}

void* pvalloc(size_t bytes) noexcept {
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  if (bytes > SIZE_MAX - page) {
    errno = ENOMEM;
    return nullptr;
  }
  return memalign(page, (bytes + page - 1) / page * page);
}

}  // extern "C"
#endif
