// Ceilings in a session: metrics whose identifiers spell the axes, values with intervals, and
// series for the curves. The scheme is documented in resources/docs/ceilings.md.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_map>

#include "workloads/ceilings.h"
#include "workloads/peak_kernels.h"

namespace lane {
namespace {

constexpr std::string_view kPrefix = "ceiling/";
constexpr std::string_view kSource = "ceilings";

// Identifiers ---------------------------------------------------------------------------------

std::string peakId(std::string_view what, const PeakRate& peak) {
  return fmt::format("{}{}/{}/{}/t={}", kPrefix, what, peak.form, toWord(peak.dtype), peak.threads);
}

std::string styleId(const WalkStyle& style) {
  return fmt::format("{}/w={}/{}/t={}/{}", toWord(style.kind), style.width,
                     style.nonTemporal ? "nt" : "plain", style.threads, toWord(style.pages));
}

std::vector<std::string_view> parts(std::string_view id) {
  std::vector<std::string_view> list;
  for (;;) {
    const std::size_t slash = id.find('/');
    list.push_back(id.substr(0, slash));
    if (slash == std::string_view::npos) return list;
    id.remove_prefix(slash + 1);
  }
}

/// The number behind "t=".
template <class T>
bool numberAfter(std::string_view text, std::string_view name, T& number) {
  if (!text.starts_with(name)) return false;
  text.remove_prefix(name.size());
  return std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc();
}

std::optional<WalkStyle> styleFrom(std::span<const std::string_view> part) {
  WalkStyle style;
  if (part.size() < 5) return std::nullopt;
  const auto kind = walkKindByName(part[0]);
  const auto pages = pageKindByName(part[4]);
  if (!kind || !pages || !numberAfter(part[1], "w=", style.width) ||
      !numberAfter(part[3], "t=", style.threads))
    return std::nullopt;
  style.kind = *kind;
  style.pages = *pages;
  style.nonTemporal = part[2] == "nt";
  return style;
}

// Writing -------------------------------------------------------------------------------------

class Writer {
 public:
  explicit Writer(Session& session) : m_session(session) {
    for (std::size_t i = 0; i < session.metrics.size(); ++i)
      m_known.emplace(session.metrics[i].id, static_cast<std::uint32_t>(i));
  }

  /// As Session::metricIndex(), which would compare each of the many with all the others.
  std::uint32_t metric(const std::string& id, std::string name, std::string unit, MetricKind kind,
                       bool higherIsBetter) {
    const auto next = static_cast<std::uint32_t>(m_session.metrics.size());
    const auto [known, isNew] = m_known.try_emplace(id, next);
    if (isNew)
      m_session.metrics.push_back({id, std::move(name), std::move(unit), kind, higherIsBetter});
    return known->second;
  }
  void value(std::uint32_t metric, const Estimate& estimate, std::string reason = {}) {
    m_session.values.push_back({kNoCase, metric, estimate.value, estimate.low, estimate.high,
                                estimate.n, std::move(reason)});
  }
  void figure(std::uint32_t metric, double value) {
    this->value(metric, {value, kUnknown, kUnknown, 0});
  }

  void peak(const PeakRate& peak) {
    const std::string name =
        fmt::format("{} {}, {} threads", peak.label, toWord(peak.dtype), peak.threads);
    const bool integer = peak.dtype == Dtype::i8;
    value(metric(peakId("peak", peak), "Peak rate, " + name, integer ? "OP/s" : "FLOP/s",
                 MetricKind::rate, true),
          peak.rate, peak.reason);
    if (!peak.rate.known()) return;
    figure(metric(peakId("clock", peak), "Clock, " + name, "Hz", MetricKind::frequency, true),
           peak.clockHz);
    figure(metric(peakId("share", peak), "Share of the theoretical peak, " + name, "1",
                  MetricKind::ratio, true),
           peak.shareOfTheory);
  }

  void level(const MemoryLevel& level, std::size_t position) {
    const std::string id = fmt::format("{}level/{}/{}", kPrefix, position, level.name);
    figure(metric(id + "/measured", level.name + ", size from the latency curve", "B",
                  MetricKind::bytes, true),
           level.measuredBytes);
    figure(metric(id + "/reported", level.name + ", size as the system reports it", "B",
                  MetricKind::bytes, true),
           level.reportedBytes);
    figure(metric(id + "/shared_by", level.name + ", cores that share one", "1", MetricKind::count,
                  true),
           level.sharedBy);
  }

  void rate(const LevelRate& rate) {
    const std::string id = fmt::format("{}rate/{}/{}", kPrefix, rate.level, styleId(rate.style));
    value(styleMetric(id, rate.style, rate.level), rate.value, rate.reason);
    figure(metric(id + "/working_set", "Working set of one thread", "B", MetricKind::bytes, true),
           double(rate.bytes));
  }

