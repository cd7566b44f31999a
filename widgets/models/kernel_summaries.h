// What a session says about each kernel in a line: the best curve over size and the largest
// speed-up. Computed from analysis/curves.h.
#pragma once

#include <QHash>
#include <QString>

#include "models/benchmark_tree_model.h"
#include "session/session.h"

namespace lane {

QHash<QString, KernelSummary> kernelSummaries(const Session& session);

}  // namespace lane
