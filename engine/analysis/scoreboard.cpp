#include "analysis/scoreboard.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <strings.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

#include "analysis/pair_ratio.h"
#include "base/quantity.h"
#include "machine/variant.h"
#include "run/refinement.h"

namespace lane {
namespace {

constexpr const char* kBestPeer = "best-peer";
constexpr const char* kCompiler = "compiler";
/// With fewer shared rounds no interval of the sign test reaches 95 %.
constexpr std::size_t kFewestRounds = 6;

enum class Kind : std::uint8_t { none, scalar, compiler, ours, peer };

Kind kindOf(const std::string& variant) {
  if (variant.empty()) return Kind::none;  // of other tools that know no variants
  const auto id = variantByName(variant);
  if (!id) return Kind::peer;
  if (*id == VariantId::scalar) return Kind::scalar;
  return info(*id).compilerMade ? Kind::compiler : Kind::ours;
}

bool isOurs(const CaseRecord& record) {
  return kindOf(record.variant) == Kind::ours;
}

/// Figures that stand beside the times of libraries, by case.
struct PeerFacts {
  std::set<std::uint32_t> outside;                 ///< of the kernel's tolerance
  std::unordered_map<std::uint32_t, double> call;  ///< seconds a call costs

  explicit PeerFacts(const Session& session) {
    for (const ValueRecord& value : session.values) {
      if (value.caseIndex == kNoCase || !std::isfinite(value.value)) continue;
      const std::string& metric = session.metrics[value.metric].id;
      if (metric == "outside_tolerance") outside.insert(value.caseIndex);
      if (metric == "call_cost") call[value.caseIndex] = value.value;
    }
  }
};

bool isOpponent(const CaseRecord& record, const std::string& opponent) {
  if (opponent == kBestPeer) return kindOf(record.variant) == Kind::peer;
  if (opponent == kCompiler) return kindOf(record.variant) == Kind::compiler;
  return !opponent.empty() && record.variant == opponent;
}

/// What all cases of a row share, as text.
std::string rowKey(CaseRecord record) {
  record.variant.clear();
  record.size = 0;
  return makeKey(record);
}

using CasesAt = std::map<std::uint64_t, std::vector<std::uint32_t>>;

struct Chart {
  CurveKey key;
  CasesAt sizes;
};

std::vector<Chart> chartsOf(const Session& session, const std::string& opponent) {
  const std::vector<bool> refined = refinedCases(session);
  std::vector<Chart> charts;
  std::unordered_map<std::string, std::size_t> places;
  for (std::uint32_t i = 0; i < session.cases.size(); ++i) {
    const CaseRecord& record = session.cases[i];
    if (refined[i] || (!isOurs(record) && !isOpponent(record, opponent))) continue;
    const auto [place, added] = places.try_emplace(rowKey(record), charts.size());
    if (added) charts.push_back({curveKey(record), {}});
    charts[place->second].sizes[record.size].push_back(i);
  }
  return charts;
}

/// Why one side has no time here.
std::string whyNone(const Session& session, const std::vector<std::uint32_t>& cases,
                    std::string absent) {
  if (cases.empty()) return absent;
  const CaseRecord& record = session.cases[cases.front()];
  const std::string state = record.status == CaseStatus::pending
                                ? "not measured yet"
                                : std::string(toWord(record.status));
  return fmt::format("{} is {}{}{}", record.variant, state, record.reason.empty() ? "" : ": ",
                     record.reason);
}

std::uint32_t fastest(const Session& session, const std::vector<std::uint32_t>& cases) {
  std::uint32_t best = kNoCase;
  for (const std::uint32_t i : cases)
    if (session.cases[i].hasTime() && std::isfinite(session.cases[i].median) &&
        (best == kNoCase || session.cases[i].median < session.cases[best].median))
      best = i;
  return best;
}

bool hasInterval(const CaseRecord& record) {
  return record.ciLow > 0 && record.ciHigh >= record.ciLow && std::isfinite(record.ciHigh) &&
         record.sampleCount > 1;
}

/// From the rounds both share where there are enough, else from their medians, whose errors then
/// add in quadrature.
void compare(const Session& session, double confidence, ScoreCell& cell) {
  const CaseRecord& ours = session.cases[cell.ours];
  const CaseRecord& theirs = session.cases[cell.theirs];
  if (cell.ours == cell.theirs) {
    cell.ratio = cell.low = cell.high = 1;
    return;
  }
  // While a run goes on, finding the rounds again and again would take too long.
  if (session.samples.sortedByCase) {
    const PairedRatio paired = pairRatio(session, cell.theirs, cell.ours, confidence);
    if (paired.rounds >= kFewestRounds && paired.ratio > 0 && std::isfinite(paired.ratio)) {
      cell.ratio = paired.ratio;
      cell.low = paired.low;
      cell.high = paired.high;
      cell.rounds = paired.rounds;
      return;
    }
  }
  cell.ratio = ours.median / theirs.median;
  if (!hasInterval(ours) || !hasInterval(theirs)) return;
  cell.low = cell.ratio * std::exp(-std::hypot(std::log(ours.median / ours.ciLow),
                                               std::log(theirs.ciHigh / theirs.median)));
  cell.high = cell.ratio * std::exp(std::hypot(std::log(ours.ciHigh / ours.median),
                                               std::log(theirs.median / theirs.ciLow)));
}

ScoreCell cellOf(const Session& session, const std::vector<std::uint32_t>& cases,
                 const std::string& opponent, const PeerFacts& facts, double confidence) {
  std::vector<std::uint32_t> ours, theirs;
  bool inexact = false;
  for (const std::uint32_t i : cases) {
    if (isOurs(session.cases[i])) ours.push_back(i);
    if (!isOpponent(session.cases[i], opponent)) continue;
    // Fast and wrong is no feat; who asks for it by its name gets it.
    const bool apart = opponent == kBestPeer && facts.outside.contains(i);
    inexact |= apart;
    if (!apart) theirs.push_back(i);
  }
  ScoreCell cell;
  cell.ours = fastest(session, ours);
  cell.theirs = fastest(session, theirs);
  if (cell.ours == kNoCase)
    cell.reason = whyNone(session, ours, "no hand-written variant was measured here");
  else if (cell.theirs == kNoCase && theirs.empty() && inexact)
    cell.reason = "every peer is less exact here than the kernel's tolerance";
  else if (cell.theirs == kNoCase)
    cell.reason =
        whyNone(session, theirs, fmt::format("{} was not measured here", opponentName(opponent)));
  else
    compare(session, confidence, cell);
  if (const auto cost = facts.call.find(cell.theirs); cost != facts.call.end() && cell.hasRatio())
    cell.callShare = std::min(1.0, cost->second / session.cases[cell.theirs].median);
  return cell;
}

bool isWithin(double ratio, const ScoreCriterion& criterion) {
  return ratio <= 1 + criterion.within;
}

/// Cells on their way to a geometric mean.
class Sum {
 public:
  void add(const ScoreCell& cell, const ScoreCriterion& criterion) {
    if (!cell.hasRatio()) return;
    ++m_sum.cells;
    m_logs += std::log(cell.ratio);
    const double half = std::log(cell.high / cell.low) / 2;
    m_squares += half * half;  // NaN stays NaN: without all intervals there is none
    m_sum.within += isWithin(cell.ratio, criterion);
    m_sum.unsure += isWithin(cell.low, criterion) && cell.high > 1 + criterion.within;
  }
  ScoreSum take() const {
    ScoreSum sum = m_sum;
    if (sum.cells == 0) return sum;
    const auto n = static_cast<double>(sum.cells);
    const double reach = std::sqrt(m_squares) / n;
    sum.ratio = std::exp(m_logs / n);
    sum.low = std::exp(m_logs / n - reach);
    sum.high = std::exp(m_logs / n + reach);
    return sum;
  }

