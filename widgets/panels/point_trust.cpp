#include "panels/point_trust.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "base/units.h"
#include "measure/statistics.h"
#include "models/session_values.h"
#include "support/qt_units.h"

namespace lane {
namespace {

QString translated(const char* text) {
  return QCoreApplication::translate("lane::PointTrust", text);
}

/// "+12 %", "+0.4 %", "0 %"
QString excess(double share) {
  const double percent = std::abs(share) * 100;
  if (percent < 0.05) return QStringLiteral("0 %");
  return QStringLiteral("%1%2 %")
      .arg(share < 0 ? QStringLiteral("−") : QStringLiteral("+"))
      .arg(percent, 0, 'f', percent < 10 ? 1 : 0);
}

/// A place that costs this much deserves a word.
constexpr double kPlaceMatters = 0.05;

std::optional<Fact> placement(const Session& session, std::uint32_t index) {
  const ValueRecord* value = findValue(session, "placement_sensitivity", index);
  if (!value) return std::nullopt;
  Fact fact{translated("Placement"), {}, {}, Tone::value};
  if (!std::isfinite(value->value)) {
    fact.value = translated("not probed");
    fact.tip = toQString(value->reason);
    fact.tone = Tone::hint;
    return fact;
  }
  const QString places = counted(value->n, translated("other"), translated("others"));
  const bool matters = value->value >= kPlaceMatters;
  if (matters) fact.label = translated("Place matters");
  fact.value = translated("%1 at %2").arg(excess(std::max(0.0, value->value)), places);
  fact.tone = matters ? Tone::warn : Tone::value;
  fact.tip = translated(
                 "The operands at other places in memory: the slowest of %1 against the usual "
                 "one. Beside the interval, not part of it.")
                 .arg(places);
  if (std::isfinite(value->low))
    fact.tip += u'\n' + translated("The fastest: %1").arg(excess(value->low));
  return fact;
}

std::optional<Fact> modes(const Session& session, std::uint32_t index) {
  const ValueRecord* value = findValue(session, "modes", index);
  if (!value || !std::isfinite(value->value)) return std::nullopt;
  const int count = int(std::lround(value->value));
  Fact fact{translated("Distribution"), translated("one mode"), {}, Tone::value};
  if (count < 2) return fact;
  fact.value = count == 2 ? translated("two modes") : translated("%1 modes").arg(count);
  fact.tone = Tone::warn;
  fact.tip = translated("The samples gather around more than one time: one median hides them.");
  return fact;
}

std::optional<Fact> processes(const Session& session, std::uint32_t index) {
  const ValueRecord* value = findValue(session, "between_process", index);
  if (!value) return std::nullopt;
  Fact fact{translated("Between processes"), {}, {}, Tone::value};
  if (!std::isfinite(value->value)) {
    fact.value = translated("not known");
    fact.tip = toQString(value->reason);
    fact.tone = Tone::hint;
    return fact;
  }
  const QString count = counted(value->n, translated("process"), translated("processes"));
  if (value->value < 0.0005)
    fact.value = translated("none in %1").arg(count);
  else
    fact.value = translated("±%1 % in %2").arg(numberText(value->value * 100, 2), count);
  fact.tip = translated("How far fresh processes lie apart beyond what their own samples explain.");
  return fact;
}

std::optional<Fact> outliers(std::vector<double> seconds) {
  if (seconds.size() < 8) return std::nullopt;
  std::sort(seconds.begin(), seconds.end());
  const TukeyFences fences = tukeyFences(seconds);
  const auto severe =
      std::count_if(seconds.begin(), seconds.end(), [&](double s) { return fences.isSevere(s); });
  const auto all =
      std::count_if(seconds.begin(), seconds.end(), [&](double s) { return fences.isOutlier(s); });
  if (all == 0) return Fact{translated("Outlier classes"), translated("none"), {}, Tone::value};
  return Fact{
      translated("Outlier classes"), translated("%1 mild, %2 severe").arg(all - severe).arg(severe),
      translated("Beyond 1.5 and 3 interquartile ranges; counted, never removed."), Tone::value};
}

std::optional<Fact> effective(const std::vector<double>& seconds,
                              const std::vector<std::uint32_t>& passes) {
  if (seconds.size() < 8) return std::nullopt;
  const double count = effectiveSampleCount(seconds, passes);
  return Fact{
      translated("Effective samples"),
      translated("%1 of %2")
          .arg(countText(std::uint64_t(std::lround(count))), countText(seconds.size())),
      translated("How many independent samples would say as much; the interval goes by these."),
      count < 0.5 * double(seconds.size()) ? Tone::warn : Tone::value};
}

double emptyCallOf(const Session& session) {
  const ValueRecord* value = findValue(session, "empty_call", kNoCase);
  return value && std::isfinite(value->value) ? value->value : 0;
}

}  // namespace

QVector<Fact> steadinessFacts(const Session& session, std::uint32_t caseIndex) {
  QVector<Fact> facts;
  if (caseIndex >= session.cases.size() || !session.cases[caseIndex].hasTime()) return facts;
  std::vector<double> seconds;
  std::vector<std::uint32_t> passes;
  for (const std::size_t i : session.samplesOf(caseIndex)) {
    seconds.push_back(session.samples.seconds[i]);
    passes.push_back(session.samples.pass[i]);
  }
  for (auto& fact : {placement(session, caseIndex), modes(session, caseIndex),
                     processes(session, caseIndex), outliers(seconds), effective(seconds, passes)})
    if (fact) facts.append(*fact);
  return facts;
}

EfficiencyFacts efficiencyFacts(const CaseRecord& record, const Ceilings& ceilings,
                                double emptyCallSeconds) {
  EfficiencyFacts facts;
  if (!record.hasTime()) return facts;
  const RooflinePoint point = rooflinePoint(record, ceilings, emptyCallSeconds);
  facts.reason = toQString(point.reason);
  if (point.byteRate > 0 && point.bandwidthCeiling > 0)
    facts.shares.append(
        {translated("of measured %1 bandwidth, %2")
             .arg(toQString(point.level), toQString(formatByteRate(point.bandwidthCeiling))),
         point.byteRate / point.bandwidthCeiling});
  if (point.flopRate > 0 && point.computeCeiling > 0)
    facts.shares.append(
        {translated("of arithmetic peak, %1").arg(toQString(formatFlopRate(point.computeCeiling))),
         point.flopRate / point.computeCeiling});
  std::stable_sort(facts.shares.begin(), facts.shares.end(),
                   [](const RoofShare& a, const RoofShare& b) { return a.share > b.share; });
  if (point.bound == Bound::overhead)
    facts.bound = translated("bound by latency or overhead");
  else if (point.bound != Bound::unknown)
    facts.bound = translated("bound by %1").arg(toQString(toWord(point.bound)));
  return facts;
}

SteadinessBlock::SteadinessBlock(QWidget* parent)
    : QWidget(parent),
      m_heading(new SectionHeading(translated("Steadiness"))),
      m_grid(new QGridLayout) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  m_grid->setHorizontalSpacing(8);
  m_grid->setVerticalSpacing(4);
  m_grid->setColumnStretch(1, 1);
  column->addWidget(m_heading);
  column->addLayout(m_grid);
  column->addWidget(new Hairline);
  setVisible(false);
}

