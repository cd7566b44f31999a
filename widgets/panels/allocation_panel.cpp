#include "panels/allocation_panel.h"

#include <algorithm>

#include "models/selection_model.h"
#include "models/session_document.h"

namespace lane {

AllocationPanel::AllocationPanel(SessionDocument* document, SelectionModel* selection,
                                 QWidget* parent)
    : QWidget(parent), m_document(document), m_selection(selection) {
  setObjectName(QStringLiteral("allocationPanel"));
  connect(document, &SessionDocument::sessionReset, this, &AllocationPanel::dataChanged);
}

bool AllocationPanel::hasData() const {
  const auto& cases = m_document->session().cases;
  return std::any_of(cases.begin(), cases.end(),
                     [](const CaseRecord& record) { return record.suite == "alloc"; });
}

}  // namespace lane
