// The painted buttons of the window: plain, primary and quiet buttons, tabs, and variant chips.
// All are keyboard-operable QAbstractButtons with a visible focus ring. GUI thread.
#pragma once

#include <QAbstractButton>
#include <QString>
#include <optional>

#include "support/icons.h"
#include "support/theme.h"

class QAction;
class QPainter;

namespace lane {

/// Two pixels of ink around a control that has the keyboard focus.
void paintFocusRing(QPainter& painter, const QWidget* widget, double radius = 6);

class Button : public QAbstractButton {
  Q_OBJECT
 public:
  enum class Kind { primary, plain, quiet, tab, viewTab };
  explicit Button(const QString& text, Kind kind = Kind::plain, QWidget* parent = nullptr);
  void setGlyph(std::optional<Icon> glyph);
  /// A small key sequence drawn after the text, in mono.
  void setKeyHint(const QString& keys);
  /// A chevron after the text: the button opens a menu.
  void setMenuMark(bool on);
  void setLarge(bool large);
  /// Triggers the action and follows its state; the tool tip names its key.
  void follow(QAction* action);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  QFont textFont() const;
  int gap() const;
  Kind m_kind;
  std::optional<Icon> m_glyph;
  QString m_keys;
  bool m_menuMark = false;
  bool m_large = false;
};

/// A checkable chip with a variant's marker. Not available: dashed, off, with the reason.
class VariantChip : public QAbstractButton {
  Q_OBJECT
 public:
  explicit VariantChip(const QString& variant, QWidget* parent = nullptr);
  void setUnavailable(const QString& reason);
  bool isAvailable() const { return m_reason.isEmpty(); }
  QString variant() const { return m_variant; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString m_variant;
  QString m_reason;
};

}  // namespace lane
