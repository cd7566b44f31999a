#include "samples.h"

#include <QCoreApplication>
#include <QDir>

namespace lane {

QStringList sampleSessions() {
  const QString program = QCoreApplication::applicationDirPath();
  QStringList found;
  // Installed beside the program, or in the source tree it was built from.
  for (const QString& folder : {program + QStringLiteral("/../share/lanescope/samples"),
                                QStringLiteral(LANESCOPE_SAMPLE_DIR)}) {
    const QDir dir(folder);
    for (const QString& name : dir.entryList({QStringLiteral("*.h5")}, QDir::Files))
      found << QFileInfo(dir.filePath(name)).canonicalFilePath();
    if (!found.isEmpty()) break;
  }
  return found;
}

}  // namespace lane
