// The strip of variant cards above a chart: legend, readout and switch in one. A click shows or
// hides a curve, Alt+click or double click leaves it alone on the chart; the rest is in its menu.
// GUI thread.
#pragma once

#include <QAbstractButton>
#include <QWidget>
#include <vector>

#include "charts/chart_data.h"

namespace lane {

class ChannelCard : public QAbstractButton {
  Q_OBJECT
 public:
  ChannelCard(const QString& variant, QWidget* parent);
  QString variant() const { return m_variant; }
  /// `value` with unit, empty when there is none at that size; `share` of the best, NaN: unknown.
  void setReading(const QString& value, double share, const QString& where);
  void setUnavailable(const QString& reason, bool wrong);
  bool isAvailable() const { return m_reason.isEmpty(); }

 signals:
  void soloRequested();
  void menuRequested(const QPoint& globalPosition);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  void describe(const QString& where);
  QString m_variant;
  QString m_value;
  QString m_reason;
  double m_share = kUnknown;
  bool m_wrong = false;
};

class ChannelStrip : public QWidget {
  Q_OBJECT
 public:
  explicit ChannelStrip(QWidget* parent = nullptr);

  void setChart(const ChartData& data);
  void setHidden(const QSet<QString>& hidden);
  /// Values of the cards are those at this size.
  void setReadingSize(const ChartData& data, std::uint64_t size);
  const std::vector<ChannelCard*>& cards() const { return m_cards; }

 signals:
  void toggled(const QString& variant, bool shown);
  void soloRequested(const QString& variant);
  void menuRequested(const QString& variant, const QPoint& globalPosition);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void arrange();
  std::vector<ChannelCard*> m_cards;
  QAbstractButton* m_more = nullptr;
  bool m_expanded = false;
};

}  // namespace lane
