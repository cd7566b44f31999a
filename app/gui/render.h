// `lanescope --render`: every view of a session as a picture, drawn by the window itself without a
// display. GUI thread.
#pragma once

#include <QString>

#include "base/result.h"

namespace lane {

/// Writes curves.png, latency.png and table.png (and diff.png for two sessions) into `folder`.
Result<void> renderViews(const QString& folder, const QStringList& sessions);

}  // namespace lane
