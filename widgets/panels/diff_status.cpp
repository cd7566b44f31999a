#include "panels/diff_status.h"

#include <QHBoxLayout>
#include <QPainter>

#include "analysis/diff_host.h"
#include "base/units.h"
#include "models/session_values.h"
#include "support/icons.h"
#include "support/qt_units.h"

namespace lane {
namespace {

class Glyph : public QWidget {
 public:
  explicit Glyph(bool differs) : m_differs(differs) {
    setFixedSize(Theme::instance().px(14), Theme::instance().px(14));
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    const ChromeColors& c = Theme::instance().chrome();
    QPainter painter(this);
    paintIcon(painter, m_differs ? Icon::warn : Icon::check, rect(), m_differs ? c.warn : c.ok);
  }

 private:
  bool m_differs;
};

QString clockOf(const Session& session) {
  const double clock = meanClock(session);
  return clock > 0 ? toQString(formatClock(clock)) : QString();
}

}  // namespace

DiffStatus::DiffStatus(DiffDocument* document, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_paired(new Text({}, {12, 500, false, Tone::value})),
      m_rows(new Text({}, {12, 400, false, Tone::label})),
      m_clocks(new Text({}, {12, 400, false, Tone::label})),
      m_badges(new QWidget),
      m_badgeLine(new QHBoxLayout(m_badges)) {
  m_paired->setElided(true);
  m_rows->setElided(true);
  m_clocks->setElided(true);
  m_badgeLine->setContentsMargins(0, 0, 0, 0);
  m_badgeLine->setSpacing(6);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(4, 0, 4, 0);
  row->setSpacing(10);
  const auto divide = [row] {
    auto* rule = new Hairline(Qt::Vertical);
    rule->setFixedHeight(Theme::instance().px(14));
    row->addWidget(rule);
  };
  row->addWidget(m_paired, 3);
  divide();
  row->addWidget(m_rows, 2);
  row->addStretch(1);
  row->addWidget(m_clocks, 2);
  divide();
  row->addWidget(m_badges);
  connect(document, &DiffDocument::sidesChanged, this, &DiffStatus::refresh);
  connect(document, &DiffDocument::diffReady, this, &DiffStatus::refresh);
  refresh();
}

void DiffStatus::setRows(int shown, int selected) {
  m_rows->setText(shown < 0 ? QString()
                            : tr("%1 shown, %2 selected")
                                  .arg(counted(std::size_t(shown), tr("row"), tr("rows")),
                                       countText(std::uint64_t(selected))));
}

void DiffStatus::addBadge(const QString& text, const QString& tip, bool differs) {
  auto* words = new Text(text, {12, 400, false, Tone::label});
  words->setElided(true);
  words->setAccessibleDescription(tip);
  m_badgeLine->addWidget(new Glyph(differs));
  m_badgeLine->addWidget(words);
}

void DiffStatus::refresh() {
  while (QLayoutItem* item = m_badgeLine->takeAt(0)) {
    delete item->widget();
    delete item;
  }
  m_clocks->setText({});
  if (!m_document->hasBoth()) {
    m_paired->setText(tr("Choose two sessions to compare"));
    return;
  }
  if (!m_document->isReady()) {
    m_paired->setText(tr("Comparing…"));
    return;
  }
  const Diff& diff = m_document->diff();
  m_paired->setText(tr("Paired %1, %2 unmatched")
                        .arg(counted(diff.pairs.size(), tr("point"), tr("points")),
                             countText(diff.summary.unmatched)));
  const QString a = clockOf(*m_document->base().session), b = clockOf(*m_document->now().session);
  if (!a.isEmpty() && !b.isEmpty()) m_clocks->setText(tr("Clock A %1, B %2").arg(a, b));
  constexpr std::size_t kShown = 3;
  for (std::size_t i = 0; i < std::min(kShown, diff.environment.size()); ++i) {
    const EnvironmentDifference& d = diff.environment[i];
    addBadge(tr("%1 differs").arg(toQString(d.label)),
             tr("%1 → %2").arg(toQString(d.base), toQString(d.now)), true);
  }
  if (diff.environment.size() > kShown)
    addBadge(tr("%1 more").arg(countText(diff.environment.size() - kShown)),
             tr("See Machines in the dock on the right"), true);
  if (diff.environment.empty()) addBadge(tr("same machine and settings"), {}, false);
}

}  // namespace lane
