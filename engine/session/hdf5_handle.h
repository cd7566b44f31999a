// Handles of the HDF5 C API that close themselves, and the exception that carries a failed call
// to the border of this room (store.cpp turns it into an Error; it never leaves the session
// folder). One handle, one owner. HDF5 is used from one thread at a time per file.
#pragma once

#include <hdf5.h>

#include <string>
#include <utility>

#include "base/result.h"

namespace lane::hdf5 {

/// What went wrong with a file. `what` names the table and column at fault.
struct Failure {
  ErrorCode code = ErrorCode::format;
  std::string what;
};

/// The innermost message on HDF5's error stack of this thread: what it says about the cause.
std::string stackText();

class Handle {
 public:
  using Closer = herr_t (*)(hid_t);

  /// Takes over `id`; throws Failure "could not `action`" when the call that made it failed.
  Handle(hid_t id, Closer closer, const std::string& action) : m_id(id), m_closer(closer) {
    if (id < 0) throw Failure{ErrorCode::format, "could not " + action + stackText()};
  }
  Handle(Handle&& other) noexcept : m_id(std::exchange(other.m_id, -1)), m_closer(other.m_closer) {}
  Handle& operator=(Handle&&) = delete;
  ~Handle() {
    if (m_id >= 0) m_closer(m_id);
  }
  operator hid_t() const { return m_id; }
  /// Now instead of at its end, for what fails only on closing.
  herr_t close() { return m_closer(std::exchange(m_id, -1)); }
  /// Leaves it open for good.
  void release() { m_id = -1; }

 private:
  hid_t m_id;
  Closer m_closer;
};

inline void check(herr_t status, const std::string& action) {
  if (status < 0) throw Failure{ErrorCode::format, "could not " + action + stackText()};
}

/// Keeps HDF5 from printing its errors to stderr on this thread while it lives.
class Silence {
 public:
  Silence() {
    H5Eget_auto2(H5E_DEFAULT, &m_print, &m_data);
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  }
  ~Silence() { H5Eset_auto2(H5E_DEFAULT, m_print, m_data); }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  H5E_auto2_t m_print = nullptr;
  void* m_data = nullptr;
};

}  // namespace lane::hdf5
