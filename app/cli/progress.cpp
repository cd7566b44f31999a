#include "progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "base/units.h"
#include "console.h"
#include "exchange/text_layout.h"

namespace lane::cli {
namespace {

using std::chrono::steady_clock;

constexpr auto kRedrawPeriod = std::chrono::milliseconds(100);
constexpr int kBarCells = 24;

int terminalColumns() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/// The first `columns` characters of UTF-8 text.
std::string cut(const std::string& text, std::size_t columns) {
  if (displayWidth(text) <= columns) return text;
  std::size_t end = 0;
  for (std::size_t shown = 0; end < text.size(); ++end)
    if ((static_cast<unsigned char>(text[end]) & 0xc0) != 0x80 && shown++ == columns) break;
  return text.substr(0, end);
}

std::string leftText(const Progress& progress) {
  return progress.leftSeconds < 0 ? "" : formatDuration(progress.leftSeconds) + " left";
}

}  // namespace

void ProgressPrinter::show(const Progress& progress) {
  if (m_terminal) {
    const auto now = steady_clock::now();
    if (m_drawn && now - m_lastDraw < kRedrawPeriod) return;
    m_lastDraw = now;
    drawBar(progress);
    return;
  }
  const int tenth = static_cast<int>(progress.fraction * 10);
  if (tenth <= m_lastTenth) return;
  m_lastTenth = tenth;
  const std::string left = leftText(progress);
  say(fmt::format("{:>3} %  {} of {} cases done{}{}", tenth * 10, progress.done, progress.total,
                  left.empty() ? "" : ", ", left));
}

void ProgressPrinter::drawBar(const Progress& progress) {
  const int full = std::clamp(static_cast<int>(progress.fraction * kBarCells), 0, kBarCells);
  std::string bar;
  for (int i = 0; i < kBarCells; ++i) bar += i < full ? "█" : "░";
  const std::string line =
      fmt::format("{} {:>3.0f} %  {:<11}  {} of {}  {}", bar, 100 * progress.fraction,
                  leftText(progress), progress.done, progress.total, progress.message);
  const auto columns = static_cast<std::size_t>(std::max(terminalColumns() - 1, 1));
  fmt::print(stderr, "\r\x1b[K{}", cut(line, columns));
  std::fflush(stderr);
  m_drawn = true;
}

void ProgressPrinter::interject(const std::string& message) {
  if (m_drawn) fmt::print(stderr, "\r\x1b[K");
  m_drawn = false;
  say(message);
}

void ProgressPrinter::finish() {
  if (m_drawn) fmt::print(stderr, "\r\x1b[K");
  m_drawn = false;
}

ProgressSink::ProgressSink(bool quiet) : m_quiet(quiet), m_progress(isTerminal(STDERR_FILENO)) {}

void ProgressSink::onEvent(RunEvent event) {
  if (m_quiet) return;
  if (const auto* progress = std::get_if<Progress>(&event)) m_progress.show(*progress);
  if (const auto* logged = std::get_if<Logged>(&event))
    if (logged->line.severity != Severity::note) m_progress.interject(logged->line.text);
  if (std::holds_alternative<RunFinished>(event)) m_progress.finish();
}

}  // namespace lane::cli
