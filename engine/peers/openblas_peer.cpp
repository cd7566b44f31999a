// OpenBLAS: the level-1 functions that compute one of our kernels. Single functions only; what
// would have to be composed is not what people call it for.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "peers/native_peer.h"

namespace lane {
namespace {

template <class T>
using Dot = T (*)(int, const T*, int, const T*, int);
template <class T>
using Norm = T (*)(int, const T*, int);
template <class T>
using IndexOfLargest = std::size_t (*)(int, const T*, int);

struct OpenBlas {
  NativeLibrary library;
  void (*setThreads)(int) = nullptr;
  char* (*config)() = nullptr;
  char* (*core)() = nullptr;
};

const Result<OpenBlas>& openblas() {
  static const Result<OpenBlas> loaded = [] {
    return NativeLibrary::load("libopenblas.so.0").and_then([](const NativeLibrary& library) {
      OpenBlas blas{library};
      const auto threads = library.find<void (*)(int)>("openblas_set_num_threads");
      const auto config = library.find<char* (*)()>("openblas_get_config");
      const auto core = library.find<char* (*)()>("openblas_get_corename");
      if (!threads || !config || !core)
        return Result<OpenBlas>(
            fail(ErrorCode::unsupported, "libopenblas.so.0 is another library than its name says"));
      blas.setThreads = *threads;
      blas.config = *config;
      blas.core = *core;
      return Result<OpenBlas>(blas);
    });
  }();
  return loaded;
}

/// The result goes where the kernel's own would.
template <class T, class Compute>
class BlasCall final : public PeerCall {
 public:
  BlasCall(const KernelArgs& args, Compute compute) : m_args(args), m_compute(compute) {}
  void operator()() override { *static_cast<T*>(m_args.out) = m_compute(m_args); }

 private:
  KernelArgs m_args;
  Compute m_compute;
};

template <class T, class Compute>
std::unique_ptr<PeerCall> makeCall(const KernelArgs& args, Compute compute) {
  return std::make_unique<BlasCall<T, Compute>>(args, compute);
}

template <class T>
const T* first(const KernelArgs& args) {
  return static_cast<const T*>(args.a);
}

template <class T>
Result<std::unique_ptr<PeerCall>> callOf(const NativeLibrary& library, const PeerWork& work,
                                         char letter) {
  const std::string_view kernel = work.kernel->name;
  const auto symbol = [&](const char* pattern) {
    return fmt::format(fmt::runtime(pattern), letter);
  };
  if (kernel == "dot")
    return library.find<Dot<T>>(symbol("cblas_{}dot").c_str()).map([&](Dot<T> dot) {
      return makeCall<T>(work.args, [dot](const KernelArgs& args) {
        return dot(int(args.n), first<T>(args), 1, static_cast<const T*>(args.b), 1);
      });
    });
  if (kernel == "norm_l1" || kernel == "norm_l2")
    return library
        .find<Norm<T>>(symbol(kernel == "norm_l1" ? "cblas_{}asum" : "cblas_{}nrm2").c_str())
        .map([&](Norm<T> norm) {
          return makeCall<T>(work.args, [norm](const KernelArgs& args) {
            return norm(int(args.n), first<T>(args), 1);
          });
        });
  if (kernel == "norm_linf")
    return library.find<IndexOfLargest<T>>(symbol("cblas_i{}amax").c_str())
        .map([&](IndexOfLargest<T> largest) {
          return makeCall<T>(work.args, [largest](const KernelArgs& args) {
            return args.n == 0 ? T(0)
                               : std::abs(first<T>(args)[largest(int(args.n), first<T>(args), 1)]);
          });
        });
  return fail(ErrorCode::unsupported, fmt::format("OpenBLAS has no function for {}", kernel));
}

}  // namespace

Result<std::unique_ptr<PeerCall>> openblasCall(const PeerWork& work, std::uint32_t threads) {
  const Result<OpenBlas>& blas = openblas();
  if (!blas) return tl::unexpected(blas.error());
  blas->setThreads(static_cast<int>(threads));
  return work.dtype == Dtype::f32 ? callOf<float>(blas->library, work, 's')
                                  : callOf<double>(blas->library, work, 'd');
}

Result<PeerAbout> aboutOpenblas(std::uint32_t threads) {
  const Result<OpenBlas>& blas = openblas();
  if (!blas) return tl::unexpected(blas.error());
  // "OpenBLAS 0.3.21 NO_AFFINITY USE64BITINT …"
  const std::string config = blas->config();
  const std::size_t begin = config.find(' ');
  const std::string version =
      begin == std::string::npos
          ? config
          : config.substr(begin + 1, config.find(' ', begin + 1) - begin - 1);
  return PeerAbout{
      "OpenBLAS " + version, nlohmann::json{{"openblas", version}}.dump(),
      nlohmann::json{{"config", config}, {"core", blas->core()}, {"threads", threads}}.dump()};
}

}  // namespace lane
