#include "models/benchmark_tree_model.h"

#include <algorithm>

#include "support/qt_units.h"

namespace lane {
namespace {
// Internal id of a family; kernels carry the row of their family.
constexpr quintptr kFamily = ~quintptr{0};
}  // namespace

BenchmarkTreeModel::BenchmarkTreeModel(const std::vector<BenchmarkInfo>& list, QObject* parent)
    : QAbstractItemModel(parent) {
  for (const BenchmarkInfo& info : list) {
    const QString family = toQString(info.family);
    auto it = std::find_if(m_families.begin(), m_families.end(),
                           [&](const Family& f) { return f.name == family; });
    if (it == m_families.end()) it = m_families.insert(m_families.end(), Family{family, {}});
    it->kernels.push_back({info, false, {}});
  }
}

Qt::CheckState BenchmarkTreeModel::Family::state() const {
  const auto on = std::count_if(kernels.begin(), kernels.end(),
                                [](const Kernel& kernel) { return kernel.checked; });
  if (on == 0) return Qt::Unchecked;
  return on == std::ssize(kernels) ? Qt::Checked : Qt::PartiallyChecked;
}

QModelIndex BenchmarkTreeModel::index(int row, int column, const QModelIndex& parent) const {
  if (!hasIndex(row, column, parent)) return {};
  return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) : kFamily);
}

QModelIndex BenchmarkTreeModel::parent(const QModelIndex& child) const {
  if (!child.isValid() || child.internalId() == kFamily) return {};
  return createIndex(int(child.internalId()), 0, kFamily);
}

int BenchmarkTreeModel::rowCount(const QModelIndex& parent) const {
  if (!parent.isValid()) return int(m_families.size());
  if (parent.column() != 0 || parent.internalId() != kFamily) return 0;
  return int(m_families[size_t(parent.row())].kernels.size());
}

int BenchmarkTreeModel::columnCount(const QModelIndex&) const {
  return 1;
}

const BenchmarkTreeModel::Kernel* BenchmarkTreeModel::kernelAt(const QModelIndex& index) const {
  if (!index.isValid() || index.internalId() == kFamily) return nullptr;
  return &m_families[index.internalId()].kernels[size_t(index.row())];
}

QVariant BenchmarkTreeModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Kernel* kernel = kernelAt(index);
  if (!kernel) {
    const Family& family = m_families[size_t(index.row())];
    switch (role) {
      case Qt::DisplayRole:
        return family.name;
      case Qt::CheckStateRole:
        return int(family.state());
      case Qt::AccessibleTextRole:
        return tr("%1, kernels: %2").arg(family.name).arg(family.kernels.size());
      case IsFamilyRole:
        return true;
      default:
        return {};
    }
  }
  switch (role) {
    case Qt::DisplayRole:
    case NameRole:
      return toQString(kernel->info.name);
    case Qt::CheckStateRole:
      return int(kernel->checked ? Qt::Checked : Qt::Unchecked);
    case Qt::ToolTipRole:
      return QStringLiteral("<p><b>%1</b><br>%2</p><p>%3</p>")
          .arg(toQString(kernel->info.title).toHtmlEscaped(),
               toQString(kernel->info.formula).toHtmlEscaped(),
               toQString(kernel->info.special).toHtmlEscaped());
    case Qt::AccessibleTextRole:
      return tr("%1, %2").arg(toQString(kernel->info.name), toQString(kernel->info.title));
    case SummaryRole:
      return QVariant::fromValue(kernel->summary);
    case IsFamilyRole:
      return false;
    default:
      return {};
  }
}

bool BenchmarkTreeModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (!index.isValid() || role != Qt::CheckStateRole) return false;
  const bool on = Qt::CheckState(value.toInt()) != Qt::Unchecked;
  if (index.internalId() == kFamily) {
    for (Kernel& kernel : m_families[size_t(index.row())].kernels) kernel.checked = on;
  } else {
    m_families[index.internalId()].kernels[size_t(index.row())].checked = on;
  }
  announceChecks();
  emit checksEdited();
  return true;
}

Qt::ItemFlags BenchmarkTreeModel::flags(const QModelIndex& index) const {
  if (!index.isValid()) return Qt::NoItemFlags;
  return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable;
}

void BenchmarkTreeModel::announceChecks() {
  for (int f = 0; f < rowCount(); ++f) {
    const QModelIndex family = index(f, 0);
    emit dataChanged(family, family, {Qt::CheckStateRole});
    emit dataChanged(index(0, 0, family), index(rowCount(family) - 1, 0, family),
                     {Qt::CheckStateRole});
  }
}

QStringList BenchmarkTreeModel::checkedNames() const {
  QStringList names;
  for (const Family& family : m_families)
    for (const Kernel& kernel : family.kernels)
      if (kernel.checked) names << toQString(kernel.info.name);
  return names;
}

void BenchmarkTreeModel::setCheckedNames(const QStringList& names) {
  for (Family& family : m_families)
    for (Kernel& kernel : family.kernels)
      kernel.checked = names.contains(toQString(kernel.info.name));
  announceChecks();
}

void BenchmarkTreeModel::setSummaries(const QHash<QString, KernelSummary>& summaries) {
  for (size_t f = 0; f < m_families.size(); ++f) {
    auto& kernels = m_families[f].kernels;
    for (size_t k = 0; k < kernels.size(); ++k) {
      const KernelSummary next = summaries.value(toQString(kernels[k].info.name));
      if (next == kernels[k].summary) continue;
      kernels[k].summary = next;
      const QModelIndex changed = createIndex(int(k), 0, quintptr(f));
      emit dataChanged(changed, changed, {SummaryRole});
    }
  }
}

QModelIndex BenchmarkTreeModel::indexOf(const QString& name) const {
  for (size_t f = 0; f < m_families.size(); ++f)
    for (size_t k = 0; k < m_families[f].kernels.size(); ++k)
      if (toQString(m_families[f].kernels[k].info.name) == name)
        return createIndex(int(k), 0, quintptr(f));
  return {};
}

int BenchmarkTreeModel::kernelCount() const {
  int count = 0;
  for (const Family& family : m_families) count += int(family.kernels.size());
  return count;
}

}  // namespace lane
