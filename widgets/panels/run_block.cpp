#include "panels/run_block.h"

#include <QHBoxLayout>
#include <QHash>
#include <QPainter>
#include <QVBoxLayout>

#include "support/qt_units.h"

namespace lane {
namespace {

QString phaseText(const Progress& progress) {
  switch (progress.phase) {
    case RunPhase::preparing:
      return RunBlock::tr("Preparing");
    case RunPhase::checking:
      return RunBlock::tr("Checking results");
    case RunPhase::calibrating:
      return RunBlock::tr("Calibrating");
    case RunPhase::sampling:
      return progress.passes > 0 ? RunBlock::tr("Pass %1 of %2")
                                       .arg(progress.pass + 1)
                                       .arg(std::max(progress.passes, progress.pass + 1))
                                 : RunBlock::tr("Pass %1").arg(progress.pass + 1);
    case RunPhase::refining:
      return RunBlock::tr("Refining crossovers");
    case RunPhase::probing:
      return RunBlock::tr("Trying other placements");
    case RunPhase::analysing:
      return RunBlock::tr("Finding crossovers");
  }
  return {};
}

bool isDone(const CaseRecord& record) {
  return record.stopReason != StopReason::none || record.status == CaseStatus::skipped ||
         record.status == CaseStatus::wrong || record.status == CaseStatus::failed;
}

}  // namespace

ProgressCells::ProgressCells(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setAccessibleName(tr("Progress by kernel"));
}

QSize ProgressCells::sizeHint() const {
  return {200, Theme::instance().px(5)};
}

void ProgressCells::setCells(const QVector<double>& shares, int current, const QColor& color) {
  m_shares = shares;
  m_current = current;
  m_color = color;
  update();
}

void ProgressCells::paintEvent(QPaintEvent*) {
  if (m_shares.isEmpty()) return;
  const ChromeColors& c = Theme::instance().chrome();
  QPainter painter(this);
  const double step = double(width() + 2) / double(m_shares.size());
  for (int i = 0; i < m_shares.size(); ++i) {
    const QRectF cell(i * step, 0, std::max(1.0, step - 2), height());
    painter.fillRect(cell, c.line2);
    if (i == m_current && m_color.isValid()) {
      QColor underway = m_color;
      underway.setAlphaF(0.45f);
      painter.fillRect(cell, underway);
    }
    painter.fillRect(QRectF(cell.topLeft(), QSizeF(cell.width() * m_shares[i], cell.height())),
                     i == m_current && m_color.isValid() ? m_color : c.ink);
  }
}

RunBlock::RunBlock(SessionDocument* document, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_phase(new Text({}, {12, 600, false, Tone::value})),
      m_detail(new Text({}, {11, 400, false, Tone::label})),
      m_share(new Text({}, {12, 600, true, Tone::value})),
      m_cells(new ProgressCells),
      m_run(new Button(tr("Run"), Button::Kind::primary)),
      m_pause(new Button(tr("Pause"), Button::Kind::primary)),
      m_stop(new Button(tr("Stop"), Button::Kind::plain)),
      m_status(new QWidget) {
  m_detail->setElided(true);
  m_run->setGlyph(Icon::run);
  m_run->setKeyHint(QStringLiteral("F5"));
  m_stop->setGlyph(Icon::stop);
  m_run->setObjectName(QStringLiteral("runButton"));
  m_pause->setObjectName(QStringLiteral("pauseButton"));
  m_stop->setObjectName(QStringLiteral("stopButton"));

  auto* text = new QHBoxLayout;
  text->setSpacing(8);
  text->addWidget(m_phase);
  text->addWidget(m_detail, 1);
  text->addWidget(m_share);
  auto* status = new QVBoxLayout(m_status);
  status->setContentsMargins(0, 0, 0, 0);
  status->setSpacing(7);
  status->addLayout(text);
  status->addWidget(m_cells);

  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(8);
  buttons->addWidget(m_run, 1);
  buttons->addWidget(m_pause, 2);
  buttons->addWidget(m_stop, 1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(12, 10, 12, 12);
  column->setSpacing(10);
  column->addWidget(m_status);
  column->addLayout(buttons);

  connect(m_run, &Button::clicked, this, &RunBlock::runRequested);
  connect(m_stop, &Button::clicked, this, &RunBlock::stopRequested);
  connect(m_pause, &Button::clicked, this, [this] {
    if (m_document->progress().paused)
      emit resumeRequested();
    else
      emit pauseRequested();
  });
  connect(document, &SessionDocument::stateChanged, this, &RunBlock::refresh);
  connect(document, &SessionDocument::progressChanged, this, &RunBlock::refresh);
  connect(document, &SessionDocument::sessionReset, this, &RunBlock::refresh);
  refresh();
}

void RunBlock::setBlocked(const QString& reason) {
  m_run->setEnabled(reason.isEmpty());
  m_run->setToolTip(reason);
}

void RunBlock::refresh() {
  const bool running = m_document->isRunning();
  const Progress& progress = m_document->progress();
  m_status->setVisible(running);
  m_run->setVisible(!running);
  m_pause->setVisible(running);
  m_stop->setVisible(running);
  if (!running) return;
  m_pause->setText(progress.paused ? tr("Resume") : tr("Pause"));
  m_pause->setGlyph(progress.paused ? Icon::run : Icon::pause);
  m_pause->setAccessibleName(m_pause->text());
  m_phase->setText(progress.paused ? tr("Paused") : phaseText(progress));
  QString detail = toQString(progress.message);
  if (detail.startsWith(m_phase->text())) detail = detail.mid(m_phase->text().size()).trimmed();
  m_detail->setText(detail);
  m_share->setText(QStringLiteral("%1 %").arg(int(progress.fraction * 100)));
  refreshCells();
}

void RunBlock::refreshCells() {
  const auto& cases = m_document->session().cases;
  const Progress& progress = m_document->progress();
  QHash<QString, int> cellOf;
  QVector<int> done, total;
  for (const CaseRecord& record : cases) {
    const QString name = toQString(record.benchmark);
    const auto it = cellOf.constFind(name);
    int cell = it == cellOf.constEnd() ? int(total.size()) : *it;
    if (it == cellOf.constEnd()) {
      cellOf.insert(name, cell);
      done << 0;
      total << 0;
    }
    ++total[cell];
    if (isDone(record)) ++done[cell];
  }
  QVector<double> shares;
  for (int i = 0; i < total.size(); ++i) shares << double(done[i]) / total[i];
  int current = -1;
  QColor color;
  if (progress.currentCase < cases.size()) {
    const CaseRecord& record = cases[progress.currentCase];
    current = cellOf.value(toQString(record.benchmark), -1);
    color = Theme::instance().series(toQString(record.variant)).fill;
  }
  m_cells->setCells(shares, current, color);
}

}  // namespace lane
