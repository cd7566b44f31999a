#include "panels/files_panel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "models/selection_model.h"
#include "models/session_document.h"
#include "panels/buttons.h"
#include "panels/files_table.h"
#include "panels/labels.h"
#include "panels/offer_page.h"
#include "panels/segmented_control.h"
#include "panels/table_delegate.h"
#include "panels/wrap_row.h"
#include "support/qt_units.h"

namespace lane {
namespace {

using namespace Qt::StringLiterals;

constexpr int kRefreshMs = 300;  // a live run changes one case at a time

QPushButton* toggle(const QString& text, const QString& tip) {
  auto* button = new QPushButton(text);
  button->setCheckable(true);
  button->setChecked(true);
  button->setProperty("kind", u"toggle"_s);
  button->setToolTip(tip);
  button->setFocusPolicy(Qt::TabFocus);
  return button;
}

QString wayTip(FileWay way) {
  switch (way) {
    case FileWay::write:
      return FilesPanel::tr(
          "A new file, written into the page cache: the disk may not have it yet");
    case FileWay::writeSync:
      return FilesPanel::tr("A new file, written and brought onto the device (fsync)");
    case FileWay::read:
      return FilesPanel::tr("Read into memory, out of the page cache: the disk has no part in it");
    case FileWay::map:
      return FilesPanel::tr("Mapped and every byte looked at, out of the page cache");
    case FileWay::readCold:
      return FilesPanel::tr("Read after the page cache was emptied of the file: from the device");
    case FileWay::mapCold:
      break;
  }
  return FilesPanel::tr("Mapped and every byte looked at, after the page cache was emptied of it");
}

}  // namespace

FilesPanel::FilesPanel(SessionDocument* document, SelectionModel* selection, QWidget* parent)
    : QWidget(parent), m_document(document), m_selection(selection) {
  setObjectName(u"filesPanel"_s);
  m_timer.setSingleShot(true);
  m_timer.setInterval(kRefreshMs);
  m_offer =
      new OfferPage(tr("No file was measured in this session"),
                    tr("How fast tensor files of 1, 10 and 100 MB are written and read as "
                       ".npy, safetensors, bare bytes and HDF5: into and out of the page "
                       "cache, which is memory, and onto and from the device. Takes about two "
                       "minutes and writes to LANESCOPE_FILES_DIR, else to your cache directory."));
  m_plot = new FilePlot;
  makeTable();
  auto* split = new QSplitter(Qt::Vertical);
  split->setChildrenCollapsible(false);
  split->setHandleWidth(1);
  split->addWidget(m_plot);
  auto* lower = new QWidget;
  auto* below = new QVBoxLayout(lower);
  below->setContentsMargins(0, 6, 0, 0);
  below->setSpacing(6);
  m_ratio = new Text({}, {12, 400, false, Tone::label});
  m_ratio->setElided(true);
  m_ratio->setContentsMargins(16, 0, 16, 0);
  below->addWidget(m_ratio);
  below->addWidget(m_table, 1);
  split->addWidget(lower);
  split->setStretchFactor(0, 3);
  split->setStretchFactor(1, 2);
  split->setSizes({600, 340});

  auto* page = new QWidget;
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(makeHead());
  column->addWidget(makeChips());
  column->addWidget(split, 1);
  m_pages = new QStackedWidget;
  m_pages->addWidget(m_offer);
  m_pages->addWidget(page);
  auto* whole = new QVBoxLayout(this);
  whole->setContentsMargins(0, 0, 0, 0);
  whole->addWidget(m_pages);

  const auto later = [this] {
    m_stale = true;
    if (isVisible() && !m_timer.isActive()) m_timer.start();
  };
  connect(&m_timer, &QTimer::timeout, this, &FilesPanel::refresh);
  connect(document, &SessionDocument::sessionReset, this, &FilesPanel::refresh);
  connect(document, &SessionDocument::casesChanged, this, later);
  connect(selection, &SelectionModel::currentChanged, this, &FilesPanel::followSelection);
  connect(m_plot, &FilePlot::pointClicked, this, &FilesPanel::select);
  connect(m_plot, &FilePlot::optionsEdited, this, &FilesPanel::setOptions);
  connect(m_plot, &FilePlot::pinRequested, this, &FilesPanel::pinRequested);
  refresh();
}

QWidget* FilesPanel::makeHead() {
  auto* head = new QWidget;
  auto* row = new QHBoxLayout(head);
  row->setContentsMargins(16, 6, 16, 6);
  row->setSpacing(8);
  m_place = new Text({}, {12, 400, false, Tone::label});
  m_place->setElided(true);
  m_typeChoice = new SegmentedControl({});
  m_typeChoice->setMultiple(false);
  m_typeChoice->setAccessibleName(tr("Element type"));
  connect(m_typeChoice, &SegmentedControl::chosenEdited, this, [this] {
    m_dtype = m_types[std::size_t(m_typeChoice->chosen().front())];
    refresh();
  });
  m_bands = toggle(tr("Intervals"), tr("Confidence intervals as bands and whiskers (B)"));
  m_log = toggle(tr("Log y"), tr("Logarithmic throughput (L)"));
  connect(m_bands, &QPushButton::clicked, this, [this](bool on) {
    FilePlotOptions next = m_options;
    next.bands = on;
    setOptions(next);
  });
  connect(m_log, &QPushButton::clicked, this, [this](bool on) {
    FilePlotOptions next = m_options;
    next.logY = on;
    setOptions(next);
  });
  row->addWidget(new Text(tr("Tensor files"), {15, 600, false, Tone::value}));
  row->addWidget(m_place, 1);
  row->addWidget(m_typeChoice);
  row->addWidget(m_bands);
  row->addWidget(m_log);
  return head;
}

QWidget* FilesPanel::makeChips() {
  auto* chips = new WrapRow(8);
  for (const bool cached : {true, false}) {
    auto* group = new QWidget;
    auto* row = new QHBoxLayout(group);
    row->setContentsMargins(0, 0, 16, 0);
    row->setSpacing(8);
    row->addWidget(new Text(cached ? tr("Page cache, not the disk") : tr("Device"),
                            {11, 500, false, Tone::label}));
    for (std::size_t i = 0; i < kFileWays.size(); ++i) {
      const FileWay way = kFileWays[i];
      if (inPageCache(way) != cached) continue;
      const QString word = toQString(name(way));
      auto* chip = new VariantChip(word);
      chip->setToolTip(tr("%1\n%2 shows or hides it").arg(wayTip(way)).arg(i + 1));
      connect(chip, &QAbstractButton::clicked, this, [this, word](bool on) {
        FilePlotOptions next = m_options;
        if (on)
          next.hidden.remove(word);
        else
          next.hidden.insert(word);
        setOptions(next);
      });
      m_chips.push_back(chip);
      row->addWidget(chip);
    }
    row->addStretch(1);
    chips->add(group, cached ? 0 : 1);
  }
  auto* framed = new QWidget;
  auto* frame = new QVBoxLayout(framed);
  frame->setContentsMargins(16, 0, 16, 6);
  frame->addWidget(chips);
  return framed;
}

void FilesPanel::makeTable() {
  m_model = new FilesTableModel(this);
  m_proxy = new QSortFilterProxyModel(this);
  m_proxy->setSourceModel(m_model);
  m_proxy->setSortRole(FilesTableModel::SortRole);
  m_table = new QTableView;
  m_table->setObjectName(u"filesTable"_s);
  m_table->setAccessibleName(tr("Files written and read"));
  m_table->setModel(m_proxy);
  m_table->setItemDelegate(new TableDelegate({.variant = FilesTableModel::VariantRole}, m_table));
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setSortingEnabled(true);
  m_table->sortByColumn(-1, Qt::AscendingOrder);
  m_table->setShowGrid(false);
  m_table->setFrameShape(QFrame::NoFrame);
  m_table->verticalHeader()->hide();
  m_table->horizontalHeader()->setHighlightSections(false);
  m_table->horizontalHeader()->setStretchLastSection(true);
  const auto fit = [this] {
    const Theme& theme = Theme::instance();
    m_table->verticalHeader()->setDefaultSectionSize(
        std::max(theme.px(22), QFontMetrics(theme.monoFont(12)).height() + 4));
    const int widths[] = {106, 98, 162, 72, 72, 56, 168, 68, 66, 72};
    for (int i = 0; i < int(std::size(widths)); ++i)
      m_table->setColumnWidth(i, theme.px(widths[i]));
  };
  connect(&Theme::instance(), &Theme::changed, this, fit);
  fit();
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& index) {
            if (index.isValid() && m_table->hasFocus())
              select(index.data(FilesTableModel::CaseRole).toUInt());
          });
  connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
    select(index.data(FilesTableModel::CaseRole).toUInt());
  });
}

