// What a view shows while it has nothing to draw: what would stand here, what to run for it, and
// the button that runs it. GUI thread.
#pragma once

#include <QWidget>

class QAction;

namespace lane {

class Button;
class Text;

class OfferPage : public QWidget {
  Q_OBJECT
 public:
  /// `title`: "No memory curves in this session"; `text`: what they show and how they come about.
  OfferPage(const QString& title, const QString& text, QWidget* parent = nullptr);
  void setTitle(const QString& title);
  void setText(const QString& text);
  /// The primary button. It follows the action's text, state and key.
  void setOffer(QAction* action);
  Button* button() const { return m_button; }

 private:
  Text* m_title;
  Text* m_text;
  Button* m_button;
};

}  // namespace lane
