// The benchmarks as a tree: family, then kernel, each with a check box; a family is checked,
// partly checked or unchecked as its kernels are. Feeds the plan panel. GUI thread only; owns its
// copy of the list.
#pragma once

#include <QAbstractItemModel>
#include <QHash>
#include <QStringList>
#include <QVector>
#include <vector>

#include "run/benchmarks.h"

namespace lane {

/// What the open session says about a kernel, drawn beside its name.
struct KernelSummary {
  QVector<double> sizes;       ///< ascending
  QVector<double> throughput;  ///< of the best variant at each size
  bool coarse = false;         ///< nothing finer than the first pass yet
  double bestSpeedup = 0;      ///< against scalar; 0: not known
  bool wrong = false;          ///< a variant failed its check
  bool operator==(const KernelSummary&) const = default;
};

class BenchmarkTreeModel : public QAbstractItemModel {
  Q_OBJECT
 public:
  enum Role { NameRole = Qt::UserRole + 1, SummaryRole, IsFamilyRole };

  explicit BenchmarkTreeModel(const std::vector<BenchmarkInfo>& list = benchmarks(),
                              QObject* parent = nullptr);

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& child) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

  QStringList checkedNames() const;
  /// Checks exactly these; unknown names are ignored. Emits no checksEdited().
  void setCheckedNames(const QStringList& names);
  void setSummaries(const QHash<QString, KernelSummary>& summaries);
  QModelIndex indexOf(const QString& name) const;
  int kernelCount() const;
  int checkedCount() const { return int(checkedNames().size()); }

 signals:
  void checksEdited();  ///< by the user, once per edit

 private:
  struct Kernel {
    BenchmarkInfo info;
    bool checked = false;
    KernelSummary summary;
  };
  struct Family {
    QString name;
    std::vector<Kernel> kernels;
    Qt::CheckState state() const;
  };
  const Kernel* kernelAt(const QModelIndex& index) const;
  void announceChecks();

  std::vector<Family> m_families;
};

}  // namespace lane

Q_DECLARE_METATYPE(lane::KernelSummary)
