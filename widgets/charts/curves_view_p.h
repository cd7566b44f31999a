// The inside of CurvesView, shared by its source files only.
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QSet>
#include <QSplitter>
#include <QTimer>

#include "charts/best_ribbon.h"
#include "charts/channel_strip.h"
#include "charts/curve_plot.h"
#include "charts/curves_view.h"
#include "charts/distribution_drawer.h"
#include "charts/point_tip.h"
#include "models/selection_model.h"
#include "models/session_document.h"

namespace lane {

class CurvesView::Impl {
 public:
  Impl(CurvesView* view, Frame frame);

  void buildHeader();
  void connectPlot();
  QPushButton* addToggle(const QString& text, const QString& shortcut, bool on);
  void scheduleRefresh();
  void refresh();  ///< data, cards, plot and ribbon
  void refreshRibbon();
  void refreshReadout();  ///< what follows hover and selection
  void refreshLive();
  bool isRefining();
  void refreshTheme();
  void showTip(const CurveSpot& spot);
  void optionChanged();
  CurveKey currentKey() const;
  std::uint64_t readingSize() const;
  QString message() const;
  void describe();

  void hover(const CurveSpot& spot);
  void select(const CurveSpot& spot);
  void selectKey(const CurveKey& key, const QString& variant, double size);
  void selectCrossover(const CurveKey& key, const CrossoverRecord& crossover);
  void showCardMenu(const QString& variant, const QPoint& at);
  void refreshDrawer();
  void pin();
  bool keyOnVariant(const QKeyEvent& event);

  void stepCrossover(int by);
  void stepSize(int by);
  void stepVariant(int by);
  void stepKey(int by);
  void stepMetric();

  CurvesView* view;
  Frame frame;
  SessionDocument* document = nullptr;
  SelectionModel* selection = nullptr;
  SelectionModel ownSelection;  ///< until one is set
  CurveMetric metric;
  CurveOptions options;
  QString reference = QStringLiteral("scalar");
  std::shared_ptr<const Session> ghost;
  QString ghostName;
  bool live = true;
  bool refining = false;
  CurveSpot crossoverSpot;  ///< selected by its crossover, which lies at:
  double crossoverSize = kUnknown;
  std::uint32_t drawnCase = kNoCase;  ///< in the drawer, with so many samples
  std::uint64_t drawnSamples = 0;
  std::vector<CurveKey> keys;
  std::vector<RibbonRow> ribbonRows;

  QWidget* header = nullptr;
  QLabel* title = nullptr;
  QLabel* subtitle = nullptr;
  QLabel* readout = nullptr;
  QPushButton* bandToggle = nullptr;
  QPushButton* spreadToggle = nullptr;
  QPushButton* crossoverToggle = nullptr;
  QPushButton* cacheToggle = nullptr;
  QPushButton* peerToggle = nullptr;
  QPushButton* drawerToggle = nullptr;
  ChannelStrip* strip = nullptr;
  QSplitter* splitter = nullptr;
  CurvePlot* plot = nullptr;
  BestRibbon* ribbon = nullptr;
  DistributionDrawer* drawer = nullptr;  ///< latency frame only
  PointTip* tip = nullptr;
  QTimer refreshTimer;
  QTimer ribbonTimer;
  QTimer glowTimer;
};

}  // namespace lane
