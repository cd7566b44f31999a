// The views in the middle of the window, in the order of the tool bar. A view is one entry: what it
// is called, the action that shows it, its page. GUI thread; the window owns the pages.
#pragma once

#include <QString>
#include <functional>

#include "actions.h"

class QWidget;

namespace lane {

class ChartSource;

enum class View {
  curves,
  latency,
  roofline,
  memory,
  files,
  scoreboard,
  diff,
  table,
  timeline,
  report
};

struct ViewPage {
  View view;
  Act act;
  QString name;              ///< of its picture when rendered: "curves"
  QWidget* page = nullptr;   ///< what the stack shows
  QWidget* focus = nullptr;  ///< gets the keyboard when the view is shown
  bool needsSession = true;  ///< shows the open session
  bool hasInspector = true;  ///< the point inspector belongs beside it
  /// What Export and Copy chart take; null while there is nothing drawn.
  std::function<const ChartSource*()> chart = {};
  /// What is shown is up to date; work may still go on in the background. Empty: always.
  std::function<bool()> ready = {};
};

}  // namespace lane
