// Libraries people would use instead, as variants of the vector kernels: which there are, and
// whether they can be asked here. None of them is needed; one that is missing costs its own rows.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace lane {

/// In the order they are listed everywhere, after this program's own variants.
enum class PeerId : std::uint8_t { openblas, onednn, numpy, torch, torchAvx512 };

struct PeerInfo {
  PeerId id;
  std::string_view name;         ///< canonical, as in keys: "torch-avx512"
  std::string_view label;        ///< for people: "PyTorch, AVX-512"
  std::string_view description;  ///< one sentence
  std::string_view package;      ///< of Python, whose folder tells that it is installed; else empty
  std::string_view library;      ///< shared library loaded into this program; else empty
  std::string_view debian;       ///< Debian's package of it
  std::string_view capability;  ///< ATEN_CPU_CAPABILITY of its process; empty: the library's choice
};

std::span<const PeerInfo> peers();
const PeerInfo& info(PeerId id);
std::optional<PeerId> peerByName(std::string_view name);

/// The Python that runs them: the system's, or the one LANESCOPE_PYTHON names.
std::string peerPython();
/// Why it cannot be asked here, as far as can be told without starting it; empty when it can.
/// Cached, any thread.
const std::string& whyNoPeer(PeerId id);

}  // namespace lane
