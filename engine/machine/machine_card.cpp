#include "machine/machine_card.h"

#include <algorithm>

#include "machine/card_parts.h"

namespace lane {

const MachineField* MachineCard::find(std::string_view id) const {
  const auto it = std::find_if(fields.begin(), fields.end(),
                               [&](const MachineField& field) { return field.id == id; });
  return it == fields.end() ? nullptr : &*it;
}

const CacheLevel* MachineCard::dataCache(int level) const {
  const auto it = std::find_if(caches.begin(), caches.end(), [&](const CacheLevel& cache) {
    return cache.level == level && cache.type != "instruction";
  });
  return it == caches.end() ? nullptr : &*it;
}

std::uint64_t MachineCard::lastLevelCacheBytes() const {
  const auto last =
      std::max_element(caches.begin(), caches.end(),
                       [](const CacheLevel& a, const CacheLevel& b) { return a.level < b.level; });
  return last == caches.end() ? 0 : last->bytes;
}

void FieldList::add(std::string id, std::string label, std::string value) {
  m_card.fields.push_back({std::move(id), m_group, std::move(label), std::move(value), {}});
}

void FieldList::missing(std::string id, std::string label, std::string reason) {
  m_card.fields.push_back({std::move(id), m_group, std::move(label), {}, std::move(reason)});
}

void FieldList::addReading(std::string id, std::string label, const Reading& reading) {
  if (reading && !stripped(*reading.text).empty())
    add(std::move(id), std::move(label), std::string(stripped(*reading.text)));
  else
    missing(std::move(id), std::move(label),
            reading ? "the system states nothing" : reading.reason);
}

CardSources thisMachine() {
  CardSources sources;
  sources.cpu = identifyCpu(sources.files);
  return sources;
}

MachineCard readMachineCard(CardDetail detail, const CardSources& sources) {
  MachineCard card;
  // Read first: it takes milliseconds and gives the core time to reach its working clock.
  const Result<Topology> topology = readTopology(sources.syntheticTopology);
  addProcessor(card, detail, sources, topology);
  addMemory(card, sources, topology);
  addSystem(card, sources);
  addSoftware(card, detail, sources);
  return card;
}

MachineCard readMachineCard(CardDetail detail) {
  return readMachineCard(detail, thisMachine());
}

}  // namespace lane
