// The machine card as a list: every field in its group, or the reason why it could not be read.
// Also the short facts about readiness that the first page shows. GUI thread; keeps no reference.
#pragma once

#include <QVector>
#include <QWidget>

#include "machine/advice.h"
#include "machine/machine_card.h"
#include "panels/labels.h"

class QVBoxLayout;

namespace lane {

struct ReadinessFact {
  Tone tone = Tone::ok;  ///< ok, warn or hint (cannot be told)
  QString text;
  QString detail;  ///< why, or what to do
};
/// What the card says about how undisturbed a measurement here would be.
QVector<ReadinessFact> readiness(const MachineCard& machine);
/// "Zen 4, 1 core, 2 threads, 24 GiB, Debian 12".
QString machineLine(const MachineCard& machine);

class AdvicePanel;

class MachinePanel : public QWidget {
  Q_OBJECT
 public:
  explicit MachinePanel(QWidget* parent = nullptr);
  /// `origin` says whose card it is: "this machine" or a session's name.
  void setMachine(const MachineCard& machine, const QString& origin);
  /// About the machine this program runs on, whatever machine is shown.
  void setAdvice(const std::vector<Advice>& advice);
  QString asText() const;

 private:
  MachineCard m_machine;
  Text* m_title;
  Text* m_origin;
  AdvicePanel* m_advice;
  QWidget* m_list;
  QVBoxLayout* m_rows;
};

}  // namespace lane
