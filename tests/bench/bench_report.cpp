// The report of a session of 1,000 cases and of one of 10,000: seconds and bytes.
#include "bench/bench_report.h"

#include <algorithm>
#include <vector>

#include "bench/big_session.h"
#include "bench/child_process.h"
#include "exchange/export.h"

namespace {

struct Made {
  double seconds = 0;
  std::size_t bytes = 0;
};

template <class Make>
Made medianOf(Make make) {
  std::vector<double> times;
  std::size_t bytes = 0;
  for (int i = 0; i < 5; ++i) {
    const double begin = monotonicSeconds();
    bytes = make().size();
    times.push_back(monotonicSeconds() - begin);
  }
  std::nth_element(times.begin(), times.begin() + 2, times.end());
  return {times[2], bytes};
}

}  // namespace

int main() {
  BenchReport report;
  const lane::Session big = lane::bigSession();
  lane::Session thousand = big;
  thousand.cases.resize(1000);
  thousand.samples = {};
  const Made html = medianOf([&] { return lane::toHtml(thousand); });
  report.atMost("HTML report of 1,000 cases", html.seconds, 1, "s");
  report.atMost("its size", double(html.bytes) / 1e6, 5, "MB");
  const Made markdown = medianOf([&] { return lane::toMarkdown(thousand); });
  report.say("Markdown of 1,000 cases", markdown.seconds, "s");
  const Made large = medianOf([&] { return lane::toHtml(big); });
  report.say("HTML report of 10,000 cases", large.seconds, "s");
  report.say("its size", double(large.bytes) / 1e6, "MB");
  return report.exitCode();
}
