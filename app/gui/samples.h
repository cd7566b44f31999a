// Sessions that ship with the program: really measured, shown on the first page.
#pragma once

#include <QStringList>

namespace lane {

/// Paths of the installed sample sessions; empty when there are none.
QStringList sampleSessions();

}  // namespace lane