 private:
  ScoreSum m_sum;
  double m_logs = 0, m_squares = 0;
};

bool reaches(std::size_t within, const Scoreboard& board) {
  // A share like 7 % of 100 cells is not exact in binary.
  return static_cast<double>(within) + 1e-9 >=
         board.criterion.share * static_cast<double>(board.sum.cells);
}

}  // namespace

Result<ScoreCriterion> parseCriterion(std::string_view text) {
  const auto wrong = [&](const std::string& what) {
    return fail(ErrorCode::usage, fmt::format("\"{}\" {}", text, what), {},
                "A criterion is SHARE@TOLERANCE: 80%@20% asks that 80 % of the cells take at most "
                "20 % longer than the opponent");
  };
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos) return wrong("is no criterion");
  const auto share = parseQuantity(text.substr(0, at));
  if (!share || !(*share > 0 && *share <= 1)) return wrong("names no share from above 0 to 100 %");
  const auto within = parseQuantity(text.substr(at + 1));
  if (!within || !(*within >= 0 && *within <= 1))
    return wrong("names no tolerance from 0 to 100 %");
  return ScoreCriterion{*share, *within};
}

std::string criterionText(const ScoreCriterion& criterion) {
  return fmt::format("{:g}%@{:g}%", 100 * criterion.share, 100 * criterion.within);
}

