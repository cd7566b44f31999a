// The parts a machine card is put together from. Internal to machine/; tests use it to read
// trees of other machines.
#pragma once

#include <string>

#include "machine/cpu_identity.h"
#include "machine/machine_card.h"
#include "machine/system_files.h"
#include "machine/topology.h"

namespace lane {

/// Adds fields of one group to a card.
class FieldList {
 public:
  FieldList(MachineCard& card, std::string group) : m_card(card), m_group(std::move(group)) {}
  void add(std::string id, std::string label, std::string value);
  void missing(std::string id, std::string label, std::string reason);
  /// The text of a file, or the reason why there is none.
  void addReading(std::string id, std::string label, const Reading& reading);

 private:
  MachineCard& m_card;
  std::string m_group;
};

/// Where a card is read from.
struct CardSources {
  SystemFiles files;
  std::string syntheticTopology;  ///< empty: this machine's
  CpuIdentity cpu;
};
CardSources thisMachine();

MachineCard readMachineCard(CardDetail detail, const CardSources& sources);

void addProcessor(MachineCard& card, CardDetail detail, const CardSources& sources,
                  const Result<Topology>& topology);
void addMemory(MachineCard& card, const CardSources& sources, const Result<Topology>& topology);
void addSystem(MachineCard& card, const CardSources& sources);
void addSoftware(MachineCard& card, CardDetail detail, const CardSources& sources);

}  // namespace lane
