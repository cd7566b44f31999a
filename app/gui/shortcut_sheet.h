// F1: every key of the window, made from the actions, with the keys the charts answer to.
#pragma once

#include <QDialog>

#include "actions.h"

namespace lane {

class ShortcutSheet : public QDialog {
  Q_OBJECT
 public:
  ShortcutSheet(const Actions& actions, QWidget* parent);
};

}  // namespace lane
