// Advice on the environment variables of OpenMP's runtime. Teams of this program do as the plan
// says whatever these contain; the libraries it compares with obey them.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <initializer_list>

#include "machine/advice_parts.h"

namespace lane {
namespace {

/// Those of the variables that are set.
struct Variables {
  explicit Variables(std::initializer_list<const char*> wanted) {
    for (const char* name : wanted)
      if (const char* value = std::getenv(name)) {
        settings += fmt::format("{}{}={}", settings.empty() ? "" : ", ", name, value);
        names += fmt::format("{}{}", names.empty() ? "" : " ", name);
      }
  }
  bool any() const { return !names.empty(); }
  std::string unset() const { return "unset " + names; }

  std::string settings;  ///< "OMP_NUM_THREADS=1, OMP_THREAD_LIMIT=1"
  std::string names;
};

std::string lowered(const char* name) {
  const char* value = std::getenv(name);
  std::string text = value != nullptr ? value : "";
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

void adviseOnOpenMp(AdviceCollector& list) {
  if (const Variables threads{"OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OMP_DYNAMIC"};
      threads.any()) {
    const bool limited = std::getenv("OMP_THREAD_LIMIT") != nullptr;
    list.add({AdviceId::omp_threads, limited ? Severity::warning : Severity::note, threads.settings,
              limited ? "no program can have more threads than OMP_THREAD_LIMIT allows: cases with "
                        "more are left out here, and the libraries compared with get no more either"
                      : "cases of this program get the threads they ask for all the same; the "
                        "libraries they are compared with (OpenBLAS, NumPy, PyTorch) obey it",
              threads.unset(), "in the shell that starts this program"});
  }
  const std::string binding = lowered("OMP_PROC_BIND");
  if (const Variables places{"OMP_PROC_BIND", "OMP_PLACES", "GOMP_CPU_AFFINITY"};
      places.any() && !(binding == "false" && std::getenv("OMP_PLACES") == nullptr &&
                        std::getenv("GOMP_CPU_AFFINITY") == nullptr)) {
    list.add({AdviceId::omp_binding, Severity::warning, places.settings,
              "this program puts its threads on cores of their own all the same; a library with "
              "threads of another kind (OpenBLAS) stays on the one core of its caller, so that two "
              "threads are as fast as one",
              places.unset(), "in the shell that starts this program"});
  }
  const std::string policy = lowered("OMP_WAIT_POLICY");
  const bool spins = std::getenv("GOMP_SPINCOUNT") != nullptr;
  if (policy == "passive" || policy == "active" || spins) {
    const Variables waiting{"OMP_WAIT_POLICY", "GOMP_SPINCOUNT"};
    list.add({AdviceId::omp_waiting, policy == "active" ? Severity::note : Severity::warning,
              waiting.settings,
              policy == "active"
                  ? "workers never sleep: beside another busy program a region of several threads "
                    "takes twice as long as with the default (8 against 4 ms where it was measured)"
                  : "workers go to sleep between regions and have to be woken: a region takes tens "
                    "of microseconds instead of one, and times come in two kinds",
              waiting.unset(), "in the shell that starts this program"});
  }
}

}  // namespace lane
