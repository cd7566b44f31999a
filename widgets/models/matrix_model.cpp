#include "models/matrix_model.h"

#include <QFileInfo>
#include <algorithm>
#include <cmath>

#include "exchange/csv_text.h"
#include "exchange/matrix_export.h"
#include "session/store.h"
#include "support/qt_units.h"

namespace lane {
namespace {

QString shortName(const QString& path) {
  QString name = QFileInfo(path).fileName();
  for (const QString& ending : {QStringLiteral(".h5"), QStringLiteral(".lanescope")})
    if (name.endsWith(ending)) name.chop(ending.size());
  return name;
}

}  // namespace

MatrixModel::MatrixModel(QObject* parent) : QAbstractTableModel(parent) {
  m_pool.setMaxThreadCount(1);
}

MatrixModel::~MatrixModel() {
  m_pool.clear();
  m_pool.waitForDone();  // its jobs post to this object
}

void MatrixModel::add(const QStringList& paths) {
  for (const QString& path : paths) {
    if (std::any_of(m_sides.begin(), m_sides.end(),
                    [&](const Side& side) { return side.path == path; }))
      continue;
    ++m_busy;
    m_pool.start([this, path] {
      auto opened = openSession(toStd(path));
      auto session = opened ? std::make_shared<const Session>(std::move(opened->session)) : nullptr;
      const QString problem = opened ? QString() : toQString(toString(opened.error()));
      QMetaObject::invokeMethod(this, [this, path, session, problem] {
        --m_busy;
        if (session)
          addSession(session, path, shortName(path));
        else
          emit failed(problem);
        emit changed();
      });
    });
  }
  emit changed();
}

void MatrixModel::addSession(std::shared_ptr<const Session> session, const QString& path,
                             const QString& name) {
  for (const Side& side : m_sides)
    if (!session->uuid.empty() && side.session.session->uuid == session->uuid) {
      emit failed(tr("%1 is in the table already, as %2").arg(name, toQString(side.session.name)));
      return;
    }
  MatrixSession entry;
  entry.session = std::move(session);
  entry.name = toStd(name);
  m_sides.push_back({path, std::move(entry)});
  compare();
}

std::size_t MatrixModel::sideOf(int row) const {
  // Rows are those of the matrix that is shown; the next one may be on its way.
  if (row < 0 || row >= rowCount()) return m_sides.size();
  const auto& shown = m_matrix.sessions[std::size_t(row)].session;
  const auto side = std::find_if(m_sides.begin(), m_sides.end(),
                                 [&](const Side& s) { return s.session.session == shown; });
  return std::size_t(side - m_sides.begin());
}

void MatrixModel::removeAt(int row) {
  const std::size_t side = sideOf(row);
  if (side >= m_sides.size()) return;
  m_sides.erase(m_sides.begin() + std::ptrdiff_t(side));
  auto& reference = m_options.reference;
  if (reference > side) --reference;
  if (reference >= m_sides.size()) reference = 0;
  compare();
}

void MatrixModel::setReference(int row) {
  const std::size_t side = sideOf(row);
  if (side >= m_sides.size() || m_options.reference == side) return;
  m_options.reference = side;
  compare();
}

void MatrixModel::setVariant(const QString& variant) {
  if (m_options.variant == toStd(variant)) return;
  m_options.variant = toStd(variant);
  compare();
}

std::vector<MatrixSession> MatrixModel::sessions() const {
  std::vector<MatrixSession> list;
  for (const Side& side : m_sides) list.push_back(side.session);
  return list;
}

void MatrixModel::compare() {
  const quint64 generation = ++m_generation;
  ++m_busy;
  m_pool.start([this, generation, sessions = sessions(), options = m_options] {
    auto matrix = std::make_shared<Matrix>(makeMatrix(sessions, options));
    QMetaObject::invokeMethod(this, [this, generation, matrix] {
      --m_busy;
      if (generation == m_generation) {
        beginResetModel();
        m_matrix = std::move(*matrix);
        // What was entered while it was computed.
        for (std::size_t i = 0; i < m_sides.size(); ++i) {
          m_matrix.sessions[i].watts = m_sides[i].session.watts;
          m_matrix.sessions[i].price = m_sides[i].session.price;
        }
        endResetModel();
      }
      emit changed();
    });
  });
  emit changed();
}

QStringList MatrixModel::variants() const {
  QStringList names;
  for (const Side& side : m_sides)
    for (const CaseRecord& record : side.session.session->cases) {
      const QString name = toQString(record.variant);
      if (record.hasTime() && !names.contains(name)) names << name;
    }
  return names;
}

QString MatrixModel::pathAt(int row) const {
  const std::size_t side = sideOf(row);
  return side < m_sides.size() ? m_sides[side].path : QString();
}

int MatrixModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : int(m_matrix.sessions.size());
}
int MatrixModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : FirstKernel + int(m_matrix.kernels.size());
}

