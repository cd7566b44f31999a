// The report of the open session: its preview while the Report view is shown, and its files. Work
// is done on a thread of its own; what has become stale is dropped, failures become messages. GUI
// thread; owns nothing it is given.
#pragma once

#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <functional>
#include <memory>

#include "models/session_document.h"
#include "panels/message_bar.h"
#include "panels/report_panel.h"
#include "settings.h"

class QPrinter;

namespace lane {

class ReportController : public QObject {
  Q_OBJECT
 public:
  ReportController(SessionDocument* document, ReportPanel* panel, Settings* settings,
                   MessageBar* messages, QWidget* window);
  ~ReportController() override;

  /// The preview follows the session only while somebody looks.
  void setShown(bool shown);
  /// The preview shows the session and the sections as they are now.
  bool isCurrent() const { return m_shownTurn == m_turn && !m_wait.isActive(); }
  bool isSaving() const { return m_saving > 0; }

  /// Asks for a name that proposes the format; its ending decides.
  bool saveWithDialog(ReportFile file);
  /// What the file holds, the same bytes as lanescope-cli export writes with those sections.
  static std::string text(const Session& session, ReportFile file, const ReportSections& sections);
  void save(ReportFile file, const QString& path);
  void print();
  void copy();

  /// Asked before printing; false: cancelled. Tests replace it.
  std::function<bool(QPrinter*, QWidget*)> askPrinter;

 private:
  void invalidate();
  void makePreview();
  void finish(const Result<void>& result, const QString& path);

  SessionDocument* m_document;
  ReportPanel* m_panel;
  Settings* m_settings;
  MessageBar* m_messages;
  QWidget* m_window;
  QTimer m_wait;  ///< several changes at once make one preview
  bool m_shown = false;
  quint64 m_turn = 1;       ///< of what should be shown
  quint64 m_shownTurn = 0;  ///< of what is
  int m_saving = 0;
  QThreadPool m_previews;  ///< apart, because unbegun previews are thrown away
  QThreadPool m_saves;
};

}  // namespace lane
