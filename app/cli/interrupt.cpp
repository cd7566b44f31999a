#include "interrupt.h"

#include <unistd.h>

#include <cstdlib>

#include "exit_codes.h"

namespace lane::cli {
namespace {

constexpr int kWake = SIGUSR1;  ///< ends the watcher; nobody else sends it

}  // namespace

Interrupt::Interrupt() {
  ::sigemptyset(&m_signals);
  for (const int signal : {SIGINT, SIGTERM, kWake}) ::sigaddset(&m_signals, signal);
  ::pthread_sigmask(SIG_BLOCK, &m_signals, &m_before);
  m_watcher = std::thread([this] { watch(); });
}

Interrupt::~Interrupt() {
  ::pthread_kill(m_watcher.native_handle(), kWake);
  m_watcher.join();
  ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
}

void Interrupt::watch() {
  for (int signal = 0; ::sigwait(&m_signals, &signal) == 0 && signal != kWake;) {
    // Asked twice: the checkpoint beside the output keeps what was measured.
    if (!m_stop.request_stop()) ::_exit(kInterrupted);
  }
}

}  // namespace lane::cli
