#include "run/rescue.h"

#include <fmt/format.h>

#include <filesystem>

#include "session/store.h"

namespace lane {

Result<void> finishOrRescue(Checkpoint& checkpoint, const Session& session) {
  Result<void> saved = checkpoint.finish(session);
  if (saved) return {};
  std::error_code noTemporary;
  const std::filesystem::path rescue =
      std::filesystem::temp_directory_path(noTemporary) /
      fmt::format("lanescope-rescued-{}.lanescope.h5", session.uuid.substr(0, 8));
  if (!noTemporary && saveSession(session, rescue, Overwrite::no))
    saved.error().advice =
        fmt::format("The measurements were saved to {} instead", rescue.string());
  return saved;
}

}  // namespace lane
