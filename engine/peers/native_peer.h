// Libraries loaded into this program when a plan names them, and only then: OpenBLAS and oneDNN.
// Nothing is linked, so that they may be absent; once loaded they stay until the program ends.
// Used by the measuring thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "peers/peer_work.h"

namespace lane {

/// One call of a library's function on operands that are in place.
class PeerCall {
 public:
  virtual ~PeerCall() = default;
  virtual void operator()() = 0;
};

/// The function of a library that computes the kernel, ready to be called. Errors: unsupported (the
/// library is absent, or has no such function for this type and mode).
Result<std::unique_ptr<PeerCall>> openblasCall(const PeerWork& work, std::uint32_t threads);
Result<std::unique_ptr<PeerCall>> onednnCall(const PeerWork& work, std::uint32_t threads);

/// Versions, threads and the instructions the library chose. Errors: unsupported, as it is absent.
Result<PeerAbout> aboutOpenblas(std::uint32_t threads);
Result<PeerAbout> aboutOnednn(std::uint32_t threads);

/// Path of a shared library in the folders of the system; empty when it is not installed.
std::string libraryPath(const char* name);

/// A library and its functions by name.
class NativeLibrary {
 public:
  /// Errors: unsupported, with the loader's words.
  static Result<NativeLibrary> load(const char* name);
  template <class Function>
  Result<Function> find(const char* symbol) const {
    if (void* found = address(symbol)) return reinterpret_cast<Function>(found);
    return tl::unexpected(missing(symbol));
  }

 private:
  void* address(const char* symbol) const;
  static Error missing(const char* symbol);
  void* m_handle = nullptr;
};

}  // namespace lane
