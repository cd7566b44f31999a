// What can be done to session files without opening them: another name, the bin and back, showing
// them where they lie. Nothing here overwrites a file. GUI thread; owns nothing.
#pragma once

#include <QString>
#include <functional>

#include "base/result.h"

namespace lane {

/// The path a session file would have under another name in the same folder; its ending stays.
/// Errors: usage, for what is no file name.
Result<QString> renamedPath(const QString& path, const QString& name);

/// Gives a file that name, with the FILE.part that belongs to it. Errors: usage, exists, io.
Result<QString> renameSessionFile(const QString& path, const QString& name);

/// Where the file lies in the bin. Errors: io.
Result<QString> moveToBin(const QString& path);
/// Out of the bin, to where it was. Errors: exists, io.
Result<void> takeFromBin(const QString& inBin, const QString& path);

/// Shows the file in the desktop's file manager, or its folder where that is not to be had. Returns
/// at once and never fails loudly.
void revealFile(const QString& path);

/// A session bus that can be asked without starting one.
bool hasSessionBus();

}  // namespace lane
