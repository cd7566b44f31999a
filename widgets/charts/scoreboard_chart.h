// The scoreboard as a picture: what a cell of the heat map looks like, in the window and on paper,
// and the whole map for exports. Paints a ScoreboardModel. GUI thread; owns nothing.
#pragma once

#include <QModelIndex>
#include <QString>

#include "charts/chart_export.h"

class QPainter;
class QRectF;

namespace lane {

class ScoreboardModel;
class SessionDocument;

/// One cell: its shade, the glyph that tells faster from slower without colour, and the ratio as
/// far as there is room; the number tells faster from slower too. `fails`: framed.
struct ScoreLook {
  double heat = -1;  ///< below 0: no ratio
  int glyph = 0;     ///< ScoreboardModel::ScoreGlyph
  bool fails = false;
  QString text;
  QString shortText;  ///< with two digits, where there is little room
};
ScoreLook scoreLook(const QModelIndex& index);  ///< of a ScoreboardModel or a proxy of it
void paintScore(QPainter& painter, const QRectF& area, const ScoreLook& look, double px);

class ScoreboardChart : public ChartSource {
 public:
  ScoreboardChart(const ScoreboardModel* model, const SessionDocument* document)
      : m_model(model), m_document(document) {}
  QString chartTitle() const override;
  QString chartFooter() const override;
  void paintChart(QCPPainter& painter, const QSize& size) const override;
  QString chartCsv() const override;

 private:
  const ScoreboardModel* m_model;
  const SessionDocument* m_document;
};

}  // namespace lane
