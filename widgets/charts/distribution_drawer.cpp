#include "charts/distribution_drawer.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include "charts/percentile_plot.h"
#include "charts/sample_plots.h"
#include "support/icons.h"
#include "support/qt_units.h"
#include "support/theme.h"

namespace lane {

DistributionDrawer::DistributionDrawer(QWidget* parent)
    : QWidget(parent),
      m_title(new QLabel),
      m_facts(new QLabel),
      m_empty(new QLabel(tr("Select a point to see how its samples are distributed."))),
      m_close(new QPushButton),
      m_plots(new QWidget),
      m_histogram(new SampleHistogram),
      m_percentiles(new PercentilePlot) {
  setObjectName(QStringLiteral("distributionDrawer"));
  setAccessibleName(tr("Distribution of the samples"));
  m_facts->setProperty("tone", QStringLiteral("label"));
  m_empty->setProperty("tone", QStringLiteral("hint"));
  m_empty->setAlignment(Qt::AlignCenter);
  m_empty->setWordWrap(true);
  m_close->setProperty("kind", QStringLiteral("flat"));
  m_close->setIcon(icon(Icon::close));
  m_close->setToolTip(tr("Close the distribution (Esc)"));
  m_close->setAccessibleName(m_close->toolTip());
  m_close->setFocusPolicy(Qt::TabFocus);
  m_histogram->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  m_percentiles->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);

  auto* head = new QHBoxLayout;
  head->setSpacing(8);
  head->addWidget(m_title);
  head->addWidget(m_facts, 1);
  head->addWidget(m_close);
  auto* pair = new QHBoxLayout(m_plots);
  pair->setContentsMargins(0, 0, 0, 0);
  pair->setSpacing(16);
  pair->addWidget(m_histogram, 2);
  pair->addWidget(m_percentiles, 3);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 6, 16, 6);
  column->setSpacing(4);
  column->addLayout(head);
  column->addWidget(m_plots, 1);
  column->addWidget(m_empty, 1);
  connect(m_close, &QPushButton::clicked, this, &DistributionDrawer::closeRequested);
  connect(&Theme::instance(), &Theme::changed, this, &DistributionDrawer::restyle);
  restyle();
  setCase({}, kNoCase);
}

void DistributionDrawer::restyle() {
  const Theme& theme = Theme::instance();
  m_title->setFont(theme.uiFont(12, 600));
  m_facts->setFont(theme.uiFont(11));
  m_empty->setFont(theme.uiFont(12));
  setMinimumHeight(theme.px(150));
  update();
}

QString DistributionDrawer::facts() const {
  return m_facts->text();
}

void DistributionDrawer::setCase(const Session& session, std::uint32_t caseIndex) {
  SamplePlotData data;
  if (caseIndex < session.cases.size())
    for (const std::size_t i : session.samplesOf(caseIndex))
      data.seconds.push_back(session.samples.seconds[i]);
  const bool any = !data.seconds.empty();
  m_plots->setVisible(any);
  m_empty->setVisible(!any);
  m_facts->setVisible(any);
  if (!any) {
    const bool chosen = caseIndex < session.cases.size();
    m_title->setText(tr("Distribution"));
    m_empty->setText(chosen ? tr("No samples are kept of this point, only its figures.")
                            : tr("Select a point to see how its samples are distributed."));
    m_histogram->setData({});
    m_percentiles->setDistribution({}, {});
    return;
  }
  const CaseRecord& record = session.cases[caseIndex];
  const QString variant = toQString(record.variant);
  m_title->setText(tr("Distribution of %1 at n = %2")
                       .arg(Theme::instance().series(variant).label, sizeText(record.size)));
  // A tail of single calls is smoothed away inside a batch: said beside the figures.
  m_facts->setText(record.batchCalls > 1
                       ? tr("%1 samples, each the mean of a batch of %2 calls")
                             .arg(countText(data.seconds.size()), countText(record.batchCalls))
                       : tr("%1 samples of one call each").arg(countText(data.seconds.size())));
  m_facts->setToolTip(record.batchCalls > 1
                          ? tr("Percentiles are those of batch means: single slow calls are "
                               "averaged with the others of their batch.")
                          : QString());
  data.variant = variant;
  data.median = record.median;
  data.low = record.ciLow;
  data.high = record.ciHigh;
  data.outlier = tukeyOutliers(data.seconds);
  m_percentiles->setDistribution(variant, distributionOf(data.seconds));
  m_histogram->setData(std::move(data));
}

void DistributionDrawer::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape)
    emit closeRequested();
  else
    QWidget::keyPressEvent(event);
}

void DistributionDrawer::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const ChromeColors& c = Theme::instance().chrome();
  painter.fillRect(rect(), c.plot);
  painter.fillRect(QRect(0, 0, width(), 1), c.line);
}

}  // namespace lane
