#include "session/checkpoint.h"

#include <algorithm>
#include <chrono>
#include <system_error>

#include "session/store.h"

namespace lane {
namespace {

constexpr double kShortestPause = 1.0;  ///< seconds between checkpoints
constexpr double kWriteShare = 0.01;    ///< of the time may go into writing

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

Result<void> Checkpoint::offer(const Session& session) {
  const double start = now();
  const double pause = std::max(kShortestPause, m_writeCost / kWriteShare);
  if (m_lastWrite >= 0 && start - m_lastWrite < pause) return {};
  auto written = saveSession(session, partialPath(m_path), Overwrite::yes);
  m_lastWrite = now();
  m_writeCost = m_lastWrite - start;
  return written;
}

Result<void> Checkpoint::finish(const Session& session) {
  // Whether an existing FILE may be replaced was settled before the run (checkWritable).
  auto written = saveSession(session, m_path, Overwrite::yes);
  if (!written) return written;
  std::error_code ignored;
  std::filesystem::remove(partialPath(m_path), ignored);
  return {};
}

}  // namespace lane
