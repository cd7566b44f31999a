// Parts of the inspector that are painted: all variants at one size as bars, and the crossovers of
// a kernel as a list. They take plain values. GUI thread.
#pragma once

#include <QString>
#include <QVector>
#include <QWidget>

namespace lane {

/// Rows of marker, name, bar, value and ratio to the chosen one; a click chooses a variant.
class VariantBars : public QWidget {
  Q_OBJECT
 public:
  struct Row {
    QString variant;
    double value = 0;  ///< bar length; larger is better
    QString text;      ///< "277"
    double ratio = 1;  ///< against the chosen variant
    bool chosen = false;
  };
  explicit VariantBars(QWidget* parent = nullptr);
  void setRows(const QVector<Row>& rows);
  const QVector<Row>& rows() const { return m_rows; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return {160, sizeHint().height()}; }

 signals:
  void variantActivated(const QString& variant);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;

 private:
  int rowHeight() const;
  QVector<Row> m_rows;
};

/// Rows of "from › to, low … high, size". A click chooses the row, the right button asks for its
/// menu as well.
class CrossoverList : public QWidget {
  Q_OBJECT
 public:
  struct Row {
    QString from, to;
    QString range;   ///< "18 … 22"
    QString size;    ///< "20", or the kind: "always", "never", "tie"
    quint64 at = 0;  ///< elements; 0 without a size
  };
  explicit CrossoverList(QWidget* parent = nullptr);
  void setRows(const QVector<Row>& rows);
  const QVector<Row>& rows() const { return m_rows; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return {160, sizeHint().height()}; }

 signals:
  void rowActivated(const QString& variant, quint64 size);  ///< of those with a size
  void rowChosen(int row);                                  ///< after that, of all
  void menuRequested(const QPoint& globalPosition);         ///< after that

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  int rowHeight() const;
  QVector<Row> m_rows;
};

}  // namespace lane