std::vector<std::string> scoreOpponents(const Session& session) {
  std::vector<std::string> peers;
  std::set<std::string> known;
  bool compiler = false;
  for (const CaseRecord& record : session.cases) {
    const Kind kind = kindOf(record.variant);
    if (!record.hasTime() || kind == Kind::none) continue;
    compiler |= kind == Kind::compiler;
    if (known.insert(record.variant).second && kind == Kind::peer) peers.push_back(record.variant);
  }
  std::vector<std::string> list;
  if (!peers.empty()) list.emplace_back(kBestPeer);
  list.insert(list.end(), peers.begin(), peers.end());
  if (compiler) list.emplace_back(kCompiler);
  for (const VariantInfo& variant : variants())
    if (known.contains(std::string(variant.name))) list.emplace_back(variant.name);
  return list;
}

std::string opponentName(const std::string& opponent) {
  if (opponent == kBestPeer) return "the fastest peer";
  if (opponent == kCompiler) return "the compiler's best";
  return opponent;
}

bool Scoreboard::isMet() const {
  return isJudged() && reaches(sum.within, *this);
}

bool Scoreboard::isClose() const {
  std::size_t certain = 0, possible = 0;
  for (const ScoreRow& row : rows)
    for (const ScoreCell& cell : row.cells) {
      if (!cell.hasRatio()) continue;
      const bool unknown = !std::isfinite(cell.low) || !std::isfinite(cell.high);
      certain += isWithin(unknown ? cell.ratio : cell.high, criterion);
      possible += isWithin(unknown ? cell.ratio : cell.low, criterion);
    }
  return isJudged() && reaches(certain, *this) != reaches(possible, *this);
}

void judge(Scoreboard& board, const ScoreCriterion& criterion) {
  board.criterion = criterion;
  board.failing.clear();
  Sum all;
  for (std::size_t row = 0; row < board.rows.size(); ++row) {
    Sum sum;
    const auto& cells = board.rows[row].cells;
    for (std::size_t column = 0; column < cells.size(); ++column) {
      sum.add(cells[column], criterion);
      all.add(cells[column], criterion);
      if (cells[column].hasRatio() && !isWithin(cells[column].ratio, criterion))
        board.failing.push_back({row, column});
    }
    board.rows[row].sum = sum.take();
  }
  board.sum = all.take();
  const auto ratio = [&](const ScorePlace& at) {
    return board.rows[at.row].cells[at.column].ratio;
  };
  std::stable_sort(board.failing.begin(), board.failing.end(),
                   [&](const ScorePlace& a, const ScorePlace& b) { return ratio(a) > ratio(b); });
}

Result<Scoreboard> scoreboard(const Session& session, const std::string& against,
                              const ScoreCriterion& criterion, double confidence) {
  const std::vector<std::string> known = scoreOpponents(session);
  Scoreboard board;
  if (against.empty()) {
    if (!known.empty()) board.opponent = known.front();
  } else {
    const auto named = std::find_if(known.begin(), known.end(), [&](const std::string& name) {
      return strcasecmp(name.c_str(), against.c_str()) == 0;
    });
    if (named == known.end())
      return fail(ErrorCode::usage, fmt::format("has no times of \"{}\"", against), {},
                  known.empty() ? "Nothing in this session has a time"
                                : fmt::format("There are {}", fmt::join(known, ", ")));
    board.opponent = *named;
  }
  const std::vector<Chart> charts = chartsOf(session, board.opponent);
  const PeerFacts facts(session);
  if (board.opponent == kBestPeer)
    for (const std::uint32_t index : facts.outside)
      if (session.cases[index].hasTime()) board.apart.push_back(index);
  std::set<std::uint64_t> sizes;
  for (const Chart& chart : charts)
    for (const auto& [size, cases] : chart.sizes) sizes.insert(size);
  board.sizes.assign(sizes.begin(), sizes.end());
  for (const Chart& chart : charts) {
    ScoreRow& row = board.rows.emplace_back();
    row.key = chart.key;
    for (const std::uint64_t size : board.sizes) {
      const auto at = chart.sizes.find(size);
      if (at != chart.sizes.end())
        row.cells.push_back(cellOf(session, at->second, board.opponent, facts, confidence));
      else
        row.cells.emplace_back().reason = "not measured at this size";
      const ScoreCell& cell = row.cells.back();
      if (!cell.hasRatio()) continue;
      // fmax: one that was not checked is NaN and does not count
      row.ulpOurs = std::fmax(row.ulpOurs, session.cases[cell.ours].maxUlp);
      row.ulpTheirs = std::fmax(row.ulpTheirs, session.cases[cell.theirs].maxUlp);
    }
  }
  judge(board, criterion);
  return board;
}

}  // namespace lane
