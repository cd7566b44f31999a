// Tells the desktop that a long run has ended while nobody looked: by its notification service over
// the session bus, else by asking for attention in the task bar. Never waits for an answer, and a
// desktop without either is no error. GUI thread.
#pragma once

#include <QObject>
#include <functional>

class QWidget;

namespace lane {

class Notifier : public QObject {
  Q_OBJECT
 public:
  /// A run shorter than this was waited for.
  double longSeconds = 10;

  explicit Notifier(QWidget* window);
  /// Whether anyone is told of a run that took so long.
  bool isWorthTelling(double seconds) const;
  void tell(const QString& title, const QString& text);
  /// How it is told; tests replace it.
  std::function<void(const QString& title, const QString& text)> send;

 signals:
  void chosen();  ///< the notification was clicked

 private slots:
  void actionInvoked(uint id, const QString& action);

 private:
  void sendOverBus(const QString& title, const QString& text);
  QWidget* m_window;
  bool m_listening = false;
  uint m_last = 0;  ///< id of the notification shown last
};

}  // namespace lane