  void curve(const WalkCurve& curve) {
    const std::string id = fmt::format("{}curve/{}", kPrefix, styleId(curve.style));
    const std::uint32_t valueMetric = styleMetric(id, curve.style, "curve");
    const std::uint32_t bytesMetric =
        metric(id + "/working_set", "Working set of one thread", "B", MetricKind::bytes, true);
    const std::uint32_t countMetric =
        metric(id + "/n", "Samples behind each point", "1", MetricKind::count, true);
    const auto series = [&](std::string suffix, std::uint32_t index, auto figureOf) {
      SeriesRecord record;
      record.id = id + suffix;
      record.metric = index;
      for (const WalkSample& point : curve.points) {
        record.t.push_back(point.t);
        record.value.push_back(figureOf(point));
      }
      m_session.series.push_back(std::move(record));
    };
    series("/working_set", bytesMetric, [](const WalkSample& p) { return double(p.bytes); });
    series("/value", valueMetric, [](const WalkSample& p) { return p.value.value; });
    series("/low", valueMetric, [](const WalkSample& p) { return p.value.low; });
    series("/high", valueMetric, [](const WalkSample& p) { return p.value.high; });
    series("/n", countMetric, [](const WalkSample& p) { return double(p.value.n); });
  }

 private:
  std::uint32_t styleMetric(const std::string& id, const WalkStyle& style, std::string_view where) {
    if (style.kind == WalkKind::latency)
      return metric(id, fmt::format("Load latency, {}", where), "s", MetricKind::time, false);
    return metric(
        id,
        fmt::format("{} bandwidth, {}, {} bytes wide{}, {} threads", toWord(style.kind), where,
                    style.width, style.nonTemporal ? ", non-temporal" : "", style.threads),
        "B/s", MetricKind::rate, true);
  }

  Session& m_session;
  std::unordered_map<std::string, std::uint32_t> m_known;  ///< metrics by identifier
};

void removeCeilings(Session& session) {
  const auto ours = [&](const auto& record) {
    return session.metrics[record.metric].id.starts_with(kPrefix);
  };
  std::erase_if(session.values, ours);
  std::erase_if(session.series, ours);
  std::erase_if(session.findings,
                [](const Finding& finding) { return finding.rule.starts_with(kPrefix); });
}

// Reading -------------------------------------------------------------------------------------

class Reader {
 public:
  explicit Reader(const Session& session) : m_session(session) {
    for (const ValueRecord& value : session.values) {
      const std::string& id = session.metrics[value.metric].id;
      if (id.starts_with(kPrefix)) m_values[id] = &value;
    }
  }

  double figure(const std::string& id) const {
    const auto found = m_values.find(id);
    return found == m_values.end() ? kUnknown : found->second->value;
  }

  void read(Ceilings& ceilings) const {
    // In the order written, which is the order of the values.
    for (const ValueRecord& value : m_session.values) {
      const std::string& id = m_session.metrics[value.metric].id;
      const auto part = parts(id);
      if (part.size() < 4 || part[0] != "ceiling") continue;
      const Estimate estimate{value.value, value.low, value.high,
                              static_cast<std::uint32_t>(value.n)};
      if (part[1] == "peak" && part.size() == 5) peak(ceilings, part, estimate, value.reason);
      if (part[1] == "level" && part.size() == 5 && part[4] == "measured") level(ceilings, id);
      if (part[1] == "rate" && part.size() == 8) {
        const auto style = styleFrom(std::span(part).subspan(3));
        if (style)
          ceilings.rates.push_back({*style, std::string(part[2]),
                                    static_cast<std::uint64_t>(figure(id + "/working_set")),
                                    estimate, value.reason});
      }
    }
    curves(ceilings);
  }

 private:
  void peak(Ceilings& ceilings, std::span<const std::string_view> part, const Estimate& estimate,
            const std::string& reason) const {
    PeakRate peak;
    peak.form = part[2];
    const auto dtype = fromWord<Dtype>(part[3]);
    if (!dtype || !numberAfter(part[4], "t=", peak.threads)) return;
    peak.dtype = *dtype;
    peak.rate = estimate;
    peak.reason = reason;
    // What follows from the form is not stored twice.
    const PeakFormInfo form = peakFormInfo(peak.form, peak.dtype);
    peak.label = form.label;
    peak.vectorBytes = form.vectorBytes;
    if (estimate.known()) {
      peak.clockHz = figure(peakId("clock", peak));
      peak.shareOfTheory = figure(peakId("share", peak));
      if (peak.clockHz > 0) peak.opsPerCycle = estimate.value / peak.threads / peak.clockHz;
    }
    ceilings.peaks.push_back(std::move(peak));
  }

  void level(Ceilings& ceilings, const std::string& id) const {
    const std::string base = id.substr(0, id.rfind('/'));
    MemoryLevel level;
    level.name = base.substr(base.rfind('/') + 1);
    level.measuredBytes = figure(base + "/measured");
    level.reportedBytes = figure(base + "/reported");
    level.sharedBy = static_cast<int>(figure(base + "/shared_by"));
    ceilings.levels.push_back(std::move(level));
  }