void SteadinessBlock::setFacts(const QVector<Fact>& facts) {
  setVisible(!facts.isEmpty());
  m_facts = facts;
  const bool steady = std::none_of(facts.begin(), facts.end(),
                                   [](const Fact& fact) { return fact.tone == Tone::warn; });
  m_heading->setValue(steady ? translated("steady") : translated("unsteady"),
                      steady ? Tone::hint : Tone::warn);
  for (int i = 0; i < facts.size(); ++i) {
    if (!m_grid->itemAtPosition(i, 0)) {
      m_grid->addWidget(new Text({}, {11, 400, false, Tone::label}), i, 0);
      auto* value = new Text({}, {11, 400, true, Tone::value});
      value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
      m_grid->addWidget(value, i, 1);
    }
    auto* label = static_cast<Text*>(m_grid->itemAtPosition(i, 0)->widget());
    auto* value = static_cast<Text*>(m_grid->itemAtPosition(i, 1)->widget());
    label->setText(facts[i].label);
    value->setText(facts[i].value);
    value->setTone(facts[i].tone);
    for (Text* text : {label, value}) {
      text->setToolTip(facts[i].tip);
      text->show();
    }
  }
  for (int i = int(facts.size()); m_grid->itemAtPosition(i, 0); ++i)
    for (const int side : {0, 1}) m_grid->itemAtPosition(i, side)->widget()->hide();
}

