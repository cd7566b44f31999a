#include "analysis/matrix.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "commands.h"
#include "console.h"
#include "exchange/matrix_export.h"
#include "open_session.h"

namespace lane::cli {
namespace {

struct Request {
  std::vector<std::string> files;
  std::string reference;
  std::string variant = "best";
  std::vector<std::string> watts, prices;
  std::string format = "text";
};

/// Position of a file as the user wrote it, or else by its name alone.
Result<std::size_t> indexOf(const Request& request, const std::string& file) {
  const auto named = std::find(request.files.begin(), request.files.end(), file);
  if (named != request.files.end()) return static_cast<std::size_t>(named - request.files.begin());
  for (std::size_t i = 0; i < request.files.size(); ++i)
    if (std::filesystem::path(request.files[i]).filename() == file) return i;
  return fail(ErrorCode::usage, "is none of the files to compare", file, "Name it among FILE…");
}

/// "FILE=65" entries into one member of the sessions.
Result<void> enter(const Request& request, const std::vector<std::string>& entries,
                   std::vector<MatrixSession>& sessions, double MatrixSession::*member) {
  for (const std::string& entry : entries) {
    const std::size_t sign = entry.rfind('=');
    double value = 0;
    const char* end = entry.data() + entry.size();
    const bool read = sign != std::string::npos && [&] {
      const auto parsed = std::from_chars(entry.data() + sign + 1, end, value);
      return parsed.ec == std::errc{} && parsed.ptr == end && value > 0 && value < 1e300;
    }();
    if (!read) return fail(ErrorCode::usage, "is not FILE=NUMBER with a number above 0", entry);
    const auto index = indexOf(request, entry.substr(0, sign));
    if (!index) return tl::unexpected(index.error());
    sessions[*index].*member = value;
  }
  return {};
}

/// Names without what all files have in common: the folder and the ending.
std::string shortName(const std::string& file) {
  std::string name = std::filesystem::path(file).filename().string();
  for (const std::string_view ending : {".h5", ".lanescope"})
    if (name.ends_with(ending) && name.size() > ending.size())
      name.resize(name.size() - ending.size());
  return name;
}

ExitCode matrix(const Request& request) {
  std::vector<MatrixSession> sessions;
  MatrixOptions options;
  if (request.variant != "best") options.variant = request.variant;
  if (!request.reference.empty()) {
    const auto index = indexOf(request, request.reference);
    if (!index) return report(index.error());
    options.reference = *index;
  }
  for (const std::string& file : request.files) {
    auto session = openForReading(file);
    if (!session) return report(session.error());
    sessions.push_back({std::make_shared<const Session>(std::move(*session)), shortName(file)});
  }
  // Two files of one name in different folders keep their paths.
  for (std::size_t i = 0; i < sessions.size(); ++i)
    for (std::size_t k = 0; k < sessions.size(); ++k)
      if (i != k && shortName(request.files[i]) == shortName(request.files[k]))
        sessions[i].name = request.files[i];
  for (const auto& [entries, member] : {std::pair{&request.watts, &MatrixSession::watts},
                                        std::pair{&request.prices, &MatrixSession::price}})
    if (const auto entered = enter(request, *entries, sessions, member); !entered)
      return report(entered.error());
  const Matrix result = makeMatrix(std::move(sessions), options);
  if (request.format == "json")
    print(toJson(result));
  else if (request.format == "markdown")
    print(toMarkdown(result));
  else if (request.format == "csv")
    print(toCsv(result));
  else
    print(toText(result));
  return kDone;
}

}  // namespace

void addMatrix(CLI::App& program, ExitCode& exit) {
  CLI::App* command = program.add_subcommand(
      "matrix", "Kernels of several sessions relative to one of them, as geometric means");
  const auto request = std::make_shared<Request>();
  command->add_option("FILE", request->files, "Session files")->required();
  command->add_option("--relative-to", request->reference, "One of the files; default: the first");
  command->add_option("--variant", request->variant, "best, or the name of a variant")
      ->capture_default_str();
  command->add_option("--watts", request->watts, "FILE=WATTS: power, for work per watt")
      ->type_name("FILE=W");
  command
      ->add_option("--price", request->prices, "FILE=PRICE: any one currency, for work per price")
      ->type_name("FILE=P");
  command->add_option("--format", request->format, "text, json, markdown or csv")
      ->check(CLI::IsMember({"text", "json", "markdown", "csv"}))
      ->capture_default_str();
  command->callback([&exit, request] { exit = matrix(*request); });
}

}  // namespace lane::cli
