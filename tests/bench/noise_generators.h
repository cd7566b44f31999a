// Noisy machines whose truth is known: what the simulations draw their samples from. A generator
// starts a run; the run gives the next sample, about 1 in value, at a moment between 0 (begin) and
// 1 (end). Each run carries its own state.
#pragma once

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "measure/statistics.h"

namespace noise {

using Random = std::mt19937_64;
using Run = std::function<double(double moment, Random&)>;

struct Generator {
  const char* name;
  std::function<Run(Random&)> start;
};

inline double normal(Random& random) {
  return std::normal_distribution<double>()(random);
}
inline double uniform(Random& random) {
  return std::uniform_real_distribution<double>()(random);
}

inline Generator logNormal(const char* name, double sigma) {
  return {name, [=](Random&) {
            return [=](double, Random& random) { return std::exp(sigma * normal(random)); };
          }};
}

/// Log-normal AR(1): every sample remembers the one before it.
inline Generator autoregressive(const char* name, double phi, double sigma) {
  return {name, [=](Random& random) {
            return [=, state = normal(random)](double, Random& r) mutable {
              state = phi * state + std::sqrt(1 - phi * phi) * normal(r);
              return std::exp(sigma * state);
            };
          }};
}

/// tests/data/noise_trace.csv: the noise of a real machine over one run.
inline std::vector<double> readTrace() {
  std::ifstream file(LANESCOPE_SOURCE_DIR "/tests/data/noise_trace.csv");
  std::vector<double> trace;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream values(line);
    for (std::string value; std::getline(values, value, ',');)
      trace.push_back(1 + 1e-4 * std::atof(value.c_str()));
  }
  if (trace.empty()) {
    std::fprintf(stderr, "tests/data/noise_trace.csv cannot be read\n");
    std::exit(2);
  }
  return trace;
}

/// The trace spans the run and begins at a random place of it; samples of one moment are
/// consecutive.
inline Generator replay(const char* name) {
  static const std::vector<double> trace = readTrace();
  return {name, [](Random& random) {
            const double begin = uniform(random);
            return [=, at = std::size_t{0}, last = -1.0](double moment, Random&) mutable {
              const auto size = static_cast<double>(trace.size());
              const auto due =
                  static_cast<std::size_t>(std::fmod(begin + moment, 1.0) * size) % trace.size();
              at = moment != last ? due : (at + 1) % trace.size();
              last = moment;
              return trace[at];
            };
          }};
}

inline std::vector<Generator> generators() {
  std::vector<Generator> list{
      logNormal("independent log-normal, 1 %", 0.01),
      logNormal("independent log-normal, 5 %", 0.05),
      logNormal("independent log-normal, 20 %", 0.20),
      autoregressive("AR(1) 0.3, 3 %", 0.3, 0.03),
      autoregressive("AR(1) 0.6, 3 %", 0.6, 0.03),
      autoregressive("AR(1) 0.6, 1 %", 0.6, 0.01),
  };
  list.push_back({"bimodal, 60 : 40, 4 % apart", [](Random&) {
                    return [](double, Random& r) {
                      const bool slow = uniform(r) < 0.4;
                      return (slow ? 1.04 : 1.0) * std::exp(0.005 * normal(r));
                    };
                  }});
  list.push_back({"drift of ±20 % over the run", [](Random& start) {
                    const double phase = uniform(start) < 0.5 ? 1 : -1;
                    return [=](double t, Random& r) {
                      return (1 + phase * 0.2 * (2 * t - 1)) * std::exp(0.01 * normal(r));
                    };
                  }});
  list.push_back({"bursts: 5 % of the time, 1.5 times slower", [](Random& start) {
                    return [left = 0, calm = static_cast<int>(40 * uniform(start))](
                               double, Random& r) mutable {
                      if (calm > 0) {
                        if (--calm == 0) left = 1 + static_cast<int>(5 * uniform(r));
                      } else if (--left <= 0) {
                        calm = 20 + static_cast<int>(60 * uniform(r));
                      }
                      return (calm > 0 ? 1.0 : 1.5) * std::exp(0.01 * normal(r));
                    };
                  }});
  list.push_back({"heavy tail (Student t, 2 degrees), 2 %", [](Random&) {
                    return [](double, Random& r) {
                      return std::exp(0.02 * std::student_t_distribution<double>(2)(r));
                    };
                  }});
  list.push_back(replay("noise recorded on a shared machine"));
  return list;
}

/// Passes as the runner makes them: the minimum in two, then eight rounds a visit.
inline constexpr std::uint32_t kPasses = 50;
constexpr std::uint32_t roundsOf(std::uint32_t pass) {
  return pass == 0 ? 6 : pass == 1 ? 10 : 8;
}

/// When in the run (0 begin, 1 end) a pass takes place: the first two visit every case and take
/// 15 % of the time each, as plan `vectors` does; the others share what is left. Groups come in a
/// new order in every pass, so `place` (0 … 1) is random; the rounds of a visit follow at once.
constexpr double momentOf(std::uint32_t pass, double place) {
  if (pass < 2) return 0.15 * (pass + place);
  return 0.3 + 0.7 * (pass - 2 + place) / (kPasses - 2);
}

/// Median of the generator's time-average: a large sample spread over the whole run.
inline double truthOf(const Generator& generator) {
  Random random(99);
  std::vector<double> values;
  for (int start = 0; start < 4000; ++start) {
    auto next = generator.start(random);
    const double offset = uniform(random);
    for (int i = 0; i < 250; ++i)
      values.push_back(next(std::fmod(offset + i / 250.0, 1.0), random));
  }
  return lane::median(std::move(values));
}

}  // namespace noise
