// Whether anything may move by itself. Off by default; the window sets it from the user's settings
// and whatever pulses asks before each step. GUI thread.
#pragma once

namespace lane {

bool isMotionReduced();
void setMotionReduced(bool reduced);

}  // namespace lane
