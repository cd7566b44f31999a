#include "workloads/ceilings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/units.h"
#include "commands.h"
#include "console.h"
#include "exchange/text_layout.h"
#include "interrupt.h"

namespace lane::cli {
namespace {

constexpr std::string_view kNone = "–";

/// "396 GB/s ±0.3 %"
std::string withInterval(const Estimate& estimate, const std::string& value) {
  return fmt::format("{} ±{}", value,
                     formatShare((estimate.high - estimate.low) / 2 / estimate.value));
}

std::string peakText(const PeakRate* peak) {
  if (!peak) return std::string(kNone);
  return withInterval(peak->rate, peak->dtype == Dtype::i8 ? formatRate(peak->rate.value, "OP")
                                                           : formatFlopRate(peak->rate.value));
}

std::string threadsText(std::uint32_t threads) {
  return threads == 1 ? "1 thread" : fmt::format("{} threads", threads);
}

std::string peakTable(const Ceilings& ceilings) {
  TextTable table;
  table.leftColumns = 2;
  table.header = {"Peak arithmetic rate", "type", threadsText(1)};
  if (ceilings.threads > 1) table.header.push_back(threadsText(ceilings.threads));
  table.header.insert(table.header.end(), {"per cycle", "of theory"});
  for (const PeakRate& entry : ceilings.peaks) {
    if (entry.threads != 1) continue;
    const PeakRate* one = ceilings.peak(entry.form, entry.dtype, 1);
    std::vector<std::string> row = {entry.label, std::string(toWord(entry.dtype)), peakText(one)};
    if (ceilings.threads > 1)
      row.push_back(peakText(ceilings.peak(entry.form, entry.dtype, ceilings.threads)));
    row.push_back(one && one->opsPerCycle > 0 ? formatNumber(one->opsPerCycle)
                                              : std::string(kNone));
    row.push_back(one && one->shareOfTheory > 0 ? formatShare(one->shareOfTheory)
                                                : std::string(kNone));
    table.rows.push_back(std::move(row));
  }
  return layOut(table);
}

std::string bytesText(double bytes) {
  return std::isfinite(bytes) ? formatBytes(bytes) : std::string(kNone);
}

std::string levelTable(const Ceilings& ceilings) {
  TextTable table;
  table.header = {"Level", "reported", "from the curve", "latency, 2 MiB pages", "4 KiB pages"};
  for (const MemoryLevel& level : ceilings.levels) {
    std::vector<std::string> row = {level.name, bytesText(level.reportedBytes),
                                    bytesText(level.measuredBytes)};
    for (const PageKind pages : {PageKind::huge, PageKind::small}) {
      const LevelRate* rate = ceilings.rate(level.name, {WalkKind::latency, 8, false, 1, pages});
      row.push_back(rate ? withInterval(rate->value, formatTime(rate->value.value))
                         : std::string(kNone));
    }
    table.rows.push_back(std::move(row));
  }
  return layOut(table);
}

/// One row per kernel and width that was measured with these threads and pages.
std::string bandwidthTable(const Ceilings& ceilings, std::uint32_t threads, PageKind pages) {
  TextTable table;
  table.leftColumns = 2;
  table.header = {fmt::format("Bandwidth, {}, {} pages", threadsText(threads),
                              pages == PageKind::huge ? "2 MiB" : "4 KiB"),
                  "vector"};
  for (const MemoryLevel& level : ceilings.levels) table.header.push_back(level.name);
  std::vector<WalkStyle> styles;
  for (const LevelRate& rate : ceilings.rates)
    if (rate.style.kind != WalkKind::latency && rate.style.threads == threads &&
        rate.style.pages == pages &&
        std::find(styles.begin(), styles.end(), rate.style) == styles.end())
      styles.push_back(rate.style);
  for (const WalkStyle& style : styles) {
    std::vector<std::string> row = {
        std::string(toWord(style.kind)) + (style.nonTemporal ? ", past the caches" : ""),
        fmt::format("{}-bit", style.width * 8)};
    for (const MemoryLevel& level : ceilings.levels) {
      const LevelRate* rate = ceilings.rate(level.name, style);
      row.push_back(rate ? withInterval(rate->value, formatByteRate(rate->value.value))
                         : std::string(kNone));
    }
    table.rows.push_back(std::move(row));
  }
  return styles.empty() ? std::string() : layOut(table) + "\n";
}

/// What is missing and why, each reason once; then what disagrees.
std::string remarks(const Ceilings& ceilings) {
  std::string text;
  std::set<std::string> said;
  const auto tell = [&](const std::string& what, const std::string& reason) {
    if (!reason.empty() && said.insert(what + reason).second)
      text += fmt::format("{}: {}\n", what, reason);
  };
  for (const PeakRate& peak : ceilings.peaks)
    tell(fmt::format("{} {}", peak.label, toWord(peak.dtype)), peak.reason);
  for (const LevelRate& rate : ceilings.rates)
    tell(fmt::format("{}, {}", rate.level, threadsText(rate.style.threads)), rate.reason);
  for (const Finding& finding : ceilings.findings)
    text += fmt::format("{}: {}. {}.\n", toWord(finding.severity), finding.text, finding.advice);
  return text;
}

std::string ceilingText(const Ceilings& ceilings) {
  std::string text = fmt::format("{}, measured {} in {}\n\n", ceilings.cpuModel, ceilings.created,
                                 formatTime(ceilings.seconds));
  text += peakTable(ceilings) + "\n" + levelTable(ceilings) + "\n";
  for (const PageKind pages : {PageKind::huge, PageKind::small}) {
    text += bandwidthTable(ceilings, 1, pages);
    if (ceilings.threads > 1) text += bandwidthTable(ceilings, ceilings.threads, pages);
  }
  return text + remarks(ceilings);
}

Result<Ceilings> measureAnew(const MachineCard& card) {
  const Interrupt interrupt;
  std::string phase;
  const auto progress = [&](std::string_view what, double share) {
    if (what == phase) return;
    phase = what;
    say(fmt::format("{} {}", padded(formatShare(share), 5), what));
  };
  auto ceilings = measureCeilings(card, {}, progress, interrupt.token());
  if (!ceilings) return ceilings;
  // Without a cache they are measured again next time: worth a word, not a failure.
  if (const auto saved = saveCeilings(*ceilings); !saved) report(saved.error());
  return ceilings;
}

ExitCode ceilings(bool redo, bool json) {
  const MachineCard card = readMachineCard(CardDetail::quick);
  Result<Ceilings> found = fail(ErrorCode::io, {});
  if (!redo) found = loadCeilings(ceilingFingerprint(card));
  if (!found && found.error().code == ErrorCode::format) report(found.error());
  if (!found) found = measureAnew(card);
  if (!found) return report(found.error());
  print(json ? ceilingsToJson(*found, 2) : ceilingText(*found));
  return kDone;
}

}  // namespace

void addCeilings(CLI::App& program, ExitCode& exit) {
  CLI::App* command = program.add_subcommand(
      "ceilings", "What this machine can do at best: arithmetic, bandwidth and latency, measured");
  const CLI::Option* redo = command->add_flag("--redo")->description(
      "Measure anew (up to a minute) instead of showing what is kept for this machine");
  const CLI::Option* json = command->add_flag("--json")->description("As JSON, with all curves");
  command->callback([&exit, redo, json] { exit = ceilings(redo->count() > 0, json->count() > 0); });
}

}  // namespace lane::cli