/// Text and percentage above a track, once per ceiling.
class EfficiencyBlock::Bars : public QWidget {
 public:
  Bars() {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    QObject::connect(&Theme::instance(), &Theme::changed, this, [this] {
      updateGeometry();
      update();
    });
  }
  void setShares(const QVector<RoofShare>& shares, const QColor& fill) {
    m_shares = shares;
    m_fill = fill;
    QStringList words;
    for (const RoofShare& share : shares) words << shareText(share.share) + u' ' + share.text;
    setAccessibleName(words.join(QStringLiteral(", ")));
    updateGeometry();
    update();
  }
  QSize sizeHint() const override { return {280, rowHeight() * int(m_shares.size())}; }
  QSize minimumSizeHint() const override { return {160, sizeHint().height()}; }

 protected:
  void paintEvent(QPaintEvent*) override {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int bar = theme.px(5);
    for (int i = 0; i < m_shares.size(); ++i) {
      const QRect row(0, i * rowHeight(), width(), rowHeight() - theme.px(6));
      const QRect line = row.adjusted(0, 0, 0, -bar - theme.px(2));
      const QString share = shareText(m_shares[i].share);
      painter.setFont(theme.monoFont(12));
      painter.setPen(theme.chrome().t1);
      painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, share);
      const int used = painter.fontMetrics().horizontalAdvance(share) + theme.px(8);
      painter.setFont(theme.uiFont(11));
      painter.setPen(theme.chrome().t2);
      painter.drawText(
          line, Qt::AlignLeft | Qt::AlignVCenter,
          painter.fontMetrics().elidedText(m_shares[i].text, Qt::ElideRight, line.width() - used));
      QRectF track(0, row.bottom() - bar, width(), bar);
      painter.setPen(Qt::NoPen);
      painter.setBrush(theme.chrome().line2);
      painter.drawRoundedRect(track, bar / 2.0, bar / 2.0);
      track.setWidth(std::max(double(bar), width() * std::clamp(m_shares[i].share, 0.0, 1.0)));
      painter.setBrush(m_fill);
      painter.drawRoundedRect(track, bar / 2.0, bar / 2.0);
    }
  }

 private:
  int rowHeight() const {
    const Theme& theme = Theme::instance();
    return QFontMetrics(theme.monoFont(12)).height() + theme.px(5 + 2 + 6);
  }
  QVector<RoofShare> m_shares;
  QColor m_fill;
};

EfficiencyBlock::EfficiencyBlock(QWidget* parent)
    : QWidget(parent),
      m_heading(new SectionHeading(translated("Efficiency"))),
      m_bars(new Bars),
      m_note(new Text({}, {11, 400, false, Tone::hint})) {
  m_note->setWordWrap(true);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  column->addWidget(m_heading);
  column->addWidget(m_bars);
  column->addWidget(m_note);
  column->addWidget(new Hairline);
}

const Ceilings* EfficiencyBlock::ceilingsFor(const Session& session) {
  // Ceilings come into a session as a whole, so these tell whether they are still the same.
  const std::string which = session.uuid + ' ' + std::to_string(session.metrics.size()) + ' ' +
                            std::to_string(session.sources.size());
  if (which != m_ceilingsOf) {
    m_ceilingsOf = which;
    auto read = ceilingsOf(session);
    m_ceilings.reset();
    if (read) m_ceilings = std::move(*read);
  }
  return m_ceilings ? &*m_ceilings : nullptr;
}

void EfficiencyBlock::setCase(const Session& session, std::uint32_t caseIndex, const QColor& fill) {
  const bool timed = caseIndex < session.cases.size() && session.cases[caseIndex].hasTime();
  setVisible(timed);
  if (!timed) return;
  const Ceilings* ceilings = ceilingsFor(session);
  m_facts = ceilings ? efficiencyFacts(session.cases[caseIndex], *ceilings, emptyCallOf(session))
                     : EfficiencyFacts{};
  m_heading->setValue(m_facts.bound);
  m_bars->setShares(m_facts.shares, fill);
  m_bars->setVisible(!m_facts.shares.isEmpty());
  QString note;
  if (!ceilings)
    note = translated("This session holds no ceilings. Run › Measure ceilings adds them.");
  else if (m_facts.shares.isEmpty())
    note = translated("No roof: %1.").arg(m_facts.reason);
  m_note->setText(note);
  m_note->setVisible(!note.isEmpty());
}

}  // namespace lane
