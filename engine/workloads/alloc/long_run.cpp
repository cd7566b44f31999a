#include "workloads/alloc/long_run.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "base/units.h"
#include "workloads/alloc/allocators.h"
#include "workloads/alloc/forked.h"
#include "workloads/alloc/patterns.h"

namespace lane {
namespace {

constexpr std::uint64_t kLive = std::uint64_t{16} << 20;
constexpr std::uint64_t kMostBlocks = 32768;  ///< a system allows 65,530 mappings
constexpr std::uint64_t kFewestBlocks = 16;
constexpr std::uint64_t kReplacements = 8;  ///< per block

struct Block {
  void* memory;
  std::uint64_t bytes;
};

/// What the child tells.
struct Told {
  LongRun run;
  bool refused = false;
};

/// Private pages in memory, counted one by one by the kernel; without a heap's help.
std::uint64_t anonymousBytes() {
  const int file = ::open("/proc/self/smaps_rollup", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  char text[4096];
  ssize_t length = 0, got = 0;
  while (length < ssize_t(sizeof text) - 1 &&
         (got = ::read(file, text + length, sizeof text - 1 - std::size_t(length))) > 0)
    length += got;
  ::close(file);
  text[length] = 0;
  const char* line = std::strstr(text, "\nAnonymous:");
  return line == nullptr ? 0
                         : std::strtoull(line + std::strlen("\nAnonymous:"), nullptr, 10) * 1024;
}

void touch(void* memory, std::uint64_t bytes) {
  auto* at = static_cast<volatile char*>(memory);
  for (std::uint64_t i = 0; i < bytes; i += kSmallPage) at[i] = 1;
  at[bytes - 1] = 1;
}

template <class Allocator>
void live(Allocator& allocator, Block* blocks, std::uint64_t count, std::uint64_t largest,
          std::uint64_t seed, Told& told) {
  PatternRandom random(seed);
  const auto renew = [&](Block& block) {
    block.bytes = random.sizeUpTo(largest);
    block.memory = allocator.allocate(block.bytes);
    if (block.memory == nullptr) return false;
    touch(Allocator::data(block.memory), block.bytes);
    return true;
  };
  const std::uint64_t before = anonymousBytes();
  for (std::uint64_t i = 0; i < count; ++i)
    if (!renew(blocks[i])) {
      told.refused = true;
      return;
    }
  for (std::uint64_t i = 0; i < kReplacements * count; ++i) {
    Block& block = blocks[random.below(count)];
    allocator.free(block.memory, block.bytes);
    if (!renew(block)) {
      told.refused = true;
      return;
    }
  }
  const std::uint64_t after = anonymousBytes();
  for (std::uint64_t i = 0; i < count; ++i) told.run.liveBytes += blocks[i].bytes;
  told.run.residentBytes = after > before ? after - before : 0;
  told.run.replaced = kReplacements * count;
  if constexpr (requires { allocator.takenBytes(); }) told.run.takenBytes = allocator.takenBytes();
}

}  // namespace

Result<LongRun> runLong(const std::string& allocator, std::uint64_t largest, std::uint64_t seed) {
  const auto unsupported = [](std::string why) {
    return fail(ErrorCode::unsupported, std::move(why));
  };
  if (allocator == "pmr-monotonic")
    return unsupported("it gives nothing back before its end: a long run only grows");
  const auto mean = static_cast<std::uint64_t>(PatternRandom::meanUpTo(largest));
  const std::uint64_t count = std::min(kLive / std::max<std::uint64_t>(mean, 1), kMostBlocks);
  if (count < kFewestBlocks)
    return unsupported(fmt::format("{} in use are fewer than {} such blocks",
                                   formatBytes(double(kLive)), kFewestBlocks));
  SharedBytes shared(sizeof(Told));
  SharedBytes table(count * sizeof(Block));
  if (shared.data() == nullptr || table.data() == nullptr)
    return unsupported("no memory to share with a child");
  auto* told = static_cast<Told*>(shared.data());
  auto* blocks = static_cast<Block*>(table.data());
  std::memset(blocks, 0, count * sizeof(Block));
  Forked child;
  auto begun = child.start([&](std::uint64_t) {
    withAllocator(allocator, 0, [&](auto make) {
      // What this process had freed is not to be found again for nothing.
      ::malloc_trim(0);
      auto one = make();
      live(one, blocks, count, largest, seed, *told);
    });
  });
  if (begun) begun = child.ask(1);
  if (!begun) return tl::unexpected(begun.error());
  if (told->refused) return unsupported("the system refused memory during the long run");
  if (told->run.residentBytes == 0)
    return unsupported("the kernel does not tell which pages are in memory (smaps_rollup)");
  return told->run;
}

}  // namespace lane
