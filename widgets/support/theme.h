// Colours, fonts and series styles of the window: dark and light, text scale. One instance per
// program, on the GUI thread. Everything that paints reads from here and repaints on changed().
#pragma once

#include <QColor>
#include <QFont>
#include <QObject>
#include <QString>
#include <QVector>

namespace lane {

struct ChromeColors {
  QColor win, panel, plot, raised, ruler, hover, sel, line, line2, ctl, grid, grid2;
  QColor t1, t2, t3, ink, inkOn, ok, warn, bad;
};

enum class Marker { dash, diamond, triangleUp, triangleDown, square, circle, hexagon, plus, cross };

/// How a variant is drawn everywhere: curve, ribbon, chip, table, export.
struct SeriesStyle {
  QString label;  ///< "avx3": what the user reads
  QColor line;
  QColor fill;
  double width = 1.5;   ///< px
  QVector<qreal> dash;  ///< px, empty: solid (QPen wants them divided by the width)
  Marker marker = Marker::circle;
  int lanes = 0;  ///< f32 lanes of its registers; 0: a peer
};

class Theme : public QObject {
  Q_OBJECT
 public:
  enum class Choice { system, dark, light };
  static Theme& instance();

  void setChoice(Choice choice);
  Choice choice() const { return m_choice; }
  bool isDark() const { return m_dark; }
  void setTextScale(double scale);  ///< 1.0 to 2.0
  double textScale() const { return m_textScale; }

  const ChromeColors& chrome() const;
  SeriesStyle series(const QString& variant) const;
  QColor verdict(int verdict) const;                     ///< of lane::Verdict
  QFont uiFont(double px = 12, int weight = 400) const;  ///< px at 100 %
  QFont monoFont(double px = 12, int weight = 400) const;
  int px(double atScaleOne) const;  ///< a length that follows the text scale

  /// Palette and style sheet onto the application; call once after QApplication exists.
  void apply();

 signals:
  void changed();

 protected:
  bool eventFilter(QObject* object, QEvent* event) override;  ///< follows the desktop's choice

 private:
  friend class ThemeOverride;
  Theme();
  void refresh();
  Choice m_choice = Choice::system;
  bool m_dark = true;
  double m_textScale = 1.0;
};

/// Another look for as long as it lives, without telling anyone: exports paint on white paper at
/// text scale 1 while the window stays as it is.
class ThemeOverride {
 public:
  explicit ThemeOverride(bool dark, double textScale = 1.0);
  ~ThemeOverride();
  ThemeOverride(const ThemeOverride&) = delete;
  ThemeOverride& operator=(const ThemeOverride&) = delete;

 private:
  bool m_dark;
  double m_textScale;
};

}  // namespace lane
