// The chart of one format inside FilePlot: axes, lines with bands and markers, tooltip. One for the
// window and one for each export. GUI thread.
#pragma once

#include <qcustomplot.h>

#include <QPointer>

#include "charts/axis_tickers.h"
#include "charts/file_plot.h"

namespace lane {

class PlotGestures;
class PointTip;

struct FileScene {
  std::string format;
  std::vector<FileCurve> curves;  ///< of this format
  FilePlotOptions options;
  QCPRange bytes{1e6, 1e8}, rates{1e8, 1e10};  ///< of all formats
  std::uint32_t selected = kNoCase;
};

class FileCanvas : public QCustomPlot {
  Q_OBJECT
 public:
  explicit FileCanvas(QWidget* parent = nullptr);
  ~FileCanvas() override;
  void setScene(FileScene scene);
  const FileScene& scene() const { return m_scene; }
  void select(std::uint32_t caseIndex);
  void applyTheme();
  void setShownRanges(const QCPRange& bytes, const QCPRange& rates);  ///< tells nobody
  PlotGestures& gestures() { return *m_gestures; }
  QPointF pixel(const FilePoint& point) const;
  const FilePoint* find(std::uint32_t caseIndex) const;
  bool isShown(const FileCurve& curve) const;

 signals:
  void clicked(quint32 caseIndex);
  void rangesChanged();

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  const FilePoint* pointAt(const QPointF& position, const FileCurve** curve) const;
  void hover(const QPointF& position);
  void paintLines(QCPPainter& painter);
  void paintFrame(QCPPainter& painter);
  void updateTickers();

  FileScene m_scene;
  std::string m_emphasis;  ///< name of the way under the pointer
  QSharedPointer<ValueTicker> m_bytesTicker, m_rateTicker;
  PlotGestures* m_gestures;
  QPointer<PointTip> m_tip;  ///< may reach over the charts beside this one
  bool m_following = false;
};

}  // namespace lane