const MatrixCell* MatrixModel::cellAt(const QModelIndex& index) const {
  const auto row = std::size_t(index.row());
  if (index.column() == Overall) return &m_matrix.overall[row];
  if (index.column() >= FirstKernel)
    return &m_matrix.kernels[std::size_t(index.column() - FirstKernel)].cells[row];
  return nullptr;
}

MatrixCell MatrixModel::costAt(int row, int column) const {
  const auto member = column == PerWatt ? &MatrixSession::watts : &MatrixSession::price;
  return perCost(m_matrix.overall[std::size_t(row)], m_matrix.sessions[std::size_t(row)].*member,
                 m_matrix.sessions[m_matrix.options.reference].*member);
}

QVariant MatrixModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const MatrixSession& side = m_matrix.sessions[std::size_t(index.row())];
  const int column = index.column();
  const MatrixCell* cell = cellAt(index);
  const MatrixCell cost =
      column == PerWatt || column == PerPrice ? costAt(index.row(), column) : MatrixCell{};
  const bool isReference = std::size_t(index.row()) == m_matrix.options.reference;
  switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
      if (column == Name) return toQString(side.name);
      if (column == Machine) return toQString(side.session->machine.cpuModel);
      if (column == Watts || column == Price) {
        const double value = column == Watts ? side.watts : side.price;
        if (value > 0) return QString::number(value);  // as it was entered
        return role == Qt::EditRole ? QString() : QStringLiteral("–");
      }
      if (cell) return cell->ratio > 0 ? ratioText(cell->ratio, 3) : QStringLiteral("–");
      return cost.ratio > 0 ? ratioText(cost.ratio, 3) : QStringLiteral("–");
    case Qt::TextAlignmentRole:
      return int(Qt::AlignVCenter | (column <= Machine ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::ToolTipRole:
      if (cell && !cell->reason.empty()) return toQString(cell->reason);
      if (cell)
        return tr("%1, %2 cases; below 1 is faster than %3")
            .arg(toQString(matrixCellText(*cell)))
            .arg(cell->cases)
            .arg(toQString(m_matrix.sessions[m_matrix.options.reference].name));
      if (column == Watts || column == Price) return tr("Double-click to enter");
      if (column == PerWatt || column == PerPrice)
        return cost.reason.empty()
                   ? tr("%1; above 1 is better").arg(toQString(matrixCellText(cost)))
                   : toQString(cost.reason);
      if (column == Name)
        return isReference ? tr("The others relate to this one") : pathAt(index.row());
      return data(index, Qt::DisplayRole);
    case HeatRole:
      if (!cell || !(cell->ratio > 0)) return {};
      return std::clamp(0.5 - std::log2(cell->ratio) / 4, 0.0, 1.0);
    case KernelRole:
      return column >= FirstKernel
                 ? QVariant(
                       toQString(m_matrix.kernels[std::size_t(column - FirstKernel)].benchmark))
                 : QVariant();
    case ReferenceRole:
      return isReference;
    default:
      return {};
  }
}

