#include "panels/run_status_bar.h"

#include <QHBoxLayout>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "analysis/noise.h"
#include "base/units.h"
#include "charts/sparkline.h"
#include "models/session_values.h"
#include "support/icons.h"
#include "support/qt_units.h"

namespace lane {
QString noiseWord(double score) {
  Noise noise;
  noise.score = score;
  return QStringLiteral("%1 %2 %")
      .arg(toQString(toWord(noise.level())))
      .arg(score * 100, 0, 'f', score < 0.0995 ? 1 : 0);
}

/// Progress of the run as one rounded track.
class RunStatusBar::Track : public QWidget {
 public:
  Track() {
    setFixedSize(Theme::instance().px(180), Theme::instance().px(7));
    setAccessibleName(RunStatusBar::tr("Progress"));
  }
  void setFraction(double fraction) {
    m_fraction = std::clamp(fraction, 0.0, 1.0);
    setAccessibleDescription(QStringLiteral("%1 %").arg(int(m_fraction * 100)));
    update();
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    const ChromeColors& c = Theme::instance().chrome();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const double r = height() / 2.0;
    painter.setBrush(c.line2);
    painter.drawRoundedRect(rect(), r, r);
    painter.setBrush(c.ink);
    painter.drawRoundedRect(QRectF(0, 0, std::max(2 * r, width() * m_fraction), height()), r, r);
  }

 private:
  double m_fraction = 0;
};

/// A dot in the colour of the variant being measured; empty when nothing runs.
class RunStatusBar::Dot : public QWidget {
 public:
  Dot() { setFixedSize(Theme::instance().px(8), Theme::instance().px(8)); }
  void setColor(const QColor& color) {
    m_color = color;
    setVisible(color.isValid());
    update();
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_color);
    painter.drawEllipse(rect());
  }

 private:
  QColor m_color;
};

RunStatusBar::RunStatusBar(SessionDocument* document, QWidget* parent)
    : QStatusBar(parent),
      m_document(document),
      m_dot(new Dot),
      m_state(new Text({}, {12, 600, false, Tone::value})),
      m_detail(new Text({}, {12, 400, false, Tone::label})),
      m_track(new Track),
      m_points(new Text({}, {12, 400, true, Tone::value})),
      m_elapsed(new Text({}, {12, 400, true, Tone::value})),
      m_left(new Text({}, {12, 400, true, Tone::value})),
      m_clockBlock(new QWidget),
      m_clockLine(new Sparkline),
      m_clock(new Text({}, {12, 400, true, Tone::value})),
      m_clockDrift(new Text({}, {12, 400, true, Tone::label})),
      m_noiseBlock(new QWidget),
      m_noise(new Text({}, {12, 400, false, Tone::value})),
      m_warnBlock(new QWidget),
      m_warn(new Text({}, {12, 400, false, Tone::warn})) {
  setSizeGripEnabled(false);
  const auto fit = [this] { setMinimumHeight(Theme::instance().px(32)); };
  connect(&Theme::instance(), &Theme::changed, this, fit);
  fit();
  setContentsMargins(8, 0, 8, 0);
  m_detail->setElided(true);
  m_warn->setElided(true);
  auto* line = m_line = new QWidget;
  auto* row = new QHBoxLayout(line);
  row->setContentsMargins(4, 0, 4, 0);
  row->setSpacing(8);
  const auto divider = [&] {
    auto* rule = new Hairline(Qt::Vertical);
    rule->setFixedHeight(Theme::instance().px(14));
    row->addWidget(rule);
    return rule;
  };
  const auto label = [&](const QString& text) {
    auto* caption = new Text(text, {12, 400, false, Tone::hint});
    row->addWidget(caption);
    return caption;
  };
  row->addWidget(m_dot);
  row->addWidget(m_state);
  row->addWidget(m_detail, 1);
  m_runOnly << m_track << m_points << m_elapsed << m_left;
  row->addWidget(m_track);
  row->addWidget(m_points);
  m_runOnly << label(tr("points")) << divider() << label(tr("Elapsed"));
  row->addWidget(m_elapsed);
  m_runOnly << divider() << label(tr("Left"));
  row->addWidget(m_left);
  row->addStretch(2);

  auto* clock = new QHBoxLayout(m_clockBlock);
  clock->setContentsMargins(0, 0, 0, 0);
  clock->setSpacing(8);
  clock->addWidget(new Text(tr("Canary"), {12, 400, false, Tone::hint}));
  m_clockLine->setFixedWidth(Theme::instance().px(64));
  m_clockLine->setToolTip(tr("Real clock of the core during the run"));
  clock->addWidget(m_clockLine);
  clock->addWidget(m_clock);
  clock->addWidget(m_clockDrift);
  row->addWidget(m_clockBlock);

  m_noiseBlock->setObjectName(QStringLiteral("noise"));
  auto* noise = new QHBoxLayout(m_noiseBlock);
  noise->setContentsMargins(8, 0, 0, 0);
  noise->setSpacing(8);
  auto* noiseRule = new Hairline(Qt::Vertical);
  noiseRule->setFixedHeight(Theme::instance().px(14));
  noise->addWidget(noiseRule);
  noise->addWidget(new Text(tr("Noise"), {12, 400, false, Tone::hint}));
  noise->addWidget(m_noise);
  row->addWidget(m_noiseBlock);

  class WarnGlyph : public QWidget {
   public:
    WarnGlyph() { setFixedSize(Theme::instance().px(14), Theme::instance().px(14)); }
    void paintEvent(QPaintEvent*) override {
      QPainter painter(this);
      paintIcon(painter, Icon::warn, rect(), Theme::instance().chrome().warn);
    }
  };
  auto* warn = new QHBoxLayout(m_warnBlock);
  warn->setContentsMargins(8, 0, 0, 0);
  warn->setSpacing(6);
  warn->addWidget(new WarnGlyph);
  warn->addWidget(m_warn);
  row->addWidget(m_warnBlock);
  addWidget(line, 1);

  connect(document, &SessionDocument::progressChanged, this, &RunStatusBar::refresh);
  connect(document, &SessionDocument::stateChanged, this, &RunStatusBar::refresh);
  for (const auto signal : {&SessionDocument::casesChanged, &SessionDocument::sessionReset}) {
    connect(document, signal, this, &RunStatusBar::refreshClock);
    connect(document, signal, this, &RunStatusBar::refreshNoise);
    connect(document, signal, this, &RunStatusBar::refreshWarnings);
  }
  refresh();
  refreshClock();
  refreshNoise();
  refreshWarnings();
}

