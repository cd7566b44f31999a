// Messages that do not interrupt: a strip above the view with what happened, where and what to do.
// Several queue up behind each other; the text can be selected and copied. GUI thread.
#pragma once

#include <QWidget>
#include <functional>
#include <vector>

#include "base/result.h"
#include "base/words.h"

class QHBoxLayout;

namespace lane {

class Button;
class Text;

class MessageBar : public QWidget {
  Q_OBJECT
 public:
  explicit MessageBar(QWidget* parent = nullptr);

  void show(Severity severity, const QString& what, const QString& detail = {});
  void showError(const Error& error);
  struct Choice {
    QString text;
    std::function<void()> act;  ///< none: the message only leaves
  };
  /// With things to do; the message leaves when one is chosen.
  void offer(Severity severity, const QString& what, const QString& detail,
             std::vector<Choice> choices);
  void offer(Severity severity, const QString& what, const QString& detail,
             const QString& actionText, std::function<void()> action);
  void dismiss();
  void dismissAll();
  int count() const { return int(m_messages.size()); }
  QString currentText() const;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  struct Message {
    Severity severity;
    QString what, detail;
    std::vector<Choice> choices;
    bool operator==(const Message& other) const {
      return what == other.what && detail == other.detail;
    }
  };
  void push(Message message);
  void showLast();
  void choose(std::size_t which);

  std::vector<Message> m_messages;
  Text* m_what;
  Text* m_detail;
  QHBoxLayout* m_row;
  std::vector<Button*> m_actions;  ///< as many as a message ever needed
  Button* m_copy;
  Button* m_close;
};

}  // namespace lane
