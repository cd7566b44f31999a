// The window's side of the Table view: what it remembers, its menu, copying, and the sizes a zoomed
// chart shows.
#include <QLineEdit>
#include <QMenu>
#include <QTableView>
#include <algorithm>
#include <optional>
#include <utility>

#include "charts/curves_view.h"
#include "main_window.h"
#include "panels/diff_filter_bar.h"
#include "panels/diff_panel.h"
#include "panels/diff_table.h"
#include "panels/table_panel.h"

namespace lane {
namespace {

/// The measured sizes a zoomed chart shows; none while it shows all of them.
std::optional<std::pair<double, double>> zoomedSizes(const Session& session, const CurveKey& key,
                                                     double lower, double upper) {
  bool hides = false;
  std::optional<std::pair<double, double>> shown;
  for (const CaseRecord& record : session.cases) {
    if (record.size == 0) continue;  // has no place on the axis, so no zoom can hide it
    if (record.benchmark != key.benchmark || !record.hasTime() || curveKey(record) != key) continue;
    const double size = double(record.size);
    if (size < lower || size > upper)
      hides = true;
    else
      shown = shown ? std::pair(std::min(shown->first, size), std::max(shown->second, size))
                    : std::pair(size, size);
  }
  if (!hides) return std::nullopt;
  return shown ? shown : std::optional(std::pair(lower, upper));
}

}  // namespace

void MainWindow::connectTable() {
  const auto on = [this](Act act, auto slot) {
    connect((*m_actions)[act], &QAction::triggered, this, slot);
  };
  on(Act::copyMarkdown, [this] {
    if (m_view == View::diff)
      m_diffPanel->pairs()->copySelection(DiffTable::Format::markdown);
    else
      m_tablePanel->copySelection(TablePanel::Format::markdown);
  });
  on(Act::selectRows, [this] {
    QTableView* table = m_view == View::diff ? m_diffPanel->table() : m_tablePanel->view();
    table->selectAll();
    table->setFocus();
  });
  on(Act::filterRows, [this] {
    if (m_view != View::diff) showView(View::table);
    QLineEdit* field =
        m_view == View::diff ? m_diffPanel->filterBar()->words() : m_tablePanel->filterField();
    field->setFocus();
    field->selectAll();
  });
  // What copies rows as TSV copies them as Markdown.
  QAction* copy = (*m_actions)[Act::copyRows];
  connect(copy, &QAction::enabledChanged, (*m_actions)[Act::copyMarkdown], &QAction::setEnabled);
  (*m_actions)[Act::copyMarkdown]->setEnabled(copy->isEnabled());
  const auto refresh = [this] {
    const bool tables =
        (*m_actions)[Act::viewTable]->isChecked() || (*m_actions)[Act::viewDiff]->isChecked();
    (*m_actions)[Act::selectRows]->setEnabled(tables);
    (*m_actions)[Act::filterRows]->setEnabled(tables || (*m_actions)[Act::viewTable]->isEnabled());
  };
  for (const Act view : {Act::viewTable, Act::viewDiff})
    connect((*m_actions)[view], &QAction::changed, this, refresh);
  refresh();

  m_tablePanel->setColumnLayout(m_settings->value(SettingKey::tableColumns).toStringList());
  const int grouping = m_settings->value(SettingKey::tableGrouping).toInt();
  const auto known = CaseTableProxy::groupings();
  if (std::find(known.begin(), known.end(), TableField(grouping)) != known.end() && grouping >= 0)
    m_tablePanel->setGrouping(TableField(grouping));
  connect(m_tablePanel, &TablePanel::layoutEdited, this, [this] {
    m_settings->set(SettingKey::tableColumns, m_tablePanel->columnLayout());
    const auto by = m_tablePanel->proxy()->grouping();
    m_settings->set(SettingKey::tableGrouping, by ? int(*by) : -1);
  });
  connect(m_tablePanel, &TablePanel::openRequested, this, [this] { showView(View::curves); });
  connect(m_tablePanel, &TablePanel::menuRequested, this, [this](const QPoint& at) {
    QMenu menu;
    for (const Act act : {Act::copyValue, Act::copyRows, Act::copyMarkdown, Act::measureAgain})
      menu.addAction((*m_actions)[act]);
    menu.addSeparator();
    m_tablePanel->addCellActions(&menu);
    menu.exec(at);
  });
  connect(m_curves, &CurvesView::visibleSizesChanged, this, [this](double lower, double upper) {
    m_tablePanel->setSizeRange(zoomedSizes(m_document->session(), m_curves->key(), lower, upper));
  });
}

}  // namespace lane
