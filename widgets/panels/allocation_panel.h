// Allocations in the open session: percentile curves of single events for each allocator at the
// chosen size, p50, p99 and the slowest against size, and a table with the figures. A page of the
// Memory view; says what to measure where the session holds none. Follows the one selection. GUI
// thread; owns nothing it is given.
#pragma once

#include <QTimer>
#include <QWidget>

namespace lane {

class OfferPage;
class SelectionModel;
class SessionDocument;

class AllocationPanel : public QWidget {
  Q_OBJECT
 public:
  AllocationPanel(SessionDocument* document, SelectionModel* selection, QWidget* parent = nullptr);

  /// Whether the session holds cases of the suite alloc.
  bool hasData() const;

 signals:
  void dataChanged();  ///< hasData() may tell another thing now

 private:
  SessionDocument* m_document;
  SelectionModel* m_selection;
  QTimer m_timer;
};

}  // namespace lane
