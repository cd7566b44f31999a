#include "peers/peer_process.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "measure/team.h"
#include "peers/python_script.h"
#include "run/kernel_cases.h"
#include "session/session.h"

namespace lane {
namespace {

using Json = nlohmann::json;

constexpr int kMostDeaths = 3;  ///< of one peer in a run, before it is left alone
constexpr std::size_t kLine = 64;

std::size_t roundUp(std::size_t value) {
  return (value + kLine - 1) / kLine * kLine;
}

/// Of an object that another program made: NaN where there is no such number.
double numberIn(const std::string& answer, const char* name) {
  const Json json = Json::parse(answer, nullptr, false);
  const auto at = json.find(name);
  return at != json.end() && at->is_number() ? at->get<double>() : kUnknown;
}
std::string textIn(const Json& json, const char* name, std::string_view otherwise) {
  const auto at = json.find(name);
  return at != json.end() && at->is_string() ? at->get<std::string>() : std::string(otherwise);
}

std::string variableText(const char* name, std::uint32_t threads) {
  return fmt::format("{}={}", name, threads);
}

}  // namespace

Result<SharedMemory> SharedMemory::make(std::size_t bytes) {
  SharedMemory memory;
  memory.m_bytes = bytes;
  memory.m_descriptor = ::memfd_create("lanescope-peer", MFD_CLOEXEC);
  if (memory.m_descriptor < 0 || ::ftruncate(memory.m_descriptor, static_cast<off_t>(bytes)) != 0)
    return fail(ErrorCode::unsupported,
                fmt::format("no memory to share with a peer ({})", std::strerror(errno)));
  void* mapped = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, memory.m_descriptor, 0);
  if (mapped == MAP_FAILED)
    return fail(
        ErrorCode::unsupported,
        fmt::format("memory shared with a peer cannot be mapped ({})", std::strerror(errno)));
  memory.m_data = static_cast<std::byte*>(mapped);
  return memory;
}

SharedMemory::SharedMemory(SharedMemory&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)),
      m_data(std::exchange(other.m_data, nullptr)),
      m_bytes(other.m_bytes) {}

SharedMemory::~SharedMemory() {
  if (m_data) ::munmap(m_data, m_bytes);
  if (m_descriptor >= 0) ::close(m_descriptor);
}

std::string SharedMemory::path() const {
  return fmt::format("/proc/{}/fd/{}", ::getpid(), m_descriptor);
}

/// Where the operands of a piece of work lie in shared memory.
struct PeerProcess::Layout {
  std::array<const void*, 3> operands;
  std::size_t inputs;
  std::size_t inputBytes;
  std::size_t inputStride;
  std::size_t resultItems;
  std::size_t resultBytes;

  explicit Layout(const PeerWork& work)
      : operands{work.args.a, work.args.b, work.args.c},
        inputs(static_cast<std::size_t>(work.kernel->inputs)),
        inputBytes(work.args.n * bytesOf(work.dtype)),
        inputStride(roundUp(inputBytes)),
        resultItems(outputItems(*work.kernel, work.args.n)),
        resultBytes(resultItems * outputItemBytes(*work.kernel, work.dtype)) {}

  std::size_t result() const { return inputs * inputStride; }
  std::size_t bytes() const { return result() + roundUp(std::max<std::size_t>(resultBytes, 1)); }
};

PeerProcess::PeerProcess(PeerId peer, std::uint32_t threads, PeerPatience patience)
    : m_peer(peer), m_threads(threads), m_patience(patience) {}

Result<PeerAbout> PeerProcess::start() {
  const PeerInfo& peer = info(m_peer);
  std::vector<std::string> command{"env"};
  // What a library may start on its own: no more threads than were asked for.
  for (const char* name : {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
                           "BLIS_NUM_THREADS", "NUMEXPR_NUM_THREADS"})
    command.push_back(variableText(name, m_threads));
  if (!peer.capability.empty())
    command.push_back("ATEN_CPU_CAPABILITY=" + std::string(peer.capability));
  command.insert(command.end(), {peerPython(), "-I", "-c", std::string(kPythonPeer)});
  if (auto started = m_child.start(command); !started) return die(toString(started.error()));

  // One thread measures on the first core and the peer takes turns with it there.
  const auto& all = Team::cores();
  const std::vector<int> cores(all.begin(),
                               all.begin() + std::min<std::ptrdiff_t>(m_threads, std::ssize(all)));
  const auto answer = ask(Json{{"do", "hello"},
                               {"library", m_peer == PeerId::numpy ? "numpy" : "torch"},
                               {"threads", m_threads},
                               {"cores", cores}}
                              .dump(),
                          m_patience.start);
  if (!answer) return tl::unexpected(answer.error());
  const Json said = Json::parse(*answer, nullptr, false);
  PeerAbout about;
  about.tool = fmt::format("{} {}", textIn(said, "library", peer.label),
                           textIn(said, "version", "of unknown version"));
  Json versions = {{"python", textIn(said, "python", "")},
                   {std::string(peer.package), textIn(said, "version", "")}};
  if (said.contains("numpy")) versions["numpy"] = said["numpy"];
  about.versions = versions.dump();
  about.environment = said.dump(-1, ' ', false, Json::error_handler_t::replace);
  return about;
}

