#include "peers/native_peer.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>

namespace lane {

std::string libraryPath(const char* name) {
  namespace fs = std::filesystem;
  for (const char* folder : {"/usr/local/lib", "/usr/lib/x86_64-linux-gnu",
                             "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"}) {
    std::error_code ignored;
    if (const fs::path path = fs::path(folder) / name; fs::exists(path, ignored))
      return path.string();
  }
  return {};
}

Result<NativeLibrary> NativeLibrary::load(const char* name) {
  const std::string path = libraryPath(name);
  NativeLibrary library;
  library.m_handle = ::dlopen(path.empty() ? name : path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library.m_handle) return library;
  const char* why = ::dlerror();
  return fail(ErrorCode::unsupported, fmt::format("{} cannot be loaded ({})", name,
                                                  why ? why : "the loader does not say why"));
}

Error NativeLibrary::missing(const char* symbol) {
  return {ErrorCode::unsupported, fmt::format("{} is not in the library", symbol), {}, {}};
}

void* NativeLibrary::address(const char* symbol) const {
  return ::dlsym(m_handle, symbol);
}

}  // namespace lane
