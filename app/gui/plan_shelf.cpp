#include "plan_shelf.h"

#include <QCollator>
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>
#include <algorithm>

#include "settings.h"
#include "support/qt_units.h"

namespace lane {
namespace {

const QString kEnding = QStringLiteral(".yaml");

QString tr(const char* text) {
  return QCoreApplication::translate("lane::PlanShelf", text);
}

/// A title as a file's name.
QString fileName(const QString& title) {
  QString name = title.simplified();
  for (QChar& c : name)
    if (c == u'/' || c == u'\\' || !c.isPrint()) c = u'-';
  while (name.startsWith(u'.')) name.remove(0, 1);
  return name.left(100);
}

}  // namespace

PlanShelf::PlanShelf() : m_folder(plansDirectory()) {}

QStringList PlanShelf::names() const {
  QStringList names;
  for (const QFileInfo& file : QDir(m_folder).entryInfoList({u'*' + kEnding}, QDir::Files))
    names << file.completeBaseName();
  QCollator order;
  order.setNumericMode(true);
  std::sort(names.begin(), names.end(), order);
  return names;
}

bool PlanShelf::has(const QString& name) const {
  return !fileName(name).isEmpty() && QFileInfo::exists(path(name));
}

QString PlanShelf::path(const QString& name) const {
  return QDir(m_folder).filePath(fileName(name) + kEnding);
}

Result<void> PlanShelf::save(const Plan& plan) const {
  const QString title = toQString(plan.title);
  if (fileName(title).isEmpty())
    return fail(ErrorCode::usage, toStd(tr("a plan needs a name to be kept")), {},
                toStd(tr("Give it one.")));
  QSaveFile file(path(title));
  const QByteArray yaml = QByteArray::fromStdString(toYaml(plan));
  if (!QDir().mkpath(m_folder) || !file.open(QIODevice::WriteOnly) ||
      file.write(yaml) != yaml.size() || !file.commit())
    return fail(ErrorCode::io, toStd(tr("the plan could not be written: ") + file.errorString()),
                toStd(path(title)), toStd(tr("Save it in another folder.")));
  return {};
}

Result<void> PlanShelf::rename(const QString& from, const QString& to) const {
  if (path(from) == path(to)) return {};
  if (has(to))
    return fail(ErrorCode::usage, toStd(tr("there is a plan of that name already")), toStd(to),
                toStd(tr("Choose another name.")));
  auto plan = loadPlan(toStd(path(from)));
  if (!plan) return tl::unexpected(plan.error());
  plan->title = toStd(to.simplified());
  if (const auto saved = save(*plan); !saved) return saved;
  QFile::remove(path(from));
  return {};
}

Result<Plan> PlanShelf::remove(const QString& name) const {
  auto plan = loadPlan(toStd(path(name)));
  if (!plan) return plan;  // what cannot be read cannot be put back: it stays
  if (!QFile::remove(path(name)))
    return fail(ErrorCode::io, toStd(tr("the plan could not be deleted")), toStd(path(name)),
                toStd(tr("Is its folder writable?")));
  return plan;
}

QString PlanShelf::freeName(const QString& like) const {
  const QString copy = tr("%1 copy").arg(like.isEmpty() ? tr("plan") : like);
  QString name = copy;
  for (int i = 2; has(name); ++i) name = QStringLiteral("%1 %2").arg(copy).arg(i);
  return name;
}

}  // namespace lane
