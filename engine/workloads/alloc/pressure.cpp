#include "workloads/alloc/pressure.h"

#include <fcntl.h>
#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "measure/clock.h"
#include "workloads/alloc/allocators.h"
#include "workloads/alloc/forked.h"

namespace lane {
namespace {

constexpr std::uint64_t kHeadroom = std::uint64_t{32} << 20;

// Questions to the child; the number of requests stands above the lowest two bits.
enum Ask : std::uint64_t { kFill = 0, kRefuse = 1, kRefuseOneByOne = 2, kRecover = 3 };

struct Mapped {
  std::uint64_t all = 0;       ///< address space in use
  std::uint64_t writable = 0;  ///< of it private and writable
};

Mapped mapped() {
  char text[256] = {};
  const int file = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  const ssize_t got = ::read(file, text, sizeof text - 1);
  ::close(file);
  if (got <= 0) return {};
  std::uint64_t pages[6] = {};
  char* at = text;
  for (std::uint64_t& field : pages) field = std::strtoull(at, &at, 10);
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return {pages[0] * page, pages[5] * page};
}

/// An allocator that has refused once may still find a gap for the next request.
constexpr int kRefusedInARow = 64;

/// The child's side: blocks in a list that runs through them.
template <class Allocator>
class Filler {
 public:
  template <class Make>
  Filler(const Make& make, std::uint64_t bytes, PressureTold& told)
      : m_allocator(make()), m_bytes(bytes), m_told(told) {}

  void answer(std::uint64_t question) {
    const std::uint64_t count = question >> 2;
    switch (question & 3) {
      case kFill:
        ::malloc_trim(0);  // what this process had freed is no room of the child's
        bound();
        m_told.served = fill(UINT64_MAX);
        break;
      case kRefuse:
        refuse(count);
        break;
      case kRefuseOneByOne:
        for (std::uint64_t i = 0; i < count; ++i) {
          const std::uint64_t begin = m_clock.now();
          request();
          m_told.events.add(m_clock.seconds(m_clock.now() - begin));
        }
        break;
      default:
        drop();
        m_told.servedAgain = fill(m_told.served);
    }
  }

 private:
  struct Link {
    void* next;
    void* block;
  };

  static void bound() {
    const Mapped now = mapped();
    const auto limit = [](auto what, std::uint64_t bytes) {
      const rlimit both{bytes + kHeadroom, bytes + kHeadroom};
      ::setrlimit(what, &both);
    };
    limit(RLIMIT_AS, now.all);
    // A heap may have address space in reserve that it has not yet made writable.
    limit(RLIMIT_DATA, now.writable);
  }

  std::uint64_t fill(std::uint64_t most) {
    std::uint64_t count = 0;
    for (int refused = 0; count < most && refused < kRefusedInARow;) {
      void* block = m_allocator.allocate(m_bytes);
      refused = block == nullptr ? refused + 1 : 0;
      if (block == nullptr) continue;
      keep(block);
      ++count;
    }
    return count;
  }

  void keep(void* block) {
    const Link link{m_first, block};
    std::memcpy(Allocator::data(block), &link, sizeof link);
    m_first = Allocator::data(block);
  }

  void drop() {
    while (m_first != nullptr) {
      Link link;
      std::memcpy(&link, m_first, sizeof link);
      m_first = link.next;
      m_allocator.free(link.block, m_bytes);
    }
    m_allocator.endRound();
  }

  void request() {
    void* block = m_allocator.allocate(m_bytes);
    asm volatile("" : "+r"(block) : : "memory");
    if (block == nullptr) {
      ++m_told.refusals;
    } else {
      ++m_told.grantedAfter;
      keep(block);
    }
  }

  void refuse(std::uint64_t count) {
    m_told.refusals = 0;
    const std::uint64_t begin = m_clock.now();
    for (std::uint64_t i = 0; i < count; ++i) request();
    m_told.seconds = m_clock.seconds(m_clock.now() - begin);
  }

  const Clock& m_clock = Clock::instance();
  Allocator m_allocator;
  std::uint64_t m_bytes;
  PressureTold& m_told;
  void* m_first = nullptr;
};

class Pressure final : public PressureCase {
 public:
  Result<void> start(const std::string& allocator, std::uint64_t bytes) {
    if (m_shared.data() == nullptr)
      return fail(ErrorCode::unsupported, "no memory to share with a child");
    m_told = new (m_shared.data()) PressureTold;
    Clock::instance();  // calibrated here, not in the child
    // Made in the child at the first question: what it takes belongs to the child.
    auto begun =
        m_child.start([this, allocator, bytes, filler = std::function<void(std::uint64_t)>()](
                          std::uint64_t question) mutable {
          if (!filler)
            withAllocator(allocator, bytes, [&](auto make) {
              using Kind = Filler<decltype(make())>;
              auto one = std::make_shared<Kind>(make, bytes, *m_told);
              filler = [one](std::uint64_t asked) { one->answer(asked); };
            });
          filler(question);
        });
    if (begun) begun = m_child.ask(kFill);
    return begun;
  }

  void run(std::uint64_t calls) override {
    if (!ask(kRefuse, calls)) return;
    m_mean = m_told->seconds / static_cast<double>(calls);
    if (m_told->refusals < calls / 2) m_failure = "the limit did not refuse";
  }
  void beforeBatch() override { ask(kRefuseOneByOne, 64); }
  std::string_view failure() const override { return m_failure; }
  std::optional<double> ownSeconds() const override { return m_told->seconds; }
  std::span<const double> observations() const override { return {&m_mean, 1}; }
  const PressureTold& told() const override { return *m_told; }
  Result<void> recover() override { return m_child.ask(kRecover); }

 private:
  bool ask(Ask what, std::uint64_t count) {
    if (!m_failure.empty()) return false;
    if (auto answered = m_child.ask(count << 2 | what); !answered)
      m_failure = toString(answered.error());
    return m_failure.empty();
  }

  SharedBytes m_shared{sizeof(PressureTold)};
  PressureTold* m_told = nullptr;
  Forked m_child;
  double m_mean = 0;
  std::string m_failure;
};

}  // namespace

std::uint64_t pressureHeadroom() {
  return kHeadroom;
}

Result<std::unique_ptr<PressureCase>> makePressure(const std::string& allocator,
                                                   std::uint64_t bytes) {
  if (kMallocEndsProgram)
    return fail(ErrorCode::unsupported,
                "built with a sanitizer, whose malloc ends the program instead of refusing");
  auto made = std::make_unique<Pressure>();
  if (auto begun = made->start(allocator, bytes); !begun) return tl::unexpected(begun.error());
  return made;
}

}  // namespace lane
