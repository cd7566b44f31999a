#include "panels/findings_panel.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

#include "analysis/findings.h"
#include "panels/buttons.h"
#include "panels/severity_sign.h"
#include "support/qt_units.h"

namespace lane {
namespace {

/// Names out of files may be one endless word: it may break after every 16 characters.
QString breakable(const QString& text) {
  QString broken;
  int length = 0;
  for (const QChar c : text) {
    if (length >= 16 && !c.isLowSurrogate()) {
      broken += QChar(0x200b);
      length = 0;
    }
    broken += c;
    length = c.isSpace() ? 0 : length + 1;
  }
  return broken;
}

Text* paragraph(const QString& text, Tone tone) {
  auto* label = new Text(breakable(text), {12, 400, false, tone});
  label->setWordWrap(true);
  QSizePolicy policy = label->sizePolicy();
  policy.setHorizontalPolicy(QSizePolicy::Ignored);  // no word makes the page wider
  label->setSizePolicy(policy);
  label->setAttribute(Qt::WA_TransparentForMouseEvents);  // the row takes the click
  return label;
}

/// "Problems", for a heading.
QString plural(Severity severity) {
  switch (severity) {
    case Severity::problem:
      return FindingsPanel::tr("Problems");
    case Severity::warning:
      return FindingsPanel::tr("Warnings");
    case Severity::note:
      break;
  }
  return FindingsPanel::tr("Notes");
}

}  // namespace

FindingRow::FindingRow(const Finding& finding, QWidget* parent)
    : QAbstractButton(parent),
      m_severity(finding.severity),
      m_text(toQString(finding.text)),
      m_advice(toQString(finding.advice)),
      m_evidence(toQString(finding.evidence).split(u'\n', Qt::SkipEmptyParts)) {
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(severityWord(m_severity) + QStringLiteral(": ") + m_text);
  setAccessibleDescription(m_advice);
  if (!m_evidence.isEmpty()) {
    setCursor(Qt::PointingHandCursor);
    setToolTip(
        m_evidence.size() == 1
            ? tr("Show the case it rests on")
            : tr("Show the first of %1 cases; click again for the next").arg(m_evidence.size()));
  }
  auto* line = new QHBoxLayout(this);
  line->setContentsMargins(8, 6, 8, 6);
  line->setSpacing(8);
  line->addWidget(new SeveritySign(m_severity), 0, Qt::AlignTop);
  auto* column = new QVBoxLayout;
  column->setSpacing(4);
  line->addLayout(column, 1);
  column->addWidget(paragraph(m_text, Tone::value));
  if (!m_advice.isEmpty()) column->addWidget(paragraph(m_advice, Tone::hint));
  connect(this, &QAbstractButton::clicked, this, [this] {
    if (m_evidence.isEmpty()) return;
    emit keyActivated(m_evidence[m_next]);
    m_next = (m_next + 1) % m_evidence.size();
  });
}

QString FindingRow::asText() const {
  QString text = severityWord(m_severity) + QStringLiteral(": ") + m_text;
  if (!m_advice.isEmpty()) text += u'\n' + m_advice;
  return text;
}

void FindingRow::copy() const {
  QGuiApplication::clipboard()->setText(asText());
}

void FindingRow::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  if (underMouse() && !m_evidence.isEmpty()) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::instance().chrome().raised);
    painter.drawRoundedRect(rect(), 6, 6);
  }
  paintFocusRing(painter, this);
}

void FindingRow::enterEvent(QEnterEvent* event) {
  QAbstractButton::enterEvent(event);
  update();
}

void FindingRow::leaveEvent(QEvent* event) {
  QAbstractButton::leaveEvent(event);
  update();
}

void FindingRow::keyPressEvent(QKeyEvent* event) {
  if (event->matches(QKeySequence::Copy)) return copy();
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) return click();
  if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Up) {
    focusNextPrevChild(event->key() == Qt::Key_Down);
    return;
  }
  QAbstractButton::keyPressEvent(event);
}

