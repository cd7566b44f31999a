#include "session/store.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <new>
#include <optional>
#include <system_error>

#include "session/atomic_file.h"
#include "session/hdf5_handle.h"
#include "session/store_image.h"
#include "session/validate.h"

namespace lane {
namespace fs = std::filesystem;
namespace {

constexpr const char* kPartSuffix = ".part";

/// Runs `work` and turns everything thrown in this room into an Error about `path`.
template <class Work>
auto guarded(const fs::path& path, Work work) -> Result<decltype(work())> {
  // Every handle closes itself, so HDF5 has nothing to tidy at exit, where damaged files have made
  // it complain on stderr.
  static const herr_t noTidying = H5dont_atexit();
  (void)noTidying;
  const hdf5::Silence silence;
  try {
    return work();
  } catch (const hdf5::Failure& failure) {
    const char* advice = failure.code == ErrorCode::newer ? "Use a newer version of Lanescope" : "";
    return fail(failure.code, failure.what, path.string(), advice);
  } catch (const fs::filesystem_error& error) {
    return fail(ErrorCode::io, "cannot be read: " + systemReason(error.code().value()),
                path.string());
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::format, "does not fit into memory", path.string());
  } catch (const std::length_error&) {
    return fail(ErrorCode::format, "claims impossible lengths", path.string());
  }
}

bool isThere(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/// Only a regular, readable file is opened: a pipe would wait for ever.
std::optional<Error> whyUnreadable(const fs::path& path) {
  const auto error = [&](std::string what) {
    return Error{ErrorCode::io, std::move(what), path.string(), {}};
  };
  std::error_code failed;
  const fs::file_status status = fs::status(path, failed);
  if (!fs::exists(status))
    return error("cannot be read: " + systemReason(failed ? failed.value() : ENOENT));
  if (fs::is_directory(status)) return error("is a directory");
  if (!fs::is_regular_file(status)) return error("is not a regular file");
  if (::access(path.c_str(), R_OK) != 0) return error("cannot be read: " + systemReason(errno));
  return std::nullopt;
}

Result<OpenedSession> openOne(const fs::path& path, OpenDetail detail = OpenDetail::full) {
  if (const auto error = whyUnreadable(path)) return tl::unexpected(*error);
  return guarded(path, [&] { return readSessionFile(path, detail); });
}

bool isPartial(const fs::path& path) {
  return path.extension() == kPartSuffix;
}

/// Writers killed in the middle leave hidden temporaries of FILE and of FILE.part.
void tidyUp(const fs::path& path) {
  removeLeftovers(path);
  removeLeftovers(partialPath(path));
}

/// A run that was to replace FILE and was interrupted left a younger FILE.part beside it.
bool partialIsYounger(const fs::path& path, const fs::path& partial) {
  std::error_code failed;
  const auto old = fs::last_write_time(path, failed);
  if (failed) return true;
  const auto young = fs::last_write_time(partial, failed);
  return !failed && young > old;
}

}  // namespace

fs::path partialPath(const fs::path& path) {
  fs::path partial = path;
  partial += kPartSuffix;
  return partial;
}

Result<void> saveSession(const Session& session, const fs::path& path, Overwrite overwrite) {
  // The usual refusals first: they need no image.
  if (overwrite == Overwrite::no)
    if (auto writable = tryWriting(path, overwrite); !writable) return writable;
  const std::string problem = inconsistency(session);
  if (!problem.empty())
    return fail(ErrorCode::format, "the session cannot be saved: " + problem, path.string());
  const auto image = guarded(path, [&] { return sessionImage(session); });
  if (!image) return tl::unexpected(image.error());
  auto written = writeFileAtomically(path, *image, overwrite);
  // Checkpoints come every second and their run ends with FILE itself.
  if (written && !isPartial(path)) tidyUp(path);
  return written;
}

Result<OpenedSession> openSession(const fs::path& path, OpenDetail detail) {
  if (detail == OpenDetail::summary) return openOne(path, detail);
  tidyUp(path);
  const fs::path partial = partialPath(path);
  if (isThere(partial) && partialIsYounger(path, partial)) {
    auto opened = openOne(partial);
    if (opened) {
      opened->fromPartial = true;
      return opened;
    }
    if (!isThere(path)) return opened;
  }
  auto opened = openOne(path);
  if (opened) opened->fromPartial = isPartial(path);
  return opened;
}

Result<SessionSummary> peekSession(const fs::path& path) {
  const fs::path partial = partialPath(path);
  const fs::path& file = !isThere(path) && isThere(partial) ? partial : path;
  if (const auto error = whyUnreadable(file)) return tl::unexpected(*error);
  return guarded(file, [&] { return readSummary(file); });
}

Result<Session> recoverSession(const fs::path& path, Overwrite overwrite) {
  fs::path target = path;
  if (isPartial(path)) target.replace_extension();
  const fs::path partial = partialPath(target);
  if (!isThere(partial))
    return fail(ErrorCode::io, "there is nothing to recover: " + systemReason(ENOENT),
                partial.string());
  auto opened = openOne(partial);
  if (!opened) return tl::unexpected(opened.error());
  Session session = std::move(opened->session);
  session.complete = false;
  if (!session.samples.sortedByCase) sortSamples(session);
  const auto saved = saveSession(session, target, overwrite);
  if (!saved) return tl::unexpected(saved.error());
  std::error_code ignored;
  fs::remove(partial, ignored);
  return session;
}

Result<void> checkWritable(const fs::path& path, Overwrite overwrite) {
  return tryWriting(path, overwrite);
}

}  // namespace lane