Result<double> PeerProcess::prepare(const PeerWork& work) {
  const Layout layout(work);
  m_shared.reset();
  auto shared = SharedMemory::make(layout.bytes());
  if (!shared) return tl::unexpected(shared.error());
  m_shared = std::make_unique<SharedMemory>(std::move(*shared));
  std::vector<std::size_t> offsets;
  for (std::size_t i = 0; i < layout.inputs; ++i) {
    offsets.push_back(i * layout.inputStride);
    std::memcpy(m_shared->data() + offsets.back(), layout.operands[i], layout.inputBytes);
  }
  const Json request = {
      {"do", "prepare"},
      {"kernel", std::string(work.kernel->name)},
      {"dtype", std::string(toWord(work.dtype))},
      {"n", work.args.n},
      {"mode", std::string(toWord(work.mode))},
      {"file", m_shared->path()},
      {"inputs", offsets},
      {"result", layout.result()},
      {"whole", work.kernel->kind == KernelKind::map || work.kernel->kind == KernelKind::normalise},
      {"is_index", work.kernel->kind == KernelKind::argReduce}};
  const auto answer = ask(request.dump(), m_patience.answer);
  if (!answer) return tl::unexpected(answer.error());
  return numberIn(*answer, "call_cost");
}

Result<double> PeerProcess::run(std::uint64_t calls) {
  const auto answer = ask(fmt::format(R"({{"do":"run","calls":{}}})", calls), m_patience.answer);
  if (!answer) return tl::unexpected(answer.error());
  const double seconds = numberIn(*answer, "seconds");
  if (seconds >= 0) return seconds;
  return die(fmt::format("{} gave no time", info(m_peer).label));
}

Result<void> PeerProcess::fetch(const PeerWork& work) {
  const auto answer = ask(R"({"do":"result"})", m_patience.answer);
  if (!answer) return tl::unexpected(answer.error());
  const Layout layout(work);
  std::memcpy(work.args.out, m_shared->data() + layout.result(), layout.resultBytes);
  return {};
}

void PeerProcess::forget() {
  if (!isDead()) std::ignore = ask(R"({"do":"forget"})", m_patience.answer);
  m_shared.reset();
}

/// One answer: a JSON object. An error it tells costs this request; anything else its life.
Result<std::string> PeerProcess::ask(const std::string& request, double seconds) {
  if (isDead()) return fail(ErrorCode::unsupported, m_death);
  m_child.say(request);
  std::optional<std::string> answer;
  using Steady = std::chrono::steady_clock;
  const auto end = Steady::now() + std::chrono::duration<double>(seconds);
  while (!answer) {
    const double left = std::chrono::duration<double>(end - Steady::now()).count();
    if (left <= 0)
      return die(fmt::format("{} gave no answer in {} s", info(m_peer).label, seconds));
    const bool open = m_child.readLines(left, [&](const std::string& line) { answer = line; });
    if (!open && !answer) {
      const int status = m_child.wait();
      return die(status < 0
                     ? fmt::format("{} was ended by signal {}", info(m_peer).label, -status)
                     : fmt::format("{} ended with exit code {}", info(m_peer).label, status));
    }
  }
  const Json json = Json::parse(*answer, nullptr, false);
  if (!json.is_object())
    return die(fmt::format("{} answered \"{}\"", info(m_peer).label, answer->substr(0, 60)));
  if (json.contains("error"))
    return fail(ErrorCode::unsupported, json["error"].is_string() ? json["error"].get<std::string>()
                                                                  : json["error"].dump());
  return *answer;
}

tl::unexpected<Error> PeerProcess::die(std::string why) {
  m_child.kill();
  m_death = std::move(why);
  return fail(ErrorCode::unsupported, m_death);
}

namespace {

struct Slot {
  std::unique_ptr<PeerProcess> process;
  PeerAbout about;
  int deaths = 0;
};

std::map<std::pair<PeerId, std::uint32_t>, Slot>& slots() {
  static std::map<std::pair<PeerId, std::uint32_t>, Slot> all;
  return all;
}

Result<Slot*> running(PeerId peer, std::uint32_t threads) {
  Slot& slot = slots()[{peer, threads}];
  if (slot.process && !slot.process->isDead()) return &slot;
  if (slot.process && ++slot.deaths >= kMostDeaths)
    return fail(ErrorCode::unsupported,
                fmt::format("{}; that was the {}th time, it is not asked again",
                            slot.process->death(), slot.deaths));
  slot.process = std::make_unique<PeerProcess>(peer, threads);
  auto about = slot.process->start();
  if (!about) return tl::unexpected(about.error());
  slot.about = std::move(*about);
  return &slot;
}

}  // namespace

Result<PeerProcess*> peerProcess(PeerId peer, std::uint32_t threads) {
  return running(peer, threads).map([](Slot* slot) { return slot->process.get(); });
}

Result<PeerAbout> aboutPeerProcess(PeerId peer, std::uint32_t threads) {
  return running(peer, threads).map([](Slot* slot) { return slot->about; });
}

void closePeers() {
  slots().clear();
}

}  // namespace lane