  void curves(Ceilings& ceilings) const {
    std::map<std::string_view, const SeriesRecord*> series;
    for (const SeriesRecord& record : m_session.series) series[record.id] = &record;
    constexpr std::string_view kValue = "/value";
    for (const SeriesRecord& values : m_session.series) {
      if (!values.id.starts_with("ceiling/curve/") || !values.id.ends_with(kValue)) continue;
      const std::string base = values.id.substr(0, values.id.size() - kValue.size());
      const auto part = parts(base);
      const auto style = styleFrom(std::span(part).subspan(2));
      const std::array<std::string, 4> ids = {base + "/working_set", base + "/low", base + "/high",
                                              base + "/n"};
      std::array<const SeriesRecord*, 4> others{};
      bool whole = style.has_value();
      for (std::size_t i = 0; i < ids.size() && whole; ++i) {
        const auto found = series.find(ids[i]);
        whole = found != series.end() && found->second->value.size() == values.value.size();
        if (whole) others[i] = found->second;
      }
      if (!whole) continue;
      WalkCurve curve{*style, {}};
      for (std::size_t i = 0; i < values.value.size(); ++i)
        curve.points.push_back({static_cast<std::uint64_t>(others[0]->value[i]),
                                {values.value[i], others[1]->value[i], others[2]->value[i],
                                 static_cast<std::uint32_t>(others[3]->value[i])},
                                values.t[i]});
      ceilings.curves.push_back(std::move(curve));
    }
  }

  const Session& m_session;
  std::map<std::string_view, const ValueRecord*> m_values;
};

}  // namespace

void addCeilings(Session& session, const Ceilings& ceilings) {
  removeCeilings(session);
  const nlohmann::ordered_json environment = {{"fingerprint", ceilings.fingerprint},
                                              {"cpu_model", ceilings.cpuModel},
                                              {"created", ceilings.created},
                                              {"program_version", ceilings.programVersion},
                                              {"threads", ceilings.threads}};
  // A session without sources was measured by this program: index 0 must stay its own.
  if (session.sources.empty())
    session.sources.push_back(
        {"lanescope", SourceKind::in_process, "lanescope " + session.programVersion, "{}", "{}"});
  auto source = std::find_if(session.sources.begin(), session.sources.end(),
                             [](const SourceRecord& known) { return known.id == kSource; });
  if (source == session.sources.end()) source = session.sources.emplace(source);
  *source = {std::string(kSource), SourceKind::in_process, "lanescope " + ceilings.programVersion,
             "{}", environment.dump()};

  Writer writer(session);
  writer.figure(writer.metric("ceiling/seconds", "Time the ceilings took to measure", "s",
                              MetricKind::time, false),
                ceilings.seconds);
  writer.figure(writer.metric("ceiling/huge_share", "Share of memory on huge pages", "1",
                              MetricKind::ratio, true),
                ceilings.hugeShare);
  writer.figure(writer.metric("ceiling/disturbed_share", "Share of slowed samples of arithmetic",
                              "1", MetricKind::ratio, false),
                ceilings.disturbedShare);
  for (const PeakRate& peak : ceilings.peaks) writer.peak(peak);
  for (std::size_t i = 0; i < ceilings.levels.size(); ++i) writer.level(ceilings.levels[i], i);
  for (const LevelRate& rate : ceilings.rates) writer.rate(rate);
  for (const WalkCurve& curve : ceilings.curves) writer.curve(curve);
  for (Finding finding : ceilings.findings) {
    finding.rule = std::string(kPrefix) + finding.rule;
    session.findings.push_back(std::move(finding));
  }
}

Result<Ceilings> ceilingsOf(const Session& session) {
  const auto source = std::find_if(session.sources.begin(), session.sources.end(),
                                   [](const SourceRecord& known) { return known.id == kSource; });
  if (source == session.sources.end())
    return fail(ErrorCode::unsupported, "the session holds no ceilings", {},
                "Measure it again after lanescope-cli ceilings");
  Ceilings ceilings;
  try {
    const auto environment = nlohmann::json::parse(source->environment);
    ceilings.fingerprint = environment.at("fingerprint");
    ceilings.cpuModel = environment.at("cpu_model");
    ceilings.created = environment.at("created");
    ceilings.programVersion = environment.at("program_version");
    ceilings.threads = environment.at("threads");
  } catch (const std::exception&) {
    return fail(ErrorCode::format, "the source of the session's ceilings is damaged");
  }
  const Reader reader(session);
  ceilings.seconds = reader.figure("ceiling/seconds");
  ceilings.hugeShare = reader.figure("ceiling/huge_share");
  ceilings.disturbedShare = reader.figure("ceiling/disturbed_share");
  reader.read(ceilings);
  for (Finding finding : session.findings)
    if (finding.rule.starts_with(kPrefix)) {
      finding.rule.erase(0, kPrefix.size());
      ceilings.findings.push_back(std::move(finding));
    }
  return ceilings;
}

}  // namespace lane
