// Which variant of a legend a key stands for: 1 to 9, with Shift that one alone. GUI thread.
#pragma once

class QKeyEvent;

namespace lane {

/// 0 to 8; -1 for any other key. The keys of the number row count whatever they type, since with
/// Shift they type something else on every keyboard.
int variantOfKey(const QKeyEvent& event);

}  // namespace lane
