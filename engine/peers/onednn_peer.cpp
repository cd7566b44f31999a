// oneDNN: primitives that compute one of our kernels, made once and executed on operands in place.
// Through its C interface, whose types come from its headers and whose functions are looked up when
// the library is loaded. Without the headers at build time this peer is not there.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "measure/team.h"
#include "peers/native_peer.h"

#ifdef LANESCOPE_HAS_DNNL

#include <oneapi/dnnl/dnnl.h>

#include <array>
#include <map>

namespace lane {
namespace {

/// Function pointers under their own names.
struct Functions {
#define LANE_DNNL(X)                                                                         \
  X(engine_create)                                                                           \
  X(stream_create)                                                                           \
  X(stream_wait) X(memory_desc_init_by_tag) X(memory_create) X(memory_destroy)               \
      X(eltwise_forward_desc_init) X(binary_desc_init) X(reduction_desc_init)                \
          X(softmax_v2_forward_desc_init) X(primitive_desc_create) X(primitive_desc_destroy) \
              X(primitive_create) X(primitive_execute) X(primitive_destroy) X(version)       \
                  X(get_effective_cpu_isa)
#define LANE_DECLARE(name) decltype(&dnnl_##name) name = nullptr;
  LANE_DNNL(LANE_DECLARE)
#undef LANE_DECLARE
};

struct Dnnl {
  Functions f;
  dnnl_engine_t engine = nullptr;
  dnnl_stream_t stream = nullptr;
};

Result<Dnnl> loadDnnl() {
  const auto library = NativeLibrary::load("libdnnl.so.2");
  if (!library) return tl::unexpected(library.error());
  Dnnl dnnl;
#define LANE_FIND(name)                                                  \
  if (auto found = library->find<decltype(&dnnl_##name)>("dnnl_" #name)) \
    dnnl.f.name = *found;                                                \
  else                                                                   \
    return tl::unexpected(found.error());
  LANE_DNNL(LANE_FIND)
#undef LANE_FIND
#undef LANE_DNNL
  if (dnnl.f.engine_create(&dnnl.engine, dnnl_cpu, 0) != dnnl_success ||
      dnnl.f.stream_create(&dnnl.stream, dnnl.engine, dnnl_stream_default_flags) != dnnl_success)
    return fail(ErrorCode::unsupported, "oneDNN makes no engine on this processor");
  return dnnl;
}

const Result<Dnnl>& dnnl() {
  static const Result<Dnnl> loaded = loadDnnl();
  return loaded;
}

struct Eltwise {
  dnnl_alg_kind_t kind;
  float alpha = 0;
  float beta = 0;
};

const std::map<std::string_view, Eltwise>& eltwise() {
  static const std::map<std::string_view, Eltwise> all = {
      {"abs", {dnnl_eltwise_abs}},
      {"relu", {dnnl_eltwise_relu}},
      {"sqrt", {dnnl_eltwise_sqrt}},
      {"exp", {dnnl_eltwise_exp}},
      {"log", {dnnl_eltwise_log}},
      {"tanh", {dnnl_eltwise_tanh}},
      {"sigmoid", {dnnl_eltwise_logistic}},
      {"swish", {dnnl_eltwise_swish, 1}},
      {"gelu", {dnnl_eltwise_gelu_tanh}},
      {"clamp", {dnnl_eltwise_clip, -1, 1}},
      {"scale", {dnnl_eltwise_linear, 1.75f, 0}},
  };
  return all;
}

const std::map<std::string_view, dnnl_alg_kind_t>& binary() {
  static const std::map<std::string_view, dnnl_alg_kind_t> all = {{"add", dnnl_binary_add},
                                                                  {"sub", dnnl_binary_sub},
                                                                  {"mul", dnnl_binary_mul},
                                                                  {"div", dnnl_binary_div}};
  return all;
}

struct Reduction {
  dnnl_alg_kind_t kind;
  float p = 0;
};

const std::map<std::string_view, Reduction>& reductions() {
  static const std::map<std::string_view, Reduction> all = {
      {"sum", {dnnl_reduction_sum}},
      {"max", {dnnl_reduction_max}},
      {"min", {dnnl_reduction_min}},
      {"norm_l1", {dnnl_reduction_norm_lp_sum, 1}},
      {"norm_l2", {dnnl_reduction_norm_lp_sum, 2}}};
  return all;
}

const std::map<std::string_view, dnnl_alg_kind_t>& softmaxes() {
  static const std::map<std::string_view, dnnl_alg_kind_t> all = {
      {"softmax", dnnl_softmax_accurate}, {"log_softmax", dnnl_softmax_log}};
  return all;
}

/// Operations whose descriptor is made from `name`; false: not one of oneDNN's.
bool describeOperation(const Functions& f, std::string_view name, const dnnl_memory_desc_t& vector,
                       const dnnl_memory_desc_t& result, dnnl_op_desc_t operation,
                       dnnl_status_t& status) {
  if (const auto at = eltwise().find(name); at != eltwise().end()) {
    status = f.eltwise_forward_desc_init(static_cast<dnnl_eltwise_desc_t*>(operation),
                                         dnnl_forward_inference, at->second.kind, &vector,
                                         at->second.alpha, at->second.beta);
  } else if (const auto two = binary().find(name); two != binary().end()) {
    status = f.binary_desc_init(static_cast<dnnl_binary_desc_t*>(operation), two->second, &vector,
                                &vector, &result);
  } else if (const auto sum = reductions().find(name); sum != reductions().end()) {
    status = f.reduction_desc_init(static_cast<dnnl_reduction_desc_t*>(operation), sum->second.kind,
                                   &vector, &result, sum->second.p, 0);
  } else if (const auto soft = softmaxes().find(name); soft != softmaxes().end()) {
    status =
        f.softmax_v2_forward_desc_init(static_cast<dnnl_softmax_v2_desc_t*>(operation),
                                       dnnl_forward_inference, soft->second, &vector, &result, 1);
  } else {
    return false;
  }
  return true;
}

class DnnlCall final : public PeerCall {
 public:
  explicit DnnlCall(const Dnnl& dnnl) : m_dnnl(dnnl) {}
  ~DnnlCall() override {
    if (m_primitive) m_dnnl.f.primitive_destroy(m_primitive);
    for (const dnnl_exec_arg_t& argument : m_arguments)
      if (argument.memory) m_dnnl.f.memory_destroy(argument.memory);
  }
  DnnlCall(const DnnlCall&) = delete;
  DnnlCall& operator=(const DnnlCall&) = delete;

  Result<void> prepare(const PeerWork& work) {
    const Functions& f = m_dnnl.f;
    const auto n = static_cast<dnnl_dim_t>(work.args.n);
    const bool whole =
        work.kernel->kind == KernelKind::map || work.kernel->kind == KernelKind::normalise;
    // A row: softmax goes along it, reductions over it.
    const dnnl_dims_t extents = {1, n}, one = {1, 1};
    dnnl_memory_desc_t vector, result;
    if (f.memory_desc_init_by_tag(&vector, 2, extents, dnnl_f32, dnnl_ab) != dnnl_success ||
        f.memory_desc_init_by_tag(&result, 2, whole ? extents : one, dnnl_f32, dnnl_ab) !=
            dnnl_success)
      return fail(ErrorCode::unsupported, "oneDNN takes no tensors of this size");
    union {
      dnnl_eltwise_desc_t eltwise;
      dnnl_binary_desc_t binary;
      dnnl_reduction_desc_t reduction;
      dnnl_softmax_v2_desc_t softmax;
    } operation;
    dnnl_status_t status = dnnl_success;
    if (!describeOperation(f, work.kernel->name, vector, result, &operation, status))
      return fail(ErrorCode::unsupported,
                  fmt::format("oneDNN has no primitive for {}", work.kernel->name));
    dnnl_primitive_desc_t description = nullptr;
    if (status == dnnl_success)
      status = f.primitive_desc_create(&description, &operation, nullptr, m_dnnl.engine, nullptr);
    if (status == dnnl_success) status = f.primitive_create(&m_primitive, description);
    if (description) f.primitive_desc_destroy(description);
    if (status == dnnl_success) status = addArgument(DNNL_ARG_SRC_0, vector, work.args.a);
    if (status == dnnl_success && work.kernel->inputs == 2)
      status = addArgument(DNNL_ARG_SRC_1, vector, work.args.b);
    if (status == dnnl_success) status = addArgument(DNNL_ARG_DST, result, work.args.out);
    if (status == dnnl_success) return {};
    return fail(ErrorCode::unsupported, fmt::format("oneDNN cannot compute {} here (status {})",
                                                    work.kernel->name, static_cast<int>(status)));
  }

  void operator()() override {
    m_dnnl.f.primitive_execute(m_primitive, m_dnnl.stream, static_cast<int>(m_arguments.size()),
                               m_arguments.data());
    m_dnnl.f.stream_wait(m_dnnl.stream);
  }

 private:
  dnnl_status_t addArgument(int name, const dnnl_memory_desc_t& description, const void* data) {
    dnnl_memory_t memory = nullptr;
    const dnnl_status_t status =
        m_dnnl.f.memory_create(&memory, &description, m_dnnl.engine, const_cast<void*>(data));
    if (status == dnnl_success) m_arguments.push_back({name, memory});
    return status;
  }

  const Dnnl& m_dnnl;
  dnnl_primitive_t m_primitive = nullptr;
  std::vector<dnnl_exec_arg_t> m_arguments;
};

}  // namespace

Result<std::unique_ptr<PeerCall>> onednnCall(const PeerWork& work, std::uint32_t threads) {
  if (work.dtype != Dtype::f32)
    return fail(ErrorCode::unsupported, fmt::format("oneDNN has no {} form", toWord(work.dtype)));
  if (work.args.n == 0) return fail(ErrorCode::unsupported, "oneDNN takes no empty tensors");
  const Result<Dnnl>& library = dnnl();
  if (!library) return tl::unexpected(library.error());
  setLibraryThreads(threads);
  auto call = std::make_unique<DnnlCall>(*library);
  if (auto ready = call->prepare(work); !ready) return tl::unexpected(ready.error());
  return call;
}

Result<PeerAbout> aboutOnednn(std::uint32_t threads) {
  const Result<Dnnl>& library = dnnl();
  if (!library) return tl::unexpected(library.error());
  const dnnl_version_t* version = library->f.version();
  const std::string text = fmt::format("{}.{}.{}", version->major, version->minor, version->patch);
  return PeerAbout{"oneDNN " + text, nlohmann::json{{"onednn", text}}.dump(),
                   nlohmann::json{{"threads", threads},
                                  {"commit", version->hash},
                                  {"cpu_isa", static_cast<int>(library->f.get_effective_cpu_isa())}}
                       .dump()};
}

}  // namespace lane

#else

namespace lane {

namespace {
constexpr const char* kNoHeaders =
    "this program was built without oneDNN's headers (Debian: libdnnl-dev)";
}

Result<std::unique_ptr<PeerCall>> onednnCall(const PeerWork&, std::uint32_t) {
  return fail(ErrorCode::unsupported, kNoHeaders);
}

Result<PeerAbout> aboutOnednn(std::uint32_t) {
  return fail(ErrorCode::unsupported, kNoHeaders);
}

}  // namespace lane

#endif
