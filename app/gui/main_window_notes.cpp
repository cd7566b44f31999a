// The window's side of the notes: a page beside the point, a command, and an editor over the chart.
#include <QUndoStack>

#include "charts/curves_view.h"
#include "dock.h"
#include "main_window.h"
#include "models/note_book.h"
#include "panels/note_editor.h"
#include "panels/notes_panel.h"
#include "support/qt_units.h"

namespace lane {

void MainWindow::connectNotes() {
  m_notes = new NoteBook(m_document, m_plan->undoStack(), this);
  m_notesPanel = new NotesPanel(m_document, m_notes);
  m_noteEditor = new NoteEditor(centralWidget());
  m_notesPage = m_right->addPage(tr("Notes"), m_notesPanel);
  connect(m_notesPanel, &NotesPanel::countChanged, this, &MainWindow::refreshNotesChrome);
  connect(m_notesPanel, &NotesPanel::caseActivated, this, [this](quint32 index) {
    const CaseRecord& record = m_document->session().cases[index];
    m_selection->setCurrent({curveKey(record), toQString(record.variant), record.size, index});
  });
  connect(m_notesPanel, &NotesPanel::editRequested, this, &MainWindow::editNote);
  connect((*m_actions)[Act::addNote], &QAction::triggered, this,
          [this] { editNote(m_selection->current().caseIndex); });
  for (CurvesView* chart : {m_curves, static_cast<CurvesView*>(m_latency)})
    connect(chart, &CurvesView::noteRequested, (*m_actions)[Act::addNote], &QAction::trigger);
}

/// The page has a tab while there are notes: the row of tabs is short.
void MainWindow::refreshNotesChrome() {
  if (m_notesPage >= 0)
    m_right->setPageShown(m_notesPage, m_view != View::diff && !m_notes->notes().empty());
}

/// Beside the point where it is drawn, else in the middle of the view.
void MainWindow::editNote(quint32 caseIndex) {
  QWidget* centre = centralWidget();
  QPoint at = centre->rect().center() - QPoint(centre->width() / 8, centre->height() / 8);
  const bool selected = caseIndex != kNoCase && caseIndex == m_selection->current().caseIndex;
  if (const CurvesView* chart = chartView(); chart && selected)
    if (const QPoint point = chart->selectedPosition(); !point.isNull())
      at = chart->mapTo(centre, point);
  m_noteEditor->openAt(at, noteSubject(m_document->session(), caseIndex),
                       m_notes->textOn(caseIndex),
                       [this, caseIndex](const QString& text) { m_notes->write(caseIndex, text); });
}

}  // namespace lane
