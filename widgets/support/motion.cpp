#include "support/motion.h"

namespace lane {
namespace {
bool reduced = false;
}

bool isMotionReduced() {
  return reduced;
}

void setMotionReduced(bool value) {
  reduced = value;
}

}  // namespace lane
