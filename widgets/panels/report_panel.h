// The Report view: what leaves the program, as it will look, with a box for every section and the
// ways to take it along. GUI thread; owns what it shows, knows no files.
#pragma once

#include <QWidget>
#include <array>
#include <memory>

#include "exchange/report_options.h"

class QCheckBox;
class QTextBrowser;

namespace lane {

class Button;
class ReportDocument;
class Text;

enum class ReportFile { html, markdown, pdf, json, csv };

class ReportPanel : public QWidget {
  Q_OBJECT
 public:
  explicit ReportPanel(QWidget* parent = nullptr);

  /// Those whose box is ticked.
  ReportSections sections() const;
  void setSections(const ReportSections& sections);  ///< emits nothing
  QCheckBox* box(ReportSection section) { return m_boxes[std::size_t(section)]; }
  Button* saveButton(ReportFile file) { return m_save[std::size_t(file)]; }
  QTextBrowser* preview() { return m_preview; }

  /// Takes the document; the reader stays where he was.
  void show(std::unique_ptr<ReportDocument> document);
  void setState(const QString& text);  ///< beside the title: "making the preview"
  void setUsable(bool usable);         ///< there is a session to report

 signals:
  void sectionsEdited();
  void saveRequested(lane::ReportFile file);
  void printRequested();
  void copyRequested();

 private:
  void restyle();

  std::array<QCheckBox*, kReportSections> m_boxes{};
  std::array<Button*, 5> m_save{};
  Button* m_print;
  Button* m_copy;
  Text* m_state;
  QTextBrowser* m_preview;
  ReportDocument* m_document = nullptr;  ///< child of the preview
};

}  // namespace lane
