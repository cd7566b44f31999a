// A diff as a picture: one mark per pair, worst to best, with its interval, the noise band, colours
// and glyphs of the verdicts; or one per kernel, variant or suite with the mean of its group. The
// diff comes from analysis/diff.h. A click, the arrow keys, Home and End select a pair. GUI thread.
#pragma once

#include <QSet>
#include <QString>
#include <QWidget>
#include <functional>
#include <memory>
#include <vector>

#include "analysis/diff.h"
#include "charts/chart_export.h"

namespace lane {

class RatioPlot : public QWidget, public ChartSource {
  Q_OBJECT
 public:
  enum class Grouping { point, kernel, variant, suite };
  /// What is said of a pair beside its ratio.
  struct Description {
    QString label;    ///< "gelu, avx3, 16 Ki"
    QString variant;  ///< its marker heads the tip
    std::vector<std::pair<QString, QString>> rows;
  };
  using Describe = std::function<Description(const DiffPair& pair)>;

  explicit RatioPlot(QWidget* parent = nullptr);
  ~RatioPlot() override;

  /// Names of the two sessions label the sides.
  void setDiff(const Diff& diff, const QString& baseName, const QString& newName);
  /// Called while the diff that was set stands; without one keys are shown.
  void setDescribe(Describe describe);
  void setGrouping(Grouping grouping);
  Grouping grouping() const;
  void setShowIntervals(bool shown);
  void setShowBand(bool shown);
  /// Pairs of other verdicts (lane::Verdict) are dimmed.
  void setVerdicts(const QSet<int>& verdicts);
  void setSelectedKey(const QString& key);
  QString selectedKey() const;

  QString chartTitle() const override;
  QString chartFooter() const override;
  void paintChart(QCPPainter& painter, const QSize& size) const override;
  QString chartCsv() const override;

 signals:
  void keySelected(const QString& key);
  void groupActivated(lane::RatioPlot::Grouping by, const QString& name);

 protected:
  void changeEvent(QEvent* event) override;
  bool eventFilter(QObject* object, QEvent* event) override;

 private:
  class Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace lane
