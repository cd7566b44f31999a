// Operands for kernel tests: up to three inputs and an output, each between guard pages, with
// canary items where there is room, so that a kernel that reads or writes out of bounds faults or
// is noticed. One thread; not copyable.
#pragma once

#include <QtTest>
#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "base/buffer.h"
#include "kernels/kernel.h"

namespace lane::test {

inline constexpr std::array<std::size_t, 19> kSizes = {
    0, 1, 2, 3, 5, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 127, 1000, 4097, 65537};

inline QString qstring(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// "dot f32 avx3 n=17", for failure messages.
inline std::string label(const KernelInfo& kernel, Dtype dtype, VariantId variant, std::size_t n) {
  return std::string(kernel.name) + ' ' + std::string(toWord(dtype)) + ' ' +
         std::string(info(variant).name) + " n=" + std::to_string(n);
}

/// Calls visit(variant, function) for every variant of the kernel that runs here.
template <class Visit>
void forEachVariant(const KernelInfo& kernel, Dtype dtype, Visit visit) {
  for (const VariantInfo& variant : variants()) {
    const KernelFn function = kernelFunction(kernel, variant.id, dtype);
    if (function && support(variant.id).supported) visit(variant.id, function);
  }
}

inline std::vector<Dtype> dtypesOf(const KernelInfo& kernel) {
  return kernel.hasF64 ? std::vector{Dtype::f32, Dtype::f64} : std::vector{Dtype::f32};
}

/// Items a kernel writes for n inputs, and the bytes of one.
inline std::size_t outputItems(const KernelInfo& kernel, std::size_t n) {
  const bool perItem = kernel.kind == KernelKind::map || kernel.kind == KernelKind::normalise;
  return perItem ? n : 1;
}
inline std::size_t outputItemBytes(const KernelInfo& kernel, Dtype dtype) {
  return kernel.kind == KernelKind::argReduce ? sizeof(std::int64_t) : bytesOf(dtype);
}

/// Where operands lie between their guard pages.
struct Placement {
  GuardedBuffer::Side side;
  std::size_t before;  ///< canary items before the operand
  std::size_t after;
};

/// Items with canaries on the sides that have room, and a copy to see whether they changed.
class Operand {
 public:
  Operand(std::size_t items, std::size_t itemBytes, const Placement& place)
      : m_buffer((place.before + items + place.after) * itemBytes, place.side),
        m_begin(place.before * itemBytes),
        m_end(m_begin + items * itemBytes) {
    std::memset(m_buffer.data(), kCanary, m_buffer.size());
  }

  std::byte* data() { return m_buffer.data() + m_begin; }

  /// Makes the content known again, so that an item left unwritten is seen.
  void wipe() { std::memset(data(), kCanary, m_end - m_begin); }
  void remember() { m_copy.assign(m_buffer.data(), m_buffer.data() + m_buffer.size()); }
  bool unchanged() {
    return m_copy.empty() || std::memcmp(m_copy.data(), m_buffer.data(), m_copy.size()) == 0;
  }
  bool canariesAlive() {
    for (std::size_t i = 0; i < m_buffer.size(); ++i)
      if ((i < m_begin || i >= m_end) && m_buffer.data()[i] != std::byte{kCanary}) return false;
    return true;
  }

 private:
  static constexpr unsigned char kCanary = 0xa5;
  GuardedBuffer m_buffer;
  std::size_t m_begin;
  std::size_t m_end;
  std::vector<std::byte> m_copy;
};

/// All operands of one call, filled with the kernel's own range.
class Operands {
 public:
  /// The operands lie `skew` items further from each other, so that no two are aligned alike.
  Operands(const KernelInfo& kernel, Dtype dtype, std::size_t n, Placement place,
           std::size_t skew = 0) {
    args.n = n;
    for (int k = 0; k < kernel.inputs; ++k) {
      m_inputs[k] = std::make_unique<Operand>(n, bytesOf(dtype), place);
      fillOperand(m_inputs[k]->data(), n, dtype, kernel.range, 1000 * n + 7 * k + 1);
      m_inputs[k]->remember();
      place.after += skew;
    }
    m_out = std::make_unique<Operand>(outputItems(kernel, n), outputItemBytes(kernel, dtype),
                                      Placement{place.side, place.before + 5 * (place.before > 0),
                                                place.after + 5 * (place.after > 0)});
    args.a = m_inputs[0]->data();
    if (m_inputs[1]) args.b = m_inputs[1]->data();
    if (m_inputs[2]) args.c = m_inputs[2]->data();
    args.out = m_out->data();
  }

  Operand& out() { return *m_out; }
  /// Nothing around the output and nothing of the inputs was written.
  bool intact() {
    for (const auto& input : m_inputs)
      if (input && !input->unchanged()) return false;
    return m_out->canariesAlive();
  }

  KernelArgs args;

 private:
  std::array<std::unique_ptr<Operand>, 3> m_inputs;
  std::unique_ptr<Operand> m_out;
};

/// One QTest row per kernel and element type, columns "kernel" (name) and "dtype" (word).
inline void addKernelRows() {
  QTest::addColumn<QString>("kernelName");
  QTest::addColumn<QString>("dtypeWord");
  for (const KernelInfo* kernel : kernels())
    for (const Dtype dtype : dtypesOf(*kernel)) {
      const QString name = qstring(kernel->name), word = qstring(toWord(dtype));
      QTest::newRow(qPrintable(name + ' ' + word)) << name << word;
    }
}

/// The kernel and type of the current row.
inline const KernelInfo& rowKernel() {
  const QString name = *static_cast<QString*>(QTest::qData("kernelName", qMetaTypeId<QString>()));
  return *kernelByName(name.toStdString());
}
inline Dtype rowDtype() {
  const QString word = *static_cast<QString*>(QTest::qData("dtypeWord", qMetaTypeId<QString>()));
  return *fromWord<Dtype>(word.toStdString());
}

}  // namespace lane::test