void FindingRow::contextMenuEvent(QContextMenuEvent* event) {
  QMenu menu;
  menu.addAction(tr("Copy"), this, &FindingRow::copy);
  menu.exec(event->globalPos());
}

FindingsPanel::FindingsPanel(SessionDocument* document, QWidget* parent)
    : QWidget(parent), m_document(document) {
  auto* page = new QWidget;
  m_column = new QVBoxLayout(page);
  m_column->setContentsMargins(8, 12, 8, 16);
  m_column->setSpacing(4);
  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setWidget(page);
  auto* all = new QVBoxLayout(this);
  all->setContentsMargins(0, 0, 0, 0);
  all->addWidget(scroll);
  setAccessibleName(tr("Findings"));
  connect(document, &SessionDocument::sessionReset, this, &FindingsPanel::refresh);
  // The end of a run gives every view something to do: not all in one turn of the event loop.
  m_later.setSingleShot(true);
  connect(&m_later, &QTimer::timeout, this, &FindingsPanel::refresh);
  connect(document, &SessionDocument::runFinished, &m_later, qOverload<>(&QTimer::start));
  connect(document, &SessionDocument::stateChanged, &m_later, qOverload<>(&QTimer::start));
  addRows();
}

QString FindingsPanel::asText() const {
  QStringList lines;
  for (const FindingRow* row : findChildren<FindingRow*>()) lines << row->asText();
  return lines.join(QStringLiteral("\n\n"));
}

FindingsPanel::Shown FindingsPanel::shown() const {
  if (m_document->isRunning()) return Shown::running;
  return m_document->isEmpty() ? Shown::nothing : Shown::session;
}

void FindingsPanel::refresh() {
  std::vector<Finding> findings;
  if (shown() == Shown::session) findings = findingsOf(m_document->session());
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  if (shown() == m_shown && findings == m_findings) return;
  const bool otherCount = findings.size() != m_findings.size();
  m_shown = shown();
  m_findings = std::move(findings);
  while (QLayoutItem* item = m_column->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  addRows();
  if (otherCount) emit countChanged(count());
}

void FindingsPanel::addRemark(const QString& title, const QString& text) {
  auto* heading = new Text(title, {13, 600, false, Tone::value});
  heading->setContentsMargins(8, 4, 8, 0);
  auto* words = paragraph(text, Tone::label);
  words->setContentsMargins(8, 0, 8, 0);
  m_column->addWidget(heading);
  m_column->addWidget(words);
}

void FindingsPanel::addRows() {
  if (m_shown == Shown::running) {
    addRemark(tr("Still measuring"), tr("Findings follow when the run has ended."));
  } else if (m_shown == Shown::nothing) {
    addRemark(tr("No session"), tr("Open or measure one to see what stands out in it."));
  } else if (m_findings.empty()) {
    addRemark(tr("Nothing stands out"),
              tr("Looked at: results against their references, rates against ceilings, the plan's "
                 "expectations, noise and disturbances, the clock, intervals, placements, threads, "
                 "allocation, memory, the cost of calls, vector widths and crossovers."));
  }
  std::size_t begin = 0;
  while (begin < m_findings.size()) {
    const Severity severity = m_findings[begin].severity;
    std::size_t end = begin;
    while (end < m_findings.size() && m_findings[end].severity == severity) ++end;
    auto* heading = new SectionHeading(plural(severity));
    heading->setValue(countText(end - begin), severityTone(severity));
    heading->setContentsMargins(8, begin == 0 ? 0 : 12, 8, 2);
    m_column->addWidget(heading);
    for (; begin < end; ++begin) {
      auto* row = new FindingRow(m_findings[begin]);
      connect(row, &FindingRow::keyActivated, this, [this](const QString& key) {
        if (const auto index = m_document->session().caseByKey(toStd(key)); index != kNoCase)
          emit caseActivated(index);
      });
      m_column->addWidget(row);
    }
  }
  m_column->addStretch(1);
}

}  // namespace lane
