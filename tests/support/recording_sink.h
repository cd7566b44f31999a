// An event sink that keeps what it hears and rebuilds the session from it.
#pragma once

#include <functional>
#include <vector>

#include "run/events.h"

namespace lane {

class RecordingSink final : public EventSink {
 public:
  void onEvent(RunEvent event) override {
    applyEvent(rebuilt, event);
    if (onAny) onAny(event);
    events.push_back(std::move(event));
  }
  std::vector<RunEvent> events;
  Session rebuilt;
  std::function<void(const RunEvent&)> onAny;
};

}  // namespace lane
