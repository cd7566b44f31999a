// The window's side of the Diff view's pages of many sessions and of one folder over time.
#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <algorithm>

#include "charts/trend_plot.h"
#include "main_window.h"
#include "models/matrix_model.h"
#include "models/trend_document.h"
#include "panels/compare_view.h"
#include "panels/labels.h"
#include "panels/matrix_panel.h"
#include "panels/run_status_bar.h"
#include "panels/trend_panel.h"
#include "support/file_prompt.h"
#include "support/qt_units.h"

namespace lane {

void MainWindow::connectTrend() {
  auto* matrix = new MatrixModel(this);
  auto* matrixPanel = new MatrixPanel(matrix);
  auto* trend = new TrendDocument(this);
  auto* trendPanel = new TrendPanel(trend);
  trend->setThreshold(m_settings->value(SettingKey::diffThreshold).toDouble());
  m_compare->addPage(tr("Many sessions"), matrixPanel, matrixPanel->head());
  constexpr int kManyPage = 1;
  const int timePage = m_compare->addPage(tr("Over time"), trendPanel, trendPanel->head());

  const auto shown = std::find_if(m_views.begin(), m_views.end(),
                                  [](const ViewPage& page) { return page.view == View::diff; });
  shown->chart = [this, ofTwo = shown->chart, trendPanel, timePage]() -> const ChartSource* {
    if (m_compare->page() == 0) return ofTwo();
    const bool drawn = m_compare->page() == timePage && !trendPanel->plot()->isEmpty();
    return drawn ? trendPanel->plot() : nullptr;
  };

  const auto follow = [this, trend](const QString& folder) {
    m_settings->set(SettingKey::trendFolder, folder);
    trend->setFolder(folder);
  };
  const auto refreshSources = [this, matrixPanel] {
    matrixPanel->setRecent(m_settings->recentFiles());
    matrixPanel->setSessionOpen(!m_document->isEmpty() && !m_document->isRunning());
  };
  refreshSources();
  connect(m_files, &FileController::recentChanged, this, refreshSources);
  connect(m_document, &SessionDocument::sessionReset, this, refreshSources);
  connect(m_document, &SessionDocument::stateChanged, this, refreshSources);
  const auto tell = [this, matrix, trendPanel, timePage] {
    if (m_view != View::diff) return;
    if (m_compare->page() == timePage)
      m_status->setIdleText(tr("Over time"), trendPanel->summaryText());
    if (m_compare->page() == kManyPage)
      m_status->setIdleText(tr("Many sessions"), counted(std::size_t(matrix->rowCount()),
                                                         tr("session"), tr("sessions")));
  };
  connect(matrix, &MatrixModel::changed, this, tell);
  connect(m_compare, &CompareView::pageChanged, this, [=, this](int page) {
    // The two that are compared are the first of the many.
    if (page == kManyPage && matrix->rowCount() == 0 && m_diff->hasBoth())
      for (const DiffDocument::Side* side : {&m_diff->base(), &m_diff->now()})
        matrix->addSession(side->session, side->path, side->name);
    // The folder is read when its page is first looked at.
    const QString folder = m_settings->value(SettingKey::trendFolder).toString();
    if (page == timePage && trend->folder().isEmpty() && !folder.isEmpty())
      trend->setFolder(folder);
    tell();
    refreshActions();
  });

  connect(matrixPanel, &MatrixPanel::chooseRequested, this, [this, matrix] {
    const QStringList paths =
        filePrompt().openFiles(this, {tr("Sessions to compare"),
                                      m_settings->value(SettingKey::openDirectory).toString(),
                                      {tr("Lanescope sessions (*.h5)")}});
    if (paths.isEmpty()) return;
    m_settings->set(SettingKey::openDirectory, QFileInfo(paths.first()).absolutePath());
    matrix->add(paths);
  });
  connect(matrixPanel, &MatrixPanel::openSessionRequested, this, [this, matrix] {
    const QString path = m_document->path();
    QString name = toQString(m_document->session().title);
    if (!path.isEmpty()) name = QFileInfo(path).completeBaseName();
    matrix->addSession(std::make_shared<const Session>(m_document->session()), path, name);
  });
  connect(matrixPanel, &MatrixPanel::kernelActivated, this, &MainWindow::selectKernel);
  connect(matrix, &MatrixModel::failed, this, [this](const QString& message) {
    m_messages->show(Severity::warning, tr("A session could not be added"), message);
  });

  connect(trendPanel, &TrendPanel::chooseRequested, this, [this, trend, follow] {
    QString folder = trend->folder();
    if (folder.isEmpty() && QDir(sessionsDirectory()).exists()) folder = sessionsDirectory();
    folder = filePrompt().openFolder(this, {tr("Folder of sessions"), folder, {}});
    if (!folder.isEmpty()) follow(folder);
  });
  connect(trendPanel, &TrendPanel::folderDropped, this, follow);
  connect(trendPanel, &TrendPanel::sessionActivated, this, [this, trendPanel](const QString& path) {
    if (m_files->openSessionFile(path)) selectPair(trendPanel->currentKey());
  });
  connect(trend, &TrendDocument::ready, this, [this, tell] {
    tell();
    refreshActions();
  });
}

}  // namespace lane
