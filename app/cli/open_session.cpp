#include "open_session.h"

#include <fmt/format.h>

#include "console.h"

namespace lane::cli {

Result<Session> openForReading(const std::string& path) {
  auto opened = openSession(path);
  if (!opened) return tl::unexpected(opened.error());
  if (opened->fromPartial)
    say(
        fmt::format("{}: reading {}, the checkpoint of a run that did not end. "
                    "'lanescope-cli recover {}' completes it",
                    path, partialPath(path).string(), path));
  else if (!opened->session.complete)
    say(fmt::format("{}: incomplete, the run was stopped", path));
  if (opened->newerMinor)
    say(fmt::format(
        "{}: written by a newer version; parts this version does not know are not shown", path));
  return std::move(opened->session);
}

}  // namespace lane::cli
