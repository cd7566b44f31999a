// Progress of a run on stderr: a bar with the time left on a terminal, plain lines elsewhere.
#pragma once

#include <chrono>
#include <string>

#include "run/events.h"

namespace lane::cli {

class ProgressPrinter {
 public:
  explicit ProgressPrinter(bool terminal) : m_terminal(terminal) {}
  void show(const Progress& progress);
  /// A message between progress lines.
  void interject(const std::string& message);
  /// Wipes the bar.
  void finish();

 private:
  void drawBar(const Progress& progress);

  bool m_terminal;
  bool m_drawn = false;
  int m_lastTenth = -1;
  std::chrono::steady_clock::time_point m_lastDraw{};
};

/// A run of which only progress and warnings are shown.
class ProgressSink final : public EventSink {
 public:
  explicit ProgressSink(bool quiet = false);
  void onEvent(RunEvent event) override;

 private:
  bool m_quiet;
  ProgressPrinter m_progress;
};

}  // namespace lane::cli
