// A forked child that does what would harm this process: allocate until a limit refuses, or grow
// and shrink a heap whose pages are to be counted. It shares a piece of memory with its parent and
// answers questions one by one; it ends with its parent. The child may allocate and read the clock;
// it takes no locks of its own and starts no threads. Owned by one thread.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>

#include "base/result.h"

namespace lane {

/// Memory both sides see, zeroed.
class SharedBytes {
 public:
  explicit SharedBytes(std::size_t bytes);
  ~SharedBytes();
  SharedBytes(const SharedBytes&) = delete;
  SharedBytes& operator=(const SharedBytes&) = delete;
  void* data() const { return m_data; }  ///< nullptr when the system refused

 private:
  void* m_data;
  std::size_t m_bytes;
};

class Forked {
 public:
  Forked() = default;
  ~Forked();  ///< ends and reaps the child
  Forked(const Forked&) = delete;
  Forked& operator=(const Forked&) = delete;

  /// In the child: answer(question) for every question asked, 0 before the first. Errors:
  /// unsupported, with the system's reason.
  Result<void> start(std::function<void(std::uint64_t question)> answer);
  /// Asks and waits for the answer. Errors: io, when the child died or needs longer than `seconds`.
  Result<void> ask(std::uint64_t question, double seconds = 60);
  bool running() const { return m_pid > 0; }

 private:
  Result<void> lost(const char* what);
  pid_t m_pid = -1;
  int m_socket = -1;
};

}  // namespace lane