void RunStatusBar::setTask(const QString& what, const QString& detail, double share) {
  m_task = Task{what, detail, share};
  refresh();
}

void RunStatusBar::clearTask() {
  m_task.reset();
  refresh();
}

void RunStatusBar::setSparing(bool sparing) {
  m_sparing = sparing;
  refresh();
}

void RunStatusBar::setIdleText(const QString& state, const QString& detail) {
  m_idleState = state;
  m_idleDetail = detail;
  refresh();
}

void RunStatusBar::addIdleWidget(QWidget* widget) {
  addWidget(widget, 1);
  widget->hide();
}

void RunStatusBar::setIdleWidget(QWidget* widget) {
  if (widget == m_idleWidget) return;
  if (m_idleWidget) m_idleWidget->hide();
  m_idleWidget = widget;
  refresh();
}

void RunStatusBar::refresh() {
  const bool running = m_document->isRunning();
  const bool instead = m_idleWidget && !running && !m_task;
  m_line->setVisible(!instead);
  if (m_idleWidget) m_idleWidget->setVisible(instead);
  const Progress& progress = m_document->progress();
  for (QWidget* widget : m_runOnly) widget->setVisible(running);
  if (!running && m_task) {
    m_dot->setColor(Theme::instance().chrome().ink);
    m_state->setText(m_task->what);
    m_detail->setText(m_task->detail);
    m_track->setVisible(true);
    m_track->setFraction(m_task->share);
    return;
  }
  if (!running) {
    m_dot->setColor({});
    m_state->setText(m_idleState);
    m_detail->setText(m_idleDetail);
    return;
  }
  m_state->setText(progress.paused ? tr("Paused") : tr("Running"));
  QString what = toQString(progress.message);
  const auto& cases = m_document->session().cases;
  if (progress.currentCase < cases.size()) {
    const CaseRecord& record = cases[progress.currentCase];
    const SeriesStyle style = Theme::instance().series(toQString(record.variant));
    what = record.size == 0 && record.dtype == Dtype::none
               ? tr("%1, %2").arg(toQString(record.benchmark), style.label)  // as a command
               : tr("%1, %2, n = %3")
                     .arg(toQString(record.benchmark), style.label, sizeText(record.size));
    m_dot->setColor(style.fill);
  } else {
    m_dot->setColor(Theme::instance().chrome().ink);
  }
  if (m_sparing) {
    if (!what.isEmpty()) what += QStringLiteral(", ");
    what += tr("drawn 5 times a second while several cores measure");
  }
  m_detail->setText(what);
  m_track->setFraction(progress.fraction);
  m_points->setText(QStringLiteral("%1 / %2").arg(lane::countText(progress.done),
                                                  lane::countText(progress.total)));
  m_elapsed->setText(durationText(progress.elapsedSeconds));
  m_left->setText(progress.leftSeconds < 0
                      ? QStringLiteral("–")
                      : QStringLiteral("≈ ") + durationText(progress.leftSeconds));
}

