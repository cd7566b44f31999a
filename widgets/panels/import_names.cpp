#include "panels/import_names.h"

#include <QCoreApplication>
#include <QLineEdit>
#include <QStringList>

#include "support/qt_units.h"

namespace lane {
namespace {

constexpr std::size_t kNamesShown = 3;

QString tr(const char* text) {
  return QCoreApplication::translate("lane::ImportNames", text);
}

QString readingOf(const CaseRecord& record) {
  QStringList parts{toQString(record.benchmark)};
  if (record.dtype != Dtype::none) parts << toQString(toWord(record.dtype));
  if (!record.variant.empty()) parts << tr("variant %1").arg(toQString(record.variant));
  if (record.size > 0) parts << tr("size %1").arg(record.size);
  if (record.threads > 1) parts << tr("%1 threads").arg(record.threads);
  return parts.join(QStringLiteral(", "));
}

}  // namespace

QString readingsOf(const std::vector<CaseRecord>& cases) {
  QStringList names;
  for (std::size_t i = 0; i < cases.size() && i < kNamesShown; ++i) names << readingOf(cases[i]);
  return names.join(QStringLiteral("   ·   "));
}

QLineEdit* makePatternField() {
  auto* field = new QLineEdit;
  field->setPlaceholderText(QStringLiteral("(?<benchmark>.+)/(?<variant>\\w+)/(?<size>\\d+)"));
  field->setToolTip(
      tr("A regular expression that reads names. Empty: the usual forms, like sum/avx2/4096"));
  field->setAccessibleName(tr("Pattern for names"));
  return field;
}

}  // namespace lane
