// Several sessions against one of them: a row per session, a column per kernel, with power and
// price to be entered. Files are opened and compared on a thread of its own. GUI thread only.
#pragma once

#include <QAbstractTableModel>
#include <QStringList>
#include <QThreadPool>
#include <memory>
#include <vector>

#include "analysis/matrix.h"

namespace lane {

class MatrixModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  /// Then one column per kernel.
  enum Column { Name, Machine, Watts, Price, PerWatt, PerPrice, Overall, FirstKernel };
  enum Role {
    HeatRole = Qt::UserRole + 1,  ///< 0 slow … 1 fast; 0.5: as the reference
    KernelRole,                   ///< name of the column's benchmark
    ReferenceRole,                ///< is the row the others relate to
  };

  explicit MatrixModel(QObject* parent = nullptr);
  ~MatrixModel() override;

  void add(const QStringList& paths);  ///< sessions that are in it already are left alone
  /// Says failed() when it is in the table already.
  void addSession(std::shared_ptr<const Session> session, const QString& path, const QString& name);
  void removeAt(int row);
  void setReference(int row);
  void setVariant(const QString& variant);  ///< empty: the fastest at every point
  const Matrix& matrix() const { return m_matrix; }
  bool isBusy() const { return m_busy > 0; }
  QStringList variants() const;  ///< of all sessions
  QString pathAt(int row) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

  QString tsv() const;       ///< figures in C locale, full precision
  QString markdown() const;  ///< as `lanescope-cli matrix --format markdown`

 signals:
  void changed();
  void failed(const QString& message);

 private:
  struct Side {
    QString path;
    MatrixSession session;
  };
  void compare();
  std::vector<MatrixSession> sessions() const;
  const MatrixCell* cellAt(const QModelIndex& index) const;
  MatrixCell costAt(int row, int column) const;
  std::size_t sideOf(int row) const;  ///< m_sides.size() when the row is gone already

  std::vector<Side> m_sides;
  Matrix m_matrix;  ///< of m_sides once not busy
  MatrixOptions m_options;
  quint64 m_generation = 0;
  int m_busy = 0;
  QThreadPool m_pool;
};

}  // namespace lane
