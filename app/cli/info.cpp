#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "commands.h"
#include "console.h"
#include "exchange/text_layout.h"
#include "machine/machine_card.h"
#include "session/machine_json.h"

namespace lane::cli {
namespace {

/// All fields in their groups; a missing value shows its reason.
std::string cardText(const MachineCard& card) {
  std::size_t width = 0;
  for (const MachineField& field : card.fields) width = std::max(width, displayWidth(field.label));

  std::string text;
  std::string_view group;
  for (const MachineField& field : card.fields) {
    if (field.group != group) {
      group = field.group;
      std::string title = field.group;
      title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
      text += fmt::format("{}{}\n", text.empty() ? "" : "\n", title);
    }
    text += fmt::format("  {}  {}\n", padded(field.label, width),
                        field.value.empty() ? "– (" + field.reason + ")" : field.value);
  }
  return text;
}

}  // namespace

void addInfo(CLI::App& program, ExitCode& exit) {
  CLI::App* command = program.add_subcommand("info", "What is known about this machine");
  const CLI::Option* json =
      command->add_flag("--json")->description("As JSON, as under \"machine\" in sessions");
  command->callback([&exit, json] {
    const MachineCard card = readMachineCard();
    print(json->count() > 0 ? machineToJson(card, 2) : cardText(card));
    exit = kDone;
  });
}

}  // namespace lane::cli
