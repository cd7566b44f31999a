#include "panels/diff_filter_bar.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>
#include <algorithm>

#include "machine/variant.h"
#include "models/diff_table_model.h"
#include "panels/choice_menu.h"
#include "panels/diff_parts.h"
#include "panels/wrap_row.h"
#include "support/icons.h"
#include "support/qt_units.h"

namespace lane {
namespace {

DiffTableProxy::Names toNames(const QStringList& list) {
  DiffTableProxy::Names names;
  for (const QString& name : list) names.insert(toStd(name));
  return names;
}

QHBoxLayout* lineOf(QWidget* widget) {
  auto* line = new QHBoxLayout(widget);
  line->setContentsMargins(0, 0, 0, 0);
  line->setSpacing(8);
  return line;
}

}  // namespace

DiffFilterBar::DiffFilterBar(DiffDocument* document, DiffTableProxy* proxy, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_proxy(proxy),
      m_chips(4),
      m_kernels(new ChoiceMenu(tr("All kernels"), tr("%1 of %2 kernels"))),
      m_variants(new ChoiceMenu(tr("All variants"), tr("%1 of %2 variants"))),
      m_words(new QLineEdit),
      m_columns(new Button(tr("Columns"), Button::Kind::quiet)) {
  auto* chips = new QWidget;
  auto* chipLine = lineOf(chips);
  for (const Verdict verdict :
       {Verdict::improved, Verdict::regressed, Verdict::unsure, Verdict::same}) {
    auto* chip = new VerdictButton(verdict, VerdictButton::Kind::chip);
    m_chips[int(verdict)] = chip;
    chipLine->addWidget(chip);
    connect(chip, &QAbstractButton::toggled, this, &DiffFilterBar::apply);
  }
  chipLine->addStretch(1);
  m_words->setPlaceholderText(tr("e.g. variant:avx3 n>=4Ki"));
  m_words->setAccessibleName(tr("Filter pairs"));
  m_words->setToolTip(TableFilter::help());
  m_words->setClearButtonEnabled(true);
  m_words->addAction(icon(Icon::search), QLineEdit::LeadingPosition);
  m_words->setMinimumWidth(Theme::instance().px(110));
  m_words->setMaximumWidth(Theme::instance().px(260));
  m_kernels->setToolTip(tr("Kernels that are shown"));
  m_variants->setToolTip(tr("Variants that are shown"));
  m_columns->setMenuMark(true);
  m_columns->setToolTip(tr("Columns of the table"));
  auto* search = new QWidget;
  auto* searchLine = lineOf(search);
  searchLine->addWidget(m_kernels);
  searchLine->addWidget(m_variants);
  searchLine->addStretch(1);
  searchLine->addWidget(m_words, 8);
  searchLine->addWidget(m_columns);
  auto* row = new WrapRow(8);
  row->add(chips, 0);
  row->add(search, 1, 420);
  auto* whole = new QHBoxLayout(this);
  whole->setContentsMargins(16, 6, 16, 6);
  whole->addWidget(row);

  connect(m_kernels, &ChoiceMenu::edited, this, &DiffFilterBar::apply);
  connect(m_variants, &ChoiceMenu::edited, this, &DiffFilterBar::apply);
  // The table shows it; what follows edited() shows verdicts, and drawing 10,000 pairs takes time.
  connect(m_words, &QLineEdit::textChanged, m_proxy, &DiffTableProxy::setFilterLine);
  connect(document, &DiffDocument::diffReady, this, &DiffFilterBar::refreshNames);
}

QSet<int> DiffFilterBar::verdicts() const {
  QSet<int> shown;
  for (const VerdictButton* chip : m_chips)
    if (chip->isChecked()) shown << int(chip->verdict());
  return shown;
}

void DiffFilterBar::setVerdicts(const QSet<int>& shown) {
  m_setting = true;
  for (VerdictButton* chip : m_chips) chip->setChecked(shown.contains(int(chip->verdict())));
  m_setting = false;
  apply();
}

void DiffFilterBar::reset() {
  m_kernels->reset();
  m_variants->reset();
  m_words->clear();
  setVerdicts({0, 1, 2, 3});
}

void DiffFilterBar::apply() {
  if (m_setting) return;
  m_proxy->setFilter(verdicts(), toNames(m_kernels->off()), toNames(m_variants->off()));
  emit edited();
}

void DiffFilterBar::refreshNames() {
  const DiffSummary& summary = m_document->diff().summary;
  const std::size_t counts[] = {summary.improved, summary.regressed, summary.same, summary.unsure};
  QStringList kernels, variants;
  QSet<QString> seen;
  for (const DiffPair& pair : m_document->diff().pairs) {
    const CaseRecord& record = m_document->newCase(pair);
    for (auto [names, name] : {std::pair{&kernels, toQString(record.benchmark)},
                               std::pair{&variants, toQString(record.variant)}}) {
      const QString key = (names == &kernels ? u'k' : u'v') + name;
      if (seen.contains(key)) continue;
      seen << key;
      *names << name;
    }
  }
  kernels.sort();
  std::sort(variants.begin(), variants.end(), [](const QString& a, const QString& b) {
    const auto x = variantByName(toStd(a)), y = variantByName(toStd(b));
    return x && y ? *x < *y : x.has_value() != y.has_value() ? x.has_value() : a < b;
  });
  for (VerdictButton* chip : m_chips) chip->setCount(counts[int(chip->verdict())]);
  m_kernels->setNames(kernels);
  m_variants->setNames(variants);
  apply();
}

}  // namespace lane
