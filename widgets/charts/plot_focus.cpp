#include "charts/plot_focus.h"

#include <qcustomplot.h>
#include <QEvent>
#include <QFocusEvent>
#include <QPainter>

#include "support/theme.h"

namespace lane {
namespace {

class Ring : public QWidget {
 public:
  explicit Ring(QWidget* plot) : QWidget(plot) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    plot->installEventFilter(this);
    hide();
  }

 protected:
  bool eventFilter(QObject* object, QEvent* event) override {
    if (event->type() == QEvent::FocusIn) {
      const auto reason = static_cast<QFocusEvent*>(event)->reason();
      const bool byKeys = reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason ||
                          reason == Qt::ShortcutFocusReason;
      setGeometry(parentWidget()->rect());
      setVisible(byKeys);
      raise();
    } else if (event->type() == QEvent::FocusOut) {
      hide();
    } else if (event->type() == QEvent::Resize) {
      setGeometry(parentWidget()->rect());
    }
    return QWidget::eventFilter(object, event);
  }
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setPen(QPen(Theme::instance().chrome().ink, 2));
    painter.drawRect(rect().adjusted(1, 1, -1, -1));
  }
};

}  // namespace

void showFocusOfPlots(QWidget* window) {
  for (auto* plot : window->findChildren<QCustomPlot*>())
    if (plot->focusPolicy() & Qt::TabFocus) new Ring(plot);
}

}  // namespace lane
