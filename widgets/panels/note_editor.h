// A small editor for one note beside the point it belongs to. Ctrl+Return or Save keeps it, Escape
// or a click elsewhere does not; an empty text takes the note away. A child of whatever it lies
// over. GUI thread.
#pragma once

#include <QFrame>
#include <functional>

class QPlainTextEdit;

namespace lane {

class Button;
class Text;

class NoteEditor : public QFrame {
  Q_OBJECT
 public:
  explicit NoteEditor(QWidget* parent);
  /// `point` in the parent's coordinates. `keep` gets the text when it is to be kept.
  void openAt(const QPoint& point, const QString& title, const QString& text,
              std::function<void(const QString&)> keep);
  QPlainTextEdit* edit() { return m_edit; }

 protected:
  bool eventFilter(QObject* object, QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void finish(bool keep);
  Text* m_title;
  QPlainTextEdit* m_edit;
  Button* m_delete;
  Button* m_save;
  std::function<void(const QString&)> m_keep;
  QWidget* m_before = nullptr;  ///< had the keyboard
};

}  // namespace lane
