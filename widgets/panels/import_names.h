// Reading names of other tools' results, for the dialogs that show and change how. GUI thread.
#pragma once

#include <QString>
#include <vector>

#include "session/session.h"

class QLineEdit;

namespace lane {

/// What was read from the first names: "sum, variant avx2, size 4096   ·   …".
QString readingsOf(const std::vector<CaseRecord>& cases);

/// A field for the regular expression that reads names; empty means the usual forms.
QLineEdit* makePatternField();

}  // namespace lane
