// Text in the theme's tones and sizes: labels that follow theme and text scale, section headings
// with a value on the right, and hairlines. GUI thread.
#pragma once

#include <QFrame>
#include <QLabel>

#include "support/theme.h"

class QHBoxLayout;

namespace lane {

enum class Tone { value, label, hint, ok, warn, bad };
QColor toneColor(Tone tone);

struct TextStyle {
  double px = 12;
  int weight = 400;
  bool mono = false;
  Tone tone = Tone::label;
};

/// "1 core", "2 cores", "1,085 points": the number with the right form of its noun.
QString counted(std::size_t count, const QString& one, const QString& many);

/// A label that re-reads colour and font when the theme changes. elide: shows as much as fits and
/// keeps the whole text as tool tip and accessible name.
class Text : public QLabel {
  Q_OBJECT
 public:
  explicit Text(const QString& text = {}, TextStyle style = {}, QWidget* parent = nullptr);
  void setTone(Tone tone);
  void setElided(bool elided);
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void restyle();
  TextStyle m_style;
  bool m_elided = false;
};

/// "Sizes ............ 8 to 16 Mi, 2 per octave".
class SectionHeading : public QWidget {
  Q_OBJECT
 public:
  explicit SectionHeading(const QString& title, QWidget* parent = nullptr);
  void setValue(const QString& value, Tone tone = Tone::hint);
  QString value() const { return m_value->text(); }
  Text* valueLabel() { return m_value; }

 private:
  Text* m_value;
};

/// A variant's marker at text size.
class VariantMarker : public QWidget {
  Q_OBJECT
 public:
  explicit VariantMarker(QWidget* parent = nullptr);
  void setVariant(const QString& variant);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString m_variant;
};

/// One pixel of the theme's line colour, horizontal or vertical.
class Hairline : public QFrame {
  Q_OBJECT
 public:
  explicit Hairline(Qt::Orientation orientation = Qt::Horizontal, QWidget* parent = nullptr);

 protected:
  void paintEvent(QPaintEvent* event) override;
};

/// A block with a raised background and rounded frame.
class Card : public QFrame {
  Q_OBJECT
 public:
  enum class Edge { solid, dashed };
  explicit Card(QWidget* parent = nullptr, Edge edge = Edge::solid);
  void setHighlighted(bool on);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  Edge m_edge;
  bool m_highlighted = false;
};

}  // namespace lane
