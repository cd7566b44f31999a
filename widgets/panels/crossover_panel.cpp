#include "panels/crossover_panel.h"

#include <QAction>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QStackedLayout>
#include <algorithm>
#include <cmath>

#include "analysis/case_text.h"
#include "models/selection_model.h"
#include "models/session_document.h"
#include "panels/buttons.h"
#include "panels/labels.h"
#include "run/refinement.h"
#include "support/qt_units.h"

namespace lane {
namespace {

constexpr std::size_t kSizesEachSide = 5;
const QString kDash = QStringLiteral("–");

bool hasPlace(const CrossoverRecord& crossover) {
  return crossover.size > 0 &&
         (crossover.kind == CrossoverKind::at || crossover.kind == CrossoverKind::several);
}

QString elements(double size) {
  return sizeText(quint64(std::llround(std::max(0.0, size))));
}

}  // namespace

CrossoverPanel::CrossoverPanel(SessionDocument* document, SelectionModel* selection,
                               QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_selection(selection),
      m_stack(new QStackedLayout(this)) {
  setObjectName(QStringLiteral("crossoverPanel"));
  auto* empty = new Text(tr("Select a crossover: a flag on the curves, a boundary of the ribbon, "
                            "or a row of the point's list."),
                         {12, 400, false, Tone::hint});
  empty->setAlignment(Qt::AlignCenter);
  empty->setWordWrap(true);
  empty->setContentsMargins(16, 16, 16, 16);
  m_stack->addWidget(empty);
  m_stack->addWidget(makePage());
  connect(selection, &SelectionModel::crossoverChanged, this, &CrossoverPanel::refresh);
  connect(document, &SessionDocument::casesChanged, this, &CrossoverPanel::refresh);
  connect(document, &SessionDocument::sessionReset, selection, &SelectionModel::clearCrossover);
  refresh();
}

QWidget* CrossoverPanel::makePage() {
  auto* page = new QWidget;
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(16, 14, 16, 16);
  column->setSpacing(8);
  m_fromMarker = new VariantMarker;
  m_toMarker = new VariantMarker;
  m_from = new Text({}, {13, 600, false, Tone::value});
  m_to = new Text({}, {13, 600, false, Tone::value});
  auto* sides = new QHBoxLayout;
  sides->setSpacing(6);
  sides->addWidget(m_fromMarker);
  sides->addWidget(m_from);
  sides->addWidget(new Text(QStringLiteral("→"), {13, 400, false, Tone::hint}));
  sides->addWidget(m_toMarker);
  sides->addWidget(m_to);
  sides->addStretch(1);
  column->addLayout(sides);
  m_place = new Text({}, {12, 400, false, Tone::label});
  m_place->setWordWrap(true);
  column->addWidget(m_place);
  m_big = new Text({}, {32, 400, true, Tone::value});
  m_bigUnit = new Text(tr("elements"), {15, 400, false, Tone::label});
  m_interval = new Text({}, {12, 400, true, Tone::label});
  auto* big = new QHBoxLayout;
  big->setSpacing(8);
  big->addWidget(m_big, 0, Qt::AlignBaseline);
  big->addWidget(m_bigUnit, 0, Qt::AlignBaseline);
  big->addStretch(1);
  big->addWidget(m_interval, 0, Qt::AlignBaseline);
  column->addLayout(big);
  m_sentence = new Text({}, {12, 400, false, Tone::label});
  m_sentence->setWordWrap(true);
  column->addWidget(m_sentence);
  m_refine = new Button({}, Button::Kind::plain);
  m_refine->setObjectName(QStringLiteral("refineButton"));
  column->addWidget(m_refine, 0, Qt::AlignLeft);
  column->addWidget(new Hairline);

  const QString names[] = {tr("95 % interval"), tr("Between the sizes"), tr("As narrow as asked"),
                           tr("Lost by one cut")};
  const QString tips[] = {
      tr("Where the crossover lies, from passes and rounds drawn anew"),
      tr("The measured sizes next to it"),
      tr("The larger of 3 % of the size and one vector: narrower says nothing of other data"),
      tr("Mean time lost against always using the faster of both, and by the next worse cut")};
  auto* grid = new QGridLayout;
  grid->setHorizontalSpacing(8);
  grid->setVerticalSpacing(4);
  grid->setColumnStretch(1, 1);
  for (int i = 0; i < 4; ++i) {
    m_stats[i] = new Text({}, {11, 400, true, Tone::value});
    m_stats[i]->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_stats[i]->setToolTip(tips[i]);
    auto* name = new Text(names[i], {11, 400, false, Tone::label});
    name->setToolTip(tips[i]);
    grid->addWidget(name, i, 0);
    grid->addWidget(m_stats[i], i, 1);
  }
  column->addLayout(grid);
  column->addWidget(new Hairline);
  m_sizesHeading = new SectionHeading(tr("Sizes around it"));
  column->addWidget(m_sizesHeading);
  m_sizes = new QGridLayout;
  m_sizes->setHorizontalSpacing(12);
  m_sizes->setVerticalSpacing(3);
  for (int i = 0; i < 4; ++i) m_sizes->setColumnStretch(i, 1);
  column->addLayout(m_sizes);
  column->addStretch(1);
  auto* scroll = new QScrollArea;
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setWidget(page);
  return scroll;
}

void CrossoverPanel::setRefineAction(QAction* action) {
  m_refine->setText(action->text().remove(u'&'));
  m_refine->follow(action);
}

void CrossoverPanel::refresh() {
  const auto& chosen = m_selection->crossover();
  const CrossoverRecord* now = chosen ? sameCrossover(m_document->session(), *chosen) : nullptr;
  if (now != nullptr) showCrossover(*now);
  m_stack->setCurrentIndex(now != nullptr ? 1 : 0);
  setAccessibleDescription(asText());
}

void CrossoverPanel::showCrossover(const CrossoverRecord& crossover) {
  const auto [from, to] = describeSides(crossover);
  m_fromMarker->setVariant(toQString(crossover.from));
  m_toMarker->setVariant(toQString(crossover.to));
  m_from->setText(toQString(from));
  m_to->setText(toQString(to));
  m_place->setText(toQString(describe(crossover)));
  const bool placed = hasPlace(crossover);
  m_big->setText(placed ? elements(crossover.size) : toQString(toWord(crossover.kind)));
  m_bigUnit->setVisible(placed);
  m_interval->setText(
      placed ? tr("%1 … %2").arg(elements(crossover.sizeLow), elements(crossover.sizeHigh))
             : QString());
  if (placed)
    m_sentence->setText(tr("Below %1 elements %2 takes less time, from there on %3.")
                            .arg(elements(crossover.size), toQString(from), toQString(to)));
  else
    m_sentence->clear();
  m_sentence->setVisible(placed);
  m_stats[0]->setText(placed ? m_interval->text() : kDash);
  const double wanted =
      placed ? wantedWidth(crossover.size, vectorItems(crossover), kRefinementTolerance) : 0;
  m_stats[2]->setText(placed ? tr("%1 wide").arg(numberText(wanted)) : kDash);
  const auto share = [](double value) {
    return std::isfinite(value) ? numberText(100 * value) + QStringLiteral(" %") : kDash;
  };
  m_stats[3]->setText(
      tr("%1, next %2").arg(share(crossover.regret), share(crossover.neighbourRegret)));
  showSizes(crossover);
}

void CrossoverPanel::showSizes(const CrossoverRecord& crossover) {
  const Session& session = m_document->session();
  std::vector<CrossoverCases> cases = casesOf(session, crossover);
  const auto above = std::find_if(cases.begin(), cases.end(), [&](const CrossoverCases& c) {
    return !(double(c.size) < crossover.size);
  });
  const auto cut = std::size_t(above - cases.begin());
  const bool bracket = hasPlace(crossover) && cut > 0 && cut < cases.size();
  m_stats[1]->setText(
      bracket ? tr("%1 and %2").arg(sizeText(cases[cut - 1].size), sizeText(cases[cut].size))
              : kDash);
  m_sizesHeading->setValue(tr("%1 measured").arg(countText(cases.size())));
  const std::size_t first = bracket && cut > kSizesEachSide ? cut - kSizesEachSide : 0;
  const std::size_t last = std::min(cases.size(), first + 2 * kSizesEachSide);
  QStringList texts{tr("n"), toQString(crossover.from), toQString(crossover.to), tr("to / from")};
  if (crossover.from == crossover.to) {
    const auto [from, to] = describeSides(crossover);
    texts[1] = toQString(from);
    texts[2] = toQString(to);
  }
  for (std::size_t i = first; i < last; ++i) {
    const double from = session.cases[cases[i].from].median;
    const double to = session.cases[cases[i].to].median;
    texts << sizeText(cases[i].size) << timeText(from) << timeText(to) << numberText(to / from);
  }
  while (m_cells.size() < std::size_t(texts.size())) {
    const bool head = m_cells.size() < 4;
    auto* cell = new Text({}, {11, 400, !head, head ? Tone::hint : Tone::value});
    cell->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_sizes->addWidget(cell, int(m_cells.size()) / 4, int(m_cells.size()) % 4);
    m_cells.push_back(cell);
  }
  for (std::size_t i = 0; i < m_cells.size(); ++i) {
    const bool used = i < std::size_t(texts.size());
    m_cells[i]->setText(used ? texts[qsizetype(i)] : QString());
    m_cells[i]->setVisible(used);
    // The neighbours of the cut stand out.
    const std::size_t row = i / 4 + first;
    const bool next = i >= 4 && bracket && (row == cut || row == cut + 1);
    if (i >= 4) m_cells[i]->setTone(next ? Tone::value : Tone::label);
  }
}

QString CrossoverPanel::asText() const {
  if (m_stack->currentIndex() == 0) return tr("No crossover selected");
  return tr("%1, between %2, lost by one cut: %3")
      .arg(m_place->text(), m_stats[1]->text(), m_stats[3]->text());
}

}  // namespace lane
