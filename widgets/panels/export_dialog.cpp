#include "panels/export_dialog.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>
#include <iterator>

#include "panels/buttons.h"
#include "panels/labels.h"
#include "panels/segmented_control.h"

namespace lane {
namespace {

constexpr ChartFormat kFormats[] = {ChartFormat::png, ChartFormat::svg, ChartFormat::pdf,
                                    ChartFormat::csv};
constexpr int kDpis[] = {96, 144, 192, 300, 600};
constexpr QSize kSizes[] = {{1120, 720}, {1280, 720}, {720, 480}};

}  // namespace

ExportDialog::ExportDialog(Scope scope, const ChartExportOptions& options, int views,
                           QWidget* parent)
    : QDialog(parent),
      m_format(new SegmentedControl({tr("PNG"), tr("SVG"), tr("PDF"), tr("CSV")})),
      m_size(new SegmentedControl({tr("Page"), tr("Slide"), tr("Column")})),
      m_dpi(
          new SegmentedControl({QStringLiteral("96"), QStringLiteral("144"), QStringLiteral("192"),
                                QStringLiteral("300"), QStringLiteral("600")})),
      m_width(new QSpinBox),
      m_height(new QSpinBox),
      m_facts(new Text({}, {11, 400, false, Tone::hint})),
      m_export(new Button(tr("Export…"), Button::Kind::primary)) {
  setObjectName(QStringLiteral("exportDialog"));
  setWindowTitle(scope == Scope::views ? tr("Export all views") : tr("Export chart"));
  m_format->setAccessibleName(tr("Kind of file"));
  m_size->setAccessibleName(tr("Usual sizes"));
  m_dpi->setAccessibleName(tr("Dots per inch"));
  for (SegmentedControl* choice : {m_format, m_size, m_dpi}) choice->setMultiple(false);
  m_width->setRange(320, 4000);
  m_height->setRange(240, 4000);
  for (auto [field, name] : {std::pair{m_width, tr("Width")}, std::pair{m_height, tr("Height")}}) {
    field->setAccessibleName(name);
    field->setToolTip(tr("%1 of the page; text keeps its size on it").arg(name));
    field->setSuffix(tr(" px"));
  }
  m_width->setValue(options.size.width());
  m_height->setValue(options.size.height());
  const auto dpi = std::min_element(std::begin(kDpis), std::end(kDpis), [&](int a, int b) {
    return std::abs(a - options.scale * kChartDpi) < std::abs(b - options.scale * kChartDpi);
  });
  m_dpi->setChosen({int(dpi - std::begin(kDpis))});
  m_format->setChosen({0});

  auto* grid = new QGridLayout;
  grid->setHorizontalSpacing(16);
  grid->setVerticalSpacing(12);
  auto* sizes = new QHBoxLayout;
  sizes->setSpacing(8);
  sizes->addWidget(m_width);
  sizes->addWidget(new Text(QStringLiteral("×")));
  sizes->addWidget(m_height);
  sizes->addWidget(m_size);
  sizes->addStretch(1);
  int row = 0;
  const auto line = [&](const QString& name, auto* what) {
    grid->addWidget(new Text(name, {12, 400, false, Tone::label}), row, 0);
    if constexpr (std::is_base_of_v<QLayout, std::remove_pointer_t<decltype(what)>>)
      grid->addLayout(what, row++, 1);
    else
      grid->addWidget(what, row++, 1, Qt::AlignLeft);
  };
  line(tr("File"), m_format);
  line(tr("Size"), sizes);
  line(tr("Dots per inch"), m_dpi);
  auto* cancel = new Button(tr("Cancel"), Button::Kind::quiet);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(8);
  buttons->addWidget(m_facts, 1);
  buttons->addWidget(cancel);
  buttons->addWidget(m_export);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(20, 16, 20, 16);
  column->setSpacing(16);
  if (scope == Scope::views)
    column->addWidget(new Text(tr("Every view with a chart, %1, each in a file of its own, on "
                                  "white paper.")
                                   .arg(counted(std::size_t(views), tr("view"), tr("views"))),
                               {12, 400, false, Tone::label}));
  column->addLayout(grid);
  column->addLayout(buttons);

  connect(m_format, &SegmentedControl::chosenEdited, this, &ExportDialog::refresh);
  connect(m_dpi, &SegmentedControl::chosenEdited, this, &ExportDialog::refresh);
  connect(m_size, &SegmentedControl::chosenEdited, this, [this] {
    if (m_size->chosen().isEmpty()) return;
    const QSize size = kSizes[m_size->chosen().first()];
    m_width->setValue(size.width());
    m_height->setValue(size.height());
  });
  for (QSpinBox* field : {m_width, m_height})
    connect(field, &QSpinBox::valueChanged, this, &ExportDialog::refresh);
  connect(cancel, &Button::clicked, this, &QDialog::reject);
  connect(m_export, &Button::clicked, this, &QDialog::accept);
  refresh();
}

ChartFormat ExportDialog::format() const {
  return kFormats[m_format->chosen().isEmpty() ? 0 : m_format->chosen().first()];
}

ChartExportOptions ExportDialog::options() const {
  ChartExportOptions options;
  options.size = {m_width->value(), m_height->value()};
  options.scale = kDpis[m_dpi->chosen().isEmpty() ? 2 : m_dpi->chosen().first()] / kChartDpi;
  return options;
}

QString ExportDialog::facts() const {
  return m_facts->text();
}

void ExportDialog::refresh() {
  const ChartExportOptions now = options();
  const QSize pixels = (QSizeF(now.size) * now.scale).toSize();
  const QSizeF inches = QSizeF(now.size) / kChartDpi;
  const bool picture = format() != ChartFormat::csv;
  m_dpi->setEnabled(format() == ChartFormat::png);
  for (QWidget* each : {static_cast<QWidget*>(m_width), static_cast<QWidget*>(m_height),
                        static_cast<QWidget*>(m_size)})
    each->setEnabled(picture);
  const auto usual = std::find(std::begin(kSizes), std::end(kSizes), now.size);
  m_size->setChosen(usual == std::end(kSizes) ? QVector<int>{}
                                              : QVector<int>{int(usual - std::begin(kSizes))});
  switch (format()) {
    case ChartFormat::png:
      m_facts->setText(tr("%1 × %2 pixels").arg(pixels.width()).arg(pixels.height()));
      break;
    case ChartFormat::csv:
      m_facts->setText(tr("The data shown, in SI units"));
      break;
    default:
      m_facts->setText(tr("%1 × %2 inches, sharp at any size")
                           .arg(inches.width(), 0, 'f', 1)
                           .arg(inches.height(), 0, 'f', 1));
  }
}

}  // namespace lane
