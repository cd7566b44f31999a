// The strip of cards above the charts of the Memory view: legend, readout at the crosshair and
// switch in one. A click shows or hides a curve, Alt+click or double click leaves it alone. GUI
// thread.
#pragma once

#include <QAbstractButton>
#include <QSet>
#include <QWidget>
#include <vector>

#include "session/session.h"

namespace lane {

class MemoryCard : public QAbstractButton {
  Q_OBJECT
 public:
  MemoryCard(const QString& style, const QString& note, QWidget* parent);
  QString style() const { return m_style; }
  QString value() const { return m_value; }
  /// `share` of the best this curve reaches anywhere, the bar below; NaN: none. Empty text: no
  /// figure at that place.
  void setReading(const QString& value, double share, const QString& where);

 signals:
  void soloRequested();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  QString m_style, m_note, m_value;
  double m_share = kUnknown;
};

class MemoryStrip : public QWidget {
  Q_OBJECT
 public:
  explicit MemoryStrip(QWidget* parent = nullptr);
  /// Names of styles with what they are: "memory/read", "bandwidth".
  void setCurves(const std::vector<std::pair<QString, QString>>& curves);
  void setHidden(const QSet<QString>& hidden);
  const std::vector<MemoryCard*>& cards() const { return m_cards; }

 signals:
  void toggled(const QString& style, bool shown);
  void soloRequested(const QString& style);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void arrange();
  std::vector<MemoryCard*> m_cards;
};

}  // namespace lane
