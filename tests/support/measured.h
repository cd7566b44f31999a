// Running a small plan of a suite in this process, and reading what came of it.
#pragma once

#include <QString>
#include <QStringList>
#include <QtGlobal>
#include <string>
#include <string_view>
#include <vector>

#include "run/runner.h"
#include "support/recording_sink.h"

namespace lane {

/// One size, a goal that is soon met, nothing added to the plan.
inline Plan suitePlan(std::string title, std::vector<std::string> benchmarks, std::uint64_t size) {
  Plan plan;
  plan.title = std::move(title);
  plan.benchmarks = std::move(benchmarks);
  plan.sizes = {size};
  plan.precision = 0.5;
  plan.budgetSeconds = 1;
  plan.placements = 0;
  plan.refine = false;
  return plan;
}

/// Ends the test program when the plan cannot run at all.
inline Session measured(const Plan& plan) {
  RecordingSink sink;
  RunOptions options;
  options.conclude = false;
  auto session = runPlan(plan, sink, options);
  if (!session) qFatal("%s", toString(session.error()).c_str());
  return std::move(*session);
}

/// Every case with its reason, for messages of failing checks.
inline QString reasons(const Session& session) {
  QStringList list;
  for (const CaseRecord& record : session.cases)
    list << QString::fromStdString(record.key + ": " + record.reason);
  return list.join(u'\n');
}

/// The first value of that metric of a case; NaN without one.
inline double valueOf(const Session& session, std::uint32_t caseIndex, std::string_view metric) {
  for (const ValueRecord& value : session.values)
    if (value.caseIndex == caseIndex && session.metrics[value.metric].id == metric)
      return value.value;
  return kUnknown;
}

}  // namespace lane
