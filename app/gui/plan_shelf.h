// The plans a user keeps: YAML files in one folder, each under its plan's title. Reads the folder
// whenever asked, so that files put there or taken away by other means are seen. Any thread;
// failures come back as errors and leave the folder as it was.
#pragma once

#include <QString>
#include <QStringList>

#include "base/result.h"
#include "run/plan.h"

namespace lane {

class PlanShelf {
 public:
  PlanShelf();  ///< in plansDirectory()
  explicit PlanShelf(const QString& folder) : m_folder(folder) {}

  QStringList names() const;  ///< sorted as people sort
  bool has(const QString& name) const;
  QString path(const QString& name) const;
  /// Under the plan's title; replaces one of that name.
  Result<void> save(const Plan& plan) const;
  /// Also the title in it. Errors: usage (no name, or it is taken), io.
  Result<void> rename(const QString& from, const QString& to) const;
  /// What it was, so that it can be put back.
  Result<Plan> remove(const QString& name) const;
  /// "quick copy", "quick copy 2": a name nobody has.
  QString freeName(const QString& like) const;

 private:
  QString m_folder;
};

}  // namespace lane
