// The starter: a program of a few hundred kilobytes that starts one command again and again, times
// it and reaps it. It stands between because a process counts the memory of whoever started it as
// its own peak (Linux takes the high-water mark over at execve), and because it may adopt what a
// command leaves behind without touching the children of the program that measures.
//
//   starter TIMEOUT_MS PROGRAM WORD…     obeys requests on descriptor 3 until that is closed
//   starter                              ends at once: the smallest process there is
//
// One thread. Everything it may need is there before the clock starts.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "reply.h"

using namespace lane::starter;

namespace {

constexpr int kPatienceMs = 2000;  // for something killed to be gone
constexpr int kNapMs = 5;

long timeoutMs = 0;
const char* program = nullptr;
char** words = nullptr;
sigset_t everySignal, allButChild, noSignal;

void onChild(int) {}

long long now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC_RAW, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/// vfork: the child borrows this small process until it has become the command.
pid_t start(bool look, volatile int& error) {
  const pid_t child = vfork();
  if (child != 0) return child;
  setpgid(0, 0);
  dup2(kNull, STDIN_FILENO);
  dup2(look ? kOutput : kNull, STDOUT_FILENO);
  dup2(look ? kErrors : kNull, STDERR_FILENO);
  sigprocmask(SIG_SETMASK, &noSignal, nullptr);
  execv(program, words);
  error = errno;
  _exit(127);
}

/// Kills everything this process has adopted; a few milliseconds at most when all goes well.
void killAdopted() {
  for (int naps = 0; naps < kPatienceMs / kNapMs; ++naps) {
    pid_t reaped;
    while ((reaped = waitpid(-1, nullptr, WNOHANG)) > 0) {
    }
    if (reaped < 0) return;  // none left
    const int list = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    if (list < 0) return;
    char text[4096];
    const ssize_t size = read(list, text, sizeof text - 1);
    close(list);
    text[size > 0 ? size : 0] = '\0';
    char* at = text;
    for (char* end; *at; at = end) {
      const long pid = strtol(at, &end, 10);
      if (end == at) break;
      if (pid > 1) kill(static_cast<pid_t>(pid), SIGKILL);
    }
    timespec nap{0, kNapMs * 1000000L};
    if (naps == 0) nap.tv_nsec = 200000;
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigtimedwait(&child, nullptr, &nap);
  }
}

void takeUsage(Reply& reply, const rusage& usage) {
  reply.userMicroseconds = usage.ru_utime.tv_sec * 1000000LL + usage.ru_utime.tv_usec;
  reply.systemMicroseconds = usage.ru_stime.tv_sec * 1000000LL + usage.ru_stime.tv_usec;
  reply.peakKib = usage.ru_maxrss;
  reply.minorFaults = usage.ru_minflt;
  reply.majorFaults = usage.ru_majflt;
  reply.voluntarySwitches = usage.ru_nvcsw;
  reply.involuntarySwitches = usage.ru_nivcsw;
  reply.blocksRead = usage.ru_inblock;
}

Reply run(bool look) {
  Reply reply;
  volatile int error = 0;
  rusage usage{};
  const long long begin = now();
  const pid_t child = start(look, error);
  if (child < 0) {
    reply.end = End::notStarted;
    reply.error = errno;
    return reply;
  }
  long long deadline = begin + timeoutMs * 1000000LL;
  bool killed = false;
  for (;;) {
    const pid_t reaped = wait4(child, &reply.status, WNOHANG, &usage);
    const long long t = now();
    if (reaped == child) {
      reply.nanoseconds = t - begin;
      break;
    }
    if (t >= deadline) {
      if (killed) {
        reply.end = End::unkillable;
        return reply;
      }
      reply.end = reply.end == End::stopped ? End::stopped : End::timedOut;
      killed = true;
      kill(-child, SIGKILL);
      deadline = t + kPatienceMs * 1000000LL;
    }
    // Only here may SIGCHLD come in, so that none is missed.
    pollfd request{kSocket, POLLIN, 0};
    const timespec left{(deadline - t) / 1000000000LL, (deadline - t) % 1000000000LL};
    const int ready = ppoll(&request, 1, &left, &allButChild);
    if (ready > 0 && !killed) {  // to be stopped, or nobody is there any more
      char byte = kStop;
      if (recv(kSocket, &byte, 1, MSG_DONTWAIT) <= 0 || byte == kStop) {
        reply.end = End::stopped;
        deadline = 0;
      }
    } else if (ready > 0) {
      const timespec nap{0, kNapMs * 1000000L};
      nanosleep(&nap, nullptr);  // a closed socket stays readable
    }
  }
  if (error != 0) {
    reply.end = End::notStarted;
    reply.error = error;
  }
  takeUsage(reply, usage);
  kill(-child, SIGKILL);  // what it left behind in its group
  killAdopted();
  return reply;
}

/// A command that asked a terminal for input would wait for ever, as nobody is there to answer.
void leaveTerminal() {
  const int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0) return;
  ioctl(terminal, TIOCNOTTY);
  close(terminal);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 4) return 0;
  timeoutMs = strtol(arguments[1], nullptr, 10);
  program = arguments[2];
  words = arguments + 3;
  prctl(PR_SET_NAME, "lanescope-start");
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  leaveTerminal();
  sigemptyset(&noSignal);
  sigfillset(&everySignal);
  allButChild = everySignal;
  sigdelset(&allButChild, SIGCHLD);
  sigprocmask(SIG_SETMASK, &everySignal, nullptr);
  struct sigaction action {};
  action.sa_handler = onChild;
  sigaction(SIGCHLD, &action, nullptr);
  for (int fd = kSocket; fd < kFirstFree; ++fd) fcntl(fd, F_SETFD, FD_CLOEXEC);
  for (;;) {
    char request = 0;
    const ssize_t got = recv(kSocket, &request, 1, 0);
    if (got <= 0) return 0;
    if (request != kRun && request != kLook) continue;  // a stop that came too late
    const Reply reply = run(request == kLook);
    if (send(kSocket, &reply, sizeof reply, MSG_NOSIGNAL) != sizeof reply) return 0;
    if (reply.end == End::unkillable) return 0;
  }
}