QVariant MatrixModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical) {
    if (section < 0 || section >= rowCount()) return {};
    const QString name = data(index(section, Name)).toString();
    if (role == Qt::DisplayRole)
      return std::size_t(section) == m_matrix.options.reference ? tr("%1 (reference)").arg(name)
                                                                : name;
    return role == Qt::ToolTipRole ? QVariant(pathAt(section)) : QVariant();
  }
  if (role == Qt::TextAlignmentRole)
    return int(Qt::AlignVCenter | (section <= Machine ? Qt::AlignLeft : Qt::AlignRight));
  const bool isKernel = section >= FirstKernel && section < columnCount();
  if (role == Qt::ToolTipRole && isKernel)
    return toQString(m_matrix.kernels[std::size_t(section - FirstKernel)].name());
  if (role != Qt::DisplayRole) return {};
  if (isKernel) {
    const MatrixKernel& kernel = m_matrix.kernels[std::size_t(section - FirstKernel)];
    const bool severalTypes =
        std::count_if(m_matrix.kernels.begin(), m_matrix.kernels.end(),
                      [&](const auto& other) { return other.benchmark == kernel.benchmark; }) > 1;
    return severalTypes ? toQString(kernel.benchmark + " " + std::string(toWord(kernel.dtype)))
                        : toQString(kernel.benchmark);
  }
  const QString titles[] = {tr("Session"),  tr("Machine"),   tr("Power, W"), tr("Price"),
                            tr("Per watt"), tr("Per price"), tr("All")};
  return section >= 0 && section < int(std::size(titles)) ? titles[section] : QString();
}

Qt::ItemFlags MatrixModel::flags(const QModelIndex& index) const {
  Qt::ItemFlags flags = QAbstractTableModel::flags(index);
  if (index.column() == Watts || index.column() == Price) flags |= Qt::ItemIsEditable;
  return flags;
}

bool MatrixModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::EditRole || (index.column() != Watts && index.column() != Price)) return false;
  const QString text = value.toString().trimmed();
  bool isNumber = false;
  double number = text.toDouble(&isNumber);
  if (!isNumber) number = QString(text).replace(u',', u'.').toDouble(&isNumber);
  if (!text.isEmpty() && !(isNumber && number > 0 && std::isfinite(number))) return false;
  if (text.isEmpty()) number = kUnknown;
  const auto member = index.column() == Watts ? &MatrixSession::watts : &MatrixSession::price;
  const std::size_t side = sideOf(index.row());
  if (side >= m_sides.size()) return false;
  m_sides[side].session.*member = number;
  m_matrix.sessions[std::size_t(index.row())].*member = number;
  // The reference's cost is in every row.
  emit dataChanged(this->index(0, Watts), this->index(rowCount() - 1, PerPrice));
  emit changed();
  return true;
}

QString MatrixModel::tsv() const {
  QStringList lines;
  QStringList head{QStringLiteral("session"),  QStringLiteral("machine"),
                   QStringLiteral("watts"),    QStringLiteral("price"),
                   QStringLiteral("per_watt"), QStringLiteral("per_price"),
                   QStringLiteral("all")};
  for (const MatrixKernel& kernel : m_matrix.kernels) head << toQString(kernel.name());
  const auto plain = [](QString text) { return text.replace(u'\t', u' ').replace(u'\n', u' '); };
  lines << plain(head.join(QStringLiteral("\x1f"))).replace(u'\x1f', u'\t');
  for (int row = 0; row < rowCount(); ++row) {
    const MatrixSession& side = m_matrix.sessions[std::size_t(row)];
    QStringList cells{plain(toQString(side.name)),
                      plain(toQString(side.session->machine.cpuModel)),
                      toQString(csvNumber(side.watts)),
                      toQString(csvNumber(side.price)),
                      toQString(csvNumber(costAt(row, PerWatt).ratio)),
                      toQString(csvNumber(costAt(row, PerPrice).ratio)),
                      toQString(csvNumber(m_matrix.overall[std::size_t(row)].ratio))};
    for (const MatrixKernel& kernel : m_matrix.kernels)
      cells << toQString(csvNumber(kernel.cells[std::size_t(row)].ratio));
    lines << cells.join(u'\t');
  }
  return lines.join(u'\n') + u'\n';
}

QString MatrixModel::markdown() const {
  return m_matrix.sessions.empty() ? QString() : toQString(toMarkdown(m_matrix));
}

}  // namespace lane
