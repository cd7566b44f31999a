#include "panels/csv_mapping_dialog.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QTableWidget>
#include <QTimer>
#include <QVBoxLayout>

#include "panels/buttons.h"
#include "panels/import_names.h"
#include "panels/labels.h"
#include "support/qt_units.h"

namespace lane {
namespace {

struct RoleText {
  const char* id;
  std::string CsvMapping::*member;
  const char* label;
  const char* tip;
};
const RoleText kRoles[] = {
    {"benchmark", &CsvMapping::benchmark, QT_TRANSLATE_NOOP("lane::CsvMappingDialog", "&Benchmark"),
     QT_TRANSLATE_NOOP("lane::CsvMappingDialog", "The name of what was measured; needed")},
    {"variant", &CsvMapping::variant, QT_TRANSLATE_NOOP("lane::CsvMappingDialog", "&Variant"),
     QT_TRANSLATE_NOOP("lane::CsvMappingDialog", "How it was computed: one curve each")},
    {"size", &CsvMapping::size, QT_TRANSLATE_NOOP("lane::CsvMappingDialog", "&Size"),
     QT_TRANSLATE_NOOP("lane::CsvMappingDialog", "The size axis of the curves")},
    {"threads", &CsvMapping::threads, QT_TRANSLATE_NOOP("lane::CsvMappingDialog", "Th&reads"),
     QT_TRANSLATE_NOOP("lane::CsvMappingDialog", "How many threads computed it")},
    {"time", &CsvMapping::time, QT_TRANSLATE_NOOP("lane::CsvMappingDialog", "&Time"),
     QT_TRANSLATE_NOOP("lane::CsvMappingDialog", "Time of one call; needed")},
    {"low", &CsvMapping::low, QT_TRANSLATE_NOOP("lane::CsvMappingDialog", "Interval, &low"),
     QT_TRANSLATE_NOOP("lane::CsvMappingDialog", "Lower end of the confidence interval")},
    {"high", &CsvMapping::high, QT_TRANSLATE_NOOP("lane::CsvMappingDialog", "Interval, &high"),
     QT_TRANSLATE_NOOP("lane::CsvMappingDialog", "Upper end of the confidence interval")},
    {"samples", &CsvMapping::samples,
     QT_TRANSLATE_NOOP("lane::CsvMappingDialog", "Samples, &count"),
     QT_TRANSLATE_NOOP("lane::CsvMappingDialog", "How many samples stand behind the time")},
};

/// A control under its name, which is also what a screen reader says.
QWidget* labelled(const QString& label, QWidget* control) {
  auto* box = new QWidget;
  auto* column = new QVBoxLayout(box);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(4);
  auto* name = new Text(label, {12, 500, false, Tone::label});
  name->setBuddy(control);
  column->addWidget(name);
  column->addWidget(control);
  QString spoken = label;
  control->setAccessibleName(spoken.remove(u'&'));
  return box;
}

}  // namespace

CsvMappingDialog::CsvMappingDialog(const QString& fileName, Preview preview, Trial trial,
                                   QWidget* parent)
    : QDialog(parent),
      m_preview(std::move(preview)),
      m_trial(std::move(trial)),
      m_unit(new QComboBox),
      m_separator(new QComboBox),
      m_pattern(makePatternField()),
      m_table(new QTableWidget),
      m_result(new Text({}, {12, 500, false, Tone::value})),
      m_names(new Text({}, {12, 400, true, Tone::hint})),
      m_import(new Button(tr("Import"), Button::Kind::primary)),
      m_timer(new QTimer(this)) {
  setWindowTitle(tr("Import %1").arg(fileName));
  setObjectName(QStringLiteral("csvMappingDialog"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(20, 16, 20, 16);
  column->setSpacing(12);
  column->addWidget(
      new Text(tr("What do the columns of %1 mean?").arg(fileName), {14, 600, false, Tone::value}));

  m_table->setObjectName(QStringLiteral("csvPreview"));
  m_table->setAccessibleName(tr("The first rows of the file"));
  m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_table->setSelectionMode(QAbstractItemView::NoSelection);
  m_table->setShowGrid(false);
  m_table->setWordWrap(false);
  m_table->verticalHeader()->hide();
  m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  column->addWidget(m_table, 1);

  auto* grid = new QGridLayout;
  grid->setHorizontalSpacing(16);
  grid->setVerticalSpacing(8);
  int place = 0;
  for (const RoleText& role : kRoles) {
    auto* box = new QComboBox;
    box->setObjectName(QLatin1StringView(role.id));
    box->setToolTip(tr(role.tip));
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(14);
    grid->addWidget(labelled(tr(role.label), box), place / 4, place % 4);
    m_roles.push_back({role.id, role.member, box});
    connect(box, &QComboBox::activated, m_timer, qOverload<>(&QTimer::start));
    ++place;
  }
  m_unit->setToolTip(tr("Of time and interval"));
  grid->addWidget(labelled(tr("&Unit of time"), m_unit), 2, 0);
  for (const auto& [text, separator] :
       {std::pair{tr("found out"), 0}, std::pair{tr("comma"), int(',')},
        std::pair{tr("semicolon"), int(';')}, std::pair{tr("tab"), int('\t')},
        std::pair{tr("bar"), int('|')}})
    m_separator->addItem(text, separator);
  m_separator->setToolTip(tr("What stands between the columns"));
  grid->addWidget(labelled(tr("Se&parator"), m_separator), 2, 1);
  grid->addWidget(labelled(tr("Patter&n for names"), m_pattern), 2, 2, 1, 2);
  for (int i = 0; i < 4; ++i) grid->setColumnStretch(i, 1);
  column->addLayout(grid);

  m_result->setObjectName(QStringLiteral("csvResult"));
  m_result->setWordWrap(true);
  m_names->setElided(true);
  column->addWidget(m_result);
  column->addWidget(m_names);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch(1);
  auto* cancel = new Button(tr("Cancel"));
  buttons->addWidget(cancel);
  buttons->addWidget(m_import);
  column->addLayout(buttons);

  m_timer->setSingleShot(true);
  m_timer->setInterval(150);
  connect(m_timer, &QTimer::timeout, this, &CsvMappingDialog::tryIt);
  connect(m_unit, &QComboBox::activated, m_timer, qOverload<>(&QTimer::start));
  connect(m_pattern, &QLineEdit::textEdited, m_timer, qOverload<>(&QTimer::start));
  connect(m_pattern, &QLineEdit::returnPressed, this, [this] {
    tryIt();
    if (canImport()) accept();
  });
  connect(m_separator, &QComboBox::activated, this, &CsvMappingDialog::readAgain);
  connect(cancel, &Button::clicked, this, &QDialog::reject);
  connect(m_import, &Button::clicked, this, &QDialog::accept);
  resize(Theme::instance().px(820), Theme::instance().px(560));
  readAgain();
  m_roles.front().box->setFocus();
}

QComboBox* CsvMappingDialog::roleBox(const QString& role) const {
  return findChild<QComboBox*>(role);
}

QString CsvMappingDialog::resultText() const {
  return m_result->text();
}

bool CsvMappingDialog::canImport() const {
  return m_import->isEnabled();
}

void CsvMappingDialog::readAgain() {
  CsvMapping asked;
  asked.separator = char(m_separator->currentData().toInt());
  const auto preview = m_preview(asked);
  if (!preview) {
    say(toQString(preview.error().what), false);
    return;
  }
  m_columns.clear();
  for (const std::string& name : preview->columns) m_columns << toQString(name);
  m_heading = preview->suggestion.heading;
  m_params = preview->suggestion.params;
  fillTable(*preview);
  fillBoxes(preview->suggestion);
  tryIt();
}

void CsvMappingDialog::fillBoxes(const CsvMapping& mapping) {
  for (const Role& role : m_roles) {
    role.box->clear();
    role.box->addItem(tr("–"));
    for (int i = 0; i < m_columns.size(); ++i)
      role.box->addItem(m_heading ? m_columns[i] : tr("column %1").arg(m_columns[i]), m_columns[i]);
    role.box->setCurrentIndex(std::max(0, role.box->findData(toQString(mapping.*role.member))));
  }
  m_unit->clear();
  for (const char* unit : {"s", "ms", "us", "ns"})
    m_unit->addItem(
        QLatin1StringView(unit) == u"us" ? QStringLiteral("µs") : QLatin1StringView(unit),
        QLatin1StringView(unit));
  for (const QString& column : m_columns)
    if (m_heading) m_unit->addItem(tr("as %1 says").arg(column), column);
  m_unit->setCurrentIndex(std::max(0, m_unit->findData(toQString(mapping.timeUnit))));
}

void CsvMappingDialog::fillTable(const CsvPreview& preview) {
  m_table->clear();
  m_table->setColumnCount(int(m_columns.size()));
  m_table->setRowCount(int(preview.rows.size()));
  m_table->setHorizontalHeaderLabels(m_columns);
  for (int r = 0; r < m_table->rowCount(); ++r) {
    const auto& cells = preview.rows[std::size_t(r)];
    for (int c = 0; c < m_columns.size() && std::size_t(c) < cells.size(); ++c)
      m_table->setItem(r, c, new QTableWidgetItem(toQString(cells[std::size_t(c)])));
  }
  m_table->resizeColumnsToContents();
  for (int c = 0; c < m_columns.size(); ++c)
    m_table->setColumnWidth(c, std::min(m_table->columnWidth(c) + 12, 260));
}

ImportOptions CsvMappingDialog::options() const {
  ImportOptions options;
  options.format = ImportFormat::csv;
  options.csv.separator = char(m_separator->currentData().toInt());
  options.csv.heading = m_heading;
  options.csv.params = m_params;
  for (const Role& role : m_roles)
    options.csv.*role.member = toStd(role.box->currentData().toString());
  options.csv.timeUnit = toStd(m_unit->currentData().toString());
  if (const QString pattern = m_pattern->text().trimmed(); !pattern.isEmpty())
    options.patterns.push_back({toStd(pattern)});
  return options;
}

void CsvMappingDialog::tryIt() {
  m_timer->stop();
  m_names->clear();
  const ImportOptions asked = options();
  if (asked.csv.benchmark.empty() || asked.csv.time.empty())
    return say(tr("Choose the columns of benchmark and time."), false);
  if (!m_trial) return say(tr("The file is large: it is read when you import it."), true);
  const auto import = m_trial(asked);
  if (!import) return say(toQString(import.error().what), false);
  const auto& cases = import->session.cases;
  say(tr("%1; %2").arg(toQString(import->summary()),
                       counted(cases.size(), tr("case"), tr("cases"))),
      !cases.empty());
  m_names->setText(readingsOf(cases));
}

void CsvMappingDialog::say(const QString& text, bool good) {
  m_result->setText(text);
  m_result->setTone(good ? Tone::value : Tone::bad);
  m_import->setEnabled(good);
}

}  // namespace lane
