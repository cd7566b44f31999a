// Workflow commands of GitHub Actions: lines on standard output that become annotations of the
// run. GitHub shows at most ten errors and ten warnings of a step, so no more are written.
#include <fmt/format.h>

#include <algorithm>

#include "base/units.h"
#include "exchange/diff_words.h"
#include "exchange/export.h"
#include "exchange/text_layout.h"

namespace lane {
namespace {

constexpr std::size_t kMost = 10;  ///< of each severity

/// Line ends and the escape character itself as %XX; in a property also what ends one.
std::string escaped(std::string_view text, bool isProperty) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '%':
        out += "%25";
        break;
      case '\r':
        out += "%0D";
        break;
      case '\n':
        out += "%0A";
        break;
      case ':':
        out += isProperty ? "%3A" : ":";
        break;
      case ',':
        out += isProperty ? "%2C" : ",";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string line(std::string_view command, std::string_view title, std::string_view message) {
  return fmt::format("::{} title={}::{}\n", command, printable(escaped(title, true)),
                     printable(escaped(message, false)));
}

std::string titleOf(const GateReason& reason) {
  switch (reason.kind) {
    case GateReason::Kind::regressed:
      return "Regressed: " + reason.key;
    case GateReason::Kind::missed:
      return "Expectation missed";
    case GateReason::Kind::unpaired:
      return "Nothing to compare";
    case GateReason::Kind::lost:
      return "No figure: " + reason.key;
    case GateReason::Kind::unknown:
      return "Expectation not judged";
    case GateReason::Kind::undecided:
      return reason.key.empty() ? "Expectation undecided" : "Undecided: " + reason.key;
  }
  return reason.key;
}

}  // namespace

std::string toGithub(const Diff& diff, const DiffContext& context) {
  const GateOutcome judged = context.gate ? *context.gate : judgeGate(diff);
  std::string text;
  const auto list = [&](Severity severity, std::string_view command) {
    std::size_t count = 0;
    for (const GateReason& reason : judged.reasons) {
      if (reason.severity != severity || count == kMost) continue;
      ++count;
      const bool isPair = reason.kind == GateReason::Kind::regressed ||
                          (reason.kind == GateReason::Kind::undecided && !reason.key.empty());
      text +=
          line(command, titleOf(reason),
               isPair ? fmt::format("{} new/base {}", metricName(diff), reason.text) : reason.text);
    }
  };
  list(Severity::problem, "error");
  list(Severity::warning, "warning");
  std::string summary = fmt::format("{}, threshold {}", countsText(diff.summary),
                                    formatShare(diff.options.threshold));
  if (const std::string mean = geomeanText(diff.summary); !mean.empty())
    summary += fmt::format(". Geometric mean {}", mean);
  if (!judged.remeasured.empty()) summary += ". " + judged.remeasured;
  if (!diff.environment.empty() && !diff.environment[0].why.empty())
    summary += fmt::format(". {}: {}", diff.environment[0].label, diff.environment[0].why);
  const std::string title =
      context.gate ? "Lanescope gate " + describe(judged) : std::string("Lanescope");
  return text + line("notice", title, summary);
}

}  // namespace lane