void FilesPanel::setMeasureAction(QAction* action) {
  m_offer->setOffer(action);
}

const ChartSource* FilesPanel::chart() const {
  return m_chart.curves.empty() ? nullptr : m_plot;
}

bool FilesPanel::isOffering() const {
  return m_pages->currentWidget() == m_offer;
}
QString FilesPanel::placeText() const {
  return m_place->text();
}
QString FilesPanel::ratioLine() const {
  return m_ratio->text();
}

void FilesPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (m_stale) refresh();
}

void FilesPanel::refresh() {
  m_timer.stop();
  m_stale = false;
  const Session& session = m_document->session();
  m_types = fileTypes(session);
  if (std::find(m_types.begin(), m_types.end(), m_dtype) == m_types.end() && !m_types.empty())
    m_dtype = m_types.front();
  m_chart = fileChart(session, m_dtype);
  m_pages->setCurrentIndex(m_types.empty() ? 0 : 1);
  setFocusProxy(m_types.empty() ? static_cast<QWidget*>(m_offer->button()) : m_plot);
  draw();
}

void FilesPanel::setOptions(const FilePlotOptions& options) {
  m_options = options;
  draw();
}

void FilesPanel::draw() {
  const Session& session = m_document->session();
  QStringList words;
  for (const Dtype dtype : m_types) words << toQString(toWord(dtype));
  m_typeChoice->setChoices(words);
  const auto at = std::find(m_types.begin(), m_types.end(), m_dtype);
  if (at != m_types.end()) m_typeChoice->setChosen({int(at - m_types.begin())});
  m_typeChoice->setVisible(m_types.size() > 1);

  QStringList place;
  place << tr("%1, 1 thread").arg(toQString(toWord(m_dtype)));
  if (!m_chart.fileSystem.empty()) place << toQString(m_chart.fileSystem);
  if (!m_chart.directory.empty()) place << toQString(m_chart.directory);
  m_place->setText(place.join(u"  ·  "_s));

  QStringList ratios;
  for (const std::string& format : m_chart.formats) {
    QStringList parts;
    for (const FileCurve& curve : m_chart.curves) {
      if (curve.format != format || !writes(curve.way) || curve.points.empty()) continue;
      const FilePoint& largest = curve.points.back();
      if (!std::isfinite(largest.ofReading.ratio)) continue;
      parts << (inPageCache(curve.way) ? tr("%1 page cache") : tr("%1 device"))
                   .arg(ratioText(largest.ofReading.ratio));
    }
    if (!parts.isEmpty())
      ratios << tr("%1 %2").arg(toQString(formatTitle(format)), parts.join(u", "_s));
  }
  m_ratio->setText(ratios.isEmpty()
                       ? QString()
                       : tr("Writing ÷ reading, largest file: %1").arg(ratios.join(u";  "_s)));
  m_ratio->setVisible(!ratios.isEmpty());

  for (VariantChip* chip : m_chips) chip->setChecked(!m_options.hidden.contains(chip->variant()));
  m_bands->setChecked(m_options.bands);
  m_log->setChecked(m_options.logY);
  m_plot->setNames(tr("Tensor files, %1: throughput over size").arg(toQString(toWord(m_dtype))),
                   tr("%1  ·  %2  ·  %3")
                       .arg(toQString(session.machine.cpuModel), toQString(m_chart.fileSystem),
                            m_document->name()),
                   m_document->name());
  m_plot->setChart(m_chart, m_options);
  m_model->setChart(m_chart);
  followSelection();
}

void FilesPanel::select(std::uint32_t caseIndex) {
  const auto& cases = m_document->session().cases;
  if (caseIndex >= cases.size()) return;
  const CaseRecord& record = cases[caseIndex];
  m_selection->setCurrent({curveKey(record), toQString(record.variant), record.size, caseIndex});
}

void FilesPanel::followSelection() {
  const std::uint32_t at = m_selection->current().caseIndex;
  m_plot->setSelected(at);
  const int row = at == kNoCase ? -1 : m_model->rowOf(at);
  if (row < 0) return;
  const QModelIndex index = m_proxy->mapFromSource(m_model->index(row, 0));
  if (index.row() == m_table->currentIndex().row()) return;
  const QSignalBlocker quiet(m_table->selectionModel());
  m_table->selectionModel()->setCurrentIndex(
      index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
  m_table->scrollTo(index);
  m_table->viewport()->update();
}

}  // namespace lane