void RunStatusBar::refreshClock() {
  const SeriesRecord* clock = nullptr;
  for (const SeriesRecord& series : m_document->session().series)
    if (series.id == "clock") clock = &series;
  m_clockBlock->setVisible(clock && !clock->value.empty());
  if (!clock || clock->value.empty()) return;
  // The last minute or so; the strip is 64 px wide.
  const size_t count = std::min<size_t>(64, clock->value.size());
  SparklineData line;
  for (size_t i = 0; i < count; ++i) {
    line.x.push_back(double(i + 1));
    line.y.push_back(clock->value[clock->value.size() - count + i]);
  }
  m_clockLine->setData(line);
  std::vector<double> sorted = clock->value;
  std::nth_element(sorted.begin(), sorted.begin() + std::ptrdiff_t(sorted.size() / 2),
                   sorted.end());
  const double middle = sorted[sorted.size() / 2];
  const double drift = clock->value.back() / middle - 1;
  m_clock->setText(toQString(formatClock(clock->value.back())));
  m_clockDrift->setText(QStringLiteral("%1%2 %")
                            .arg(std::abs(drift) < 0.0005 ? QString()
                                 : drift < 0              ? QStringLiteral("−")
                                                          : QStringLiteral("+"))
                            .arg(std::abs(drift) * 100, 0, 'f', 1));
  m_clockDrift->setToolTip(tr("against the median of this run"));
}

void RunStatusBar::refreshNoise() {
  const Session& session = m_document->session();
  const ValueRecord* score = findValue(session, kNoiseScore.id, kNoCase);
  const bool known = score && std::isfinite(score->value);
  m_noiseBlock->setVisible(known);
  if (!known) return;
  m_noise->setText(noiseWord(score->value));
  m_noise->setTone(score->value < kQuietScore   ? Tone::ok
                   : score->value < kNoisyScore ? Tone::value
                                                : Tone::warn);
  QString tip = tr("How far one sample of this run typically strays from its median: %1 %.\n"
                   "Below %2 % the machine was quiet, from %3 % on it was noisy: small differences "
                   "then take longer to tell, and the intervals are wider.")
                    .arg(numberText(score->value * 100, 2))
                    .arg(kQuietScore * 100)
                    .arg(kNoisyScore * 100);
  if (const ValueRecord* share = findValue(session, kDisturbedShare.id, kNoCase);
      share && std::isfinite(share->value))
    tip += u'\n' + tr("%1 of the samples were disturbed by something that left a trace: a context "
                      "switch, a page fault, a moving clock or stolen time. They are flagged and "
                      "kept.")
                       .arg(shareText(share->value));
  m_noiseBlock->setToolTip(tip);
  m_noise->setAccessibleDescription(tip);
}

void RunStatusBar::refreshWarnings() {
  QStringList warnings;
  for (const Finding& finding : m_document->session().findings)
    if (finding.severity != Severity::note) warnings << toQString(finding.text);
  for (const LogLine& line : m_document->session().log)
    if (line.severity != Severity::note) warnings << toQString(line.text);
  m_warnBlock->setVisible(!warnings.isEmpty());
  if (warnings.isEmpty()) return;
  m_warn->setText(warnings.size() == 1
                      ? warnings.first()
                      : counted(std::size_t(warnings.size()), tr("warning"), tr("warnings")));
  m_warnBlock->setToolTip(warnings.join(u'\n'));
}

}  // namespace lane
