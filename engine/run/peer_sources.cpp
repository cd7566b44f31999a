#include "run/peer_sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "peers/peer_case.h"

namespace lane {
namespace {

/// Row of the source, or why there is none.
struct Asked {
  std::uint32_t source = 0;
  std::string reason;
};

Asked askPeer(PlannedRun& run, PeerId peer, std::uint32_t threads) {
  const auto about = aboutPeer(peer, threads);
  if (!about) {
    run.notes.push_back(
        {0, Severity::warning,
         fmt::format("{} is not measured: {}", info(peer).label, about.error().what)});
    return {0, about.error().what};
  }
  std::string id(info(peer).name);
  if (threads > 1) id += fmt::format("-{}", threads);
  run.session.sources.push_back(
      {std::move(id), SourceKind::child, about->tool, about->versions, about->environment});
  return {static_cast<std::uint32_t>(run.session.sources.size() - 1), {}};
}

}  // namespace

void addPeerSources(PlannedRun& run) {
  std::map<std::pair<PeerId, std::uint32_t>, Asked> asked;
  std::set<std::uint32_t> skipped;
  for (std::uint32_t i = 0; i < run.session.cases.size(); ++i) {
    CaseRecord& record = run.session.cases[i];
    const auto peer = peerByName(record.variant);
    if (!peer || record.status != CaseStatus::pending) continue;
    const std::pair key{*peer, record.threads};
    auto known = asked.find(key);
    if (known == asked.end()) known = asked.emplace(key, askPeer(run, *peer, record.threads)).first;
    record.source = known->second.source;
    if (known->second.reason.empty()) continue;
    record.status = CaseStatus::skipped;
    record.reason = known->second.reason;
    skipped.insert(i);
  }
  for (ScheduledGroup& group : run.groups)
    std::erase_if(group.cases, [&](std::uint32_t index) { return skipped.contains(index); });
  std::erase_if(run.groups, [](const ScheduledGroup& group) { return group.cases.empty(); });
}

}  // namespace lane
