#include "peers/peers.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "peers/native_peer.h"

namespace lane {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSystemPython = "/usr/bin/python3";

constexpr std::array<PeerInfo, 5> kPeers = {{
    {PeerId::openblas, "openblas", "OpenBLAS", "OpenBLAS, loaded when asked for", "",
     "libopenblas.so.0", "libopenblas0", ""},
    {PeerId::onednn, "onednn", "oneDNN", "oneDNN's primitives, loaded when asked for", "",
     "libdnnl.so.2", "libdnnl2", ""},
    {PeerId::numpy, "numpy", "NumPy", "NumPy as idiomatic code calls it", "numpy", "",
     "python3-numpy", ""},
    {PeerId::torch, "torch", "PyTorch", "PyTorch with the instructions it chooses itself", "torch",
     "", "python3-torch", ""},
    {PeerId::torchAvx512, "torch-avx512", "PyTorch, AVX-512",
     "PyTorch told to use AVX-512 (ATEN_CPU_CAPABILITY=avx512)", "torch", "", "python3-torch",
     "avx512"},
}};

/// Folders the system's Python finds packages in; of another Python they are not known.
bool isInstalled(std::string_view package) {
  std::error_code ignored;
  if (fs::is_directory(fs::path("/usr/lib/python3/dist-packages") / package, ignored)) return true;
  for (const auto& entry : fs::directory_iterator("/usr/local/lib", ignored))
    if (entry.path().filename().string().starts_with("python3") &&
        fs::is_directory(entry.path() / "dist-packages" / package, ignored))
      return true;
  return false;
}

std::string lookFor(const PeerInfo& peer) {
  const std::string absent =
      fmt::format("{} is not installed (Debian: {})", peer.label, peer.debian);
  if (peer.package.empty())
    return libraryPath(std::string(peer.library).c_str()).empty() ? absent : "";
  const std::string python = peerPython();
  if (::access(python.c_str(), X_OK) != 0) return fmt::format("there is no {} to run it", python);
  if (python != kSystemPython || isInstalled(peer.package)) return {};
  return absent;
}

}  // namespace

std::span<const PeerInfo> peers() {
  return kPeers;
}

const PeerInfo& info(PeerId id) {
  return kPeers[static_cast<std::size_t>(id)];
}

std::optional<PeerId> peerByName(std::string_view name) {
  const auto found = std::find_if(kPeers.begin(), kPeers.end(),
                                  [&](const PeerInfo& peer) { return peer.name == name; });
  return found == kPeers.end() ? std::nullopt : std::optional(found->id);
}

std::string peerPython() {
  const char* named = std::getenv("LANESCOPE_PYTHON");
  return named && *named ? named : std::string(kSystemPython);
}

const std::string& whyNoPeer(PeerId id) {
  static const auto reasons = [] {
    std::array<std::string, kPeers.size()> list;
    for (std::size_t i = 0; i < list.size(); ++i) list[i] = lookFor(kPeers[i]);
    return list;
  }();
  return reasons[static_cast<std::size_t>(id)];
}

}  // namespace lane
