#include "panels/report_panel.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QScrollBar>
#include <QTextBrowser>
#include <QVBoxLayout>
#include <utility>

#include "panels/buttons.h"
#include "panels/labels.h"
#include "panels/report_text.h"
#include "support/line_flow.h"
#include "support/theme.h"

namespace lane {
namespace {

/// What a section holds, for its box.
QString holds(ReportSection section) {
  switch (section) {
    case ReportSection::findings:
      return ReportPanel::tr("What matters in words, with the cases it rests on");
    case ReportSection::curves:
      return ReportPanel::tr("One chart per benchmark");
    case ReportSection::crossovers:
      return ReportPanel::tr("From which size on which variant pays");
    case ReportSection::roofline:
      return ReportPanel::tr("How near the kernels come to what the machine can do");
    case ReportSection::memory:
      return ReportPanel::tr("Resident memory of the program over the run");
    case ReportSection::quality:
      return ReportPanel::tr("Noise, placement, speeds that jump");
    case ReportSection::results:
      return ReportPanel::tr("Every case with its figures");
    case ReportSection::machine:
      return ReportPanel::tr("The machine card");
    case ReportSection::plan:
      return ReportPanel::tr("What was asked for");
    case ReportSection::method:
      return ReportPanel::tr("How a number came about");
    case ReportSection::reproduce:
      return ReportPanel::tr("The exact plan and the command that measures it again");
  }
  return {};
}

}  // namespace

ReportPanel::ReportPanel(QWidget* parent)
    : QWidget(parent),
      m_print(new Button(tr("Print…"))),
      m_copy(new Button(tr("Copy as Markdown"))),
      m_state(new Text({}, {12, 400, false, Tone::label})),
      m_preview(new QTextBrowser) {
  auto* headRow = new QWidget;
  auto* head = new LineFlow(headRow);
  head->setContentsMargins(16, 8, 16, 8);
  head->addWidget(new Text(tr("Report"), {15, 600, false, Tone::value}));
  head->addWidget(m_state);
  head->startRight();
  const std::array<std::pair<QString, QString>, 5> files = {{
      {tr("HTML…"), tr("One page that stands alone: charts, tables that sort, dark and light")},
      {tr("Markdown…"), tr("For a repository or a comment")},
      {tr("PDF…"), tr("Pages to print or send, with the charts as vectors")},
      {tr("JSON…"), tr("Everything the session says, for programs")},
      {tr("CSV…"), tr("One row per case, for a spreadsheet")},
  }};
  for (std::size_t i = 0; i < files.size(); ++i) {
    m_save[i] = new Button(files[i].first, i == 0 ? Button::Kind::primary : Button::Kind::plain);
    m_save[i]->setToolTip(files[i].second);
    m_save[i]->setAccessibleName(tr("Save as %1").arg(files[i].first.chopped(1)));
    head->addWidget(m_save[i]);
    connect(m_save[i], &Button::clicked, this, [this, i] { emit saveRequested(ReportFile(i)); });
  }
  m_print->setToolTip(tr("Print the report, or see how it would look"));
  m_copy->setToolTip(tr("The report as Markdown to the clipboard"));
  for (Button* button : {m_print, m_copy}) head->addWidget(button);
  connect(m_print, &Button::clicked, this, &ReportPanel::printRequested);
  connect(m_copy, &Button::clicked, this, &ReportPanel::copyRequested);

  auto* side = new QVBoxLayout;
  side->setContentsMargins(16, 12, 16, 12);
  side->setSpacing(6);
  side->addWidget(new SectionHeading(tr("Sections")));
  for (std::size_t i = 0; i < kReportSections; ++i) {
    const auto section = static_cast<ReportSection>(i);
    const std::string_view name = title(section);
    m_boxes[i] = new QCheckBox(QString::fromUtf8(name.data(), qsizetype(name.size())));
    m_boxes[i]->setChecked(true);
    m_boxes[i]->setToolTip(holds(section));
    side->addWidget(m_boxes[i]);
    connect(m_boxes[i], &QCheckBox::toggled, this, &ReportPanel::sectionsEdited);
  }
  side->addStretch(1);

  m_preview->setObjectName(QStringLiteral("reportPreview"));
  m_preview->setAccessibleName(tr("Preview of the report"));
  m_preview->setFrameShape(QFrame::NoFrame);
  m_preview->setOpenLinks(false);
  connect(m_preview, &QTextBrowser::anchorClicked, this, [this](const QUrl& link) {
    if (link.hasFragment()) m_preview->scrollToAnchor(link.fragment());
  });

  auto* row = new QHBoxLayout;
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(0);
  row->addLayout(side);
  row->addWidget(new Hairline(Qt::Vertical));
  row->addWidget(m_preview, 1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(headRow);
  column->addWidget(new Hairline);
  column->addLayout(row, 1);
  connect(&Theme::instance(), &Theme::changed, this, &ReportPanel::restyle);
  restyle();
}

void ReportPanel::restyle() {
  const Theme& theme = Theme::instance();
  for (QCheckBox* box : m_boxes) box->setFont(theme.uiFont(12));
  QPalette palette = m_preview->palette();
  palette.setColor(QPalette::Base, theme.chrome().panel);
  palette.setColor(QPalette::Text, theme.chrome().t1);
  m_preview->setPalette(palette);
}

ReportSections ReportPanel::sections() const {
  ReportSections chosen = ReportSections::none();
  for (std::size_t i = 0; i < kReportSections; ++i)
    chosen.set(static_cast<ReportSection>(i), m_boxes[i]->isChecked());
  return chosen;
}

void ReportPanel::setSections(const ReportSections& sections) {
  const QSignalBlocker quiet(this);
  for (std::size_t i = 0; i < kReportSections; ++i)
    m_boxes[i]->setChecked(sections.has(static_cast<ReportSection>(i)));
}

void ReportPanel::show(std::unique_ptr<ReportDocument> document) {
  const int at = m_preview->verticalScrollBar()->value();
  ReportDocument* old = std::exchange(m_document, document.release());
  m_document->setParent(m_preview);
  m_document->setDocumentMargin(Theme::instance().px(24));
  m_preview->setDocument(m_document);
  delete old;
  m_preview->verticalScrollBar()->setValue(at);
}

void ReportPanel::setState(const QString& text) {
  m_state->setText(text);
}

void ReportPanel::setUsable(bool usable) {
  for (Button* button : m_save) button->setEnabled(usable);
  m_print->setEnabled(usable);
  m_copy->setEnabled(usable);
}

}  // namespace lane
