#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "commands.h"
#include "console.h"
#include "exchange/text_layout.h"
#include "machine/advice.h"
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

/// What moves the numbers here, worst first, then what is fine.
std::string environmentText(const std::vector<Advice>& advice) {
  constexpr std::string_view kIndent = "           ";
  constexpr std::size_t kWidth = 107;
  std::string text = "\nEnvironment\n";
  for (const Advice& one : advice) {
    text += fmt::format("  {}  {}\n", padded(toWord(one.severity), 7), adviceTitle(one.id));
    text += wrapped(printable(one.found), kIndent, kWidth);
    text += wrapped(one.effect, kIndent, kWidth);
    if (!one.command.empty()) text += fmt::format("{}$ {}\n", kIndent, one.command);
    text += wrapped(one.remark, kIndent, kWidth);
  }
  std::string fine;
  for (std::size_t i = 0; i < words<AdviceId>().size(); ++i) {
    const auto id = static_cast<AdviceId>(i);
    if (std::none_of(advice.begin(), advice.end(),
                     [id](const Advice& one) { return one.id == id; }))
      fine += fmt::format("{}{}", fine.empty() ? "" : ", ", adviceTitle(id));
  }
  if (!fine.empty()) text += fmt::format("  {}  {}\n", padded("fine", 7), fine);
  return text;
}

/// The card's object with the advice as one more member.
std::string jsonText(const MachineCard& card, const std::vector<Advice>& advice) {
  auto object = nlohmann::ordered_json::parse(machineToJson(card));
  auto& list = object["advice"] = nlohmann::ordered_json::array();
  for (const Advice& one : advice)
    list.push_back({{"id", toWord(one.id)},
                    {"title", adviceTitle(one.id)},
                    {"severity", toWord(one.severity)},
                    {"found", one.found},
                    {"effect", one.effect},
                    {"command", one.command},
                    {"remark", one.remark}});
  return object.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

void addInfo(CLI::App& program, ExitCode& exit) {
  CLI::App* command = program.add_subcommand("info", "What is known about this machine");
  const CLI::Option* json = command->add_flag("--json")->description(
      "As JSON, as under \"machine\" in sessions, and with it the advice");
  command->callback([&exit, json] {
    const MachineCard card = readMachineCard();
    const std::vector<Advice> advice = adviseEnvironment(card);
    print(json->count() > 0 ? jsonText(card, advice) : cardText(card) + environmentText(advice));
    exit = kDone;
  });
}

}  // namespace lane::cli
