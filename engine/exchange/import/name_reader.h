// What the name of a benchmark says about its axes: "BM_add<float>/1024/threads:8" is BM_add of
// f32 with 1024 elements on 8 threads. Patterns of the user come first, then what the tool's own
// grammar says, then shapes that are common everywhere. Not thread-safe; one per import.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "exchange/import/import.h"

namespace lane {

/// The axes of one result as far as a name or a tool's parameters tell them.
struct NamedAxes {
  std::string benchmark = {};
  std::string variant = {};
  std::uint64_t size = 0;
  std::uint32_t threads = 1;
  Dtype dtype = Dtype::none;
  std::map<std::string, std::string> params = {};
  /// What registering a benchmark adds to its name: "real_time/iterations:10". No axis.
  std::string options = {};

  /// By its name a parameter is the size (n, size …), the variant (impl, isa …), the threads or the
  /// element type; else it stays a parameter.
  void assign(const std::string& name, const std::string& value);
};

class NameReader {
 public:
  /// Error: usage, an expression that is none.
  static Result<NameReader> make(const std::vector<NamePattern>& patterns);
  ~NameReader();
  NameReader(NameReader&&) noexcept;
  NameReader& operator=(NameReader&&) noexcept;

  /// By the user's patterns, else by shape.
  NamedAxes read(std::string_view name);
  /// By the first pattern of the user that matches; false when none does.
  bool byPattern(std::string_view name, NamedAxes& axes);
  /// By what is common: "sum/avx2/4096", "dot_avx2/64", "BM_add<float>/n:1024/threads:8/real_time".
  NamedAxes byShape(std::string_view name);
  /// Names whose match was given up because the expression tried too much.
  std::size_t givenUp() const;

 private:
  struct Compiled;
  NameReader();
  bool match(Compiled& pattern, std::string_view name, NamedAxes& axes);
  NamedAxes readCore(std::string_view core);
  std::vector<std::unique_ptr<Compiled>> m_user, m_shapes;
};

}  // namespace lane
