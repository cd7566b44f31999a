#include "workloads/files/hdf5_tensor.h"

#include <fmt/format.h>
#include <hdf5.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <system_error>
#include <tuple>
#include <vector>

#include "session/hdf5_handle.h"

namespace lane {
namespace {

using hdf5::check;
using hdf5::Failure;
using hdf5::Handle;

constexpr const char* kName = "tensor";
/// No deflated chunk is smaller than its elements by more than that.
constexpr std::uint64_t kMostShrinking = 1100;

struct ElementType {
  Dtype dtype;
  hid_t file;
  hid_t memory;
};

/// HDF5's type ids are made when the library starts, so they are no constants.
std::array<ElementType, 6> elementTypes() {
  return {{{Dtype::f64, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE},
           {Dtype::f32, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT},
           {Dtype::i64, H5T_STD_I64LE, H5T_NATIVE_INT64},
           {Dtype::i32, H5T_STD_I32LE, H5T_NATIVE_INT32},
           {Dtype::i8, H5T_STD_I8LE, H5T_NATIVE_INT8},
           {Dtype::u8, H5T_STD_U8LE, H5T_NATIVE_UINT8}}};
}

std::optional<ElementType> typeOf(Dtype dtype) {
  for (const ElementType& type : elementTypes())
    if (type.dtype == dtype) return type;
  return std::nullopt;
}

/// The system's reason where HDF5's message tells it by number: "…, errno = 28, …".
tl::unexpected<Error> told(const Failure& failure, const std::filesystem::path& path) {
  constexpr std::string_view kMark = "errno = ";
  if (const std::size_t at = failure.what.find(kMark); at != std::string::npos) {
    int number = 0;
    const char* first = failure.what.data() + at + kMark.size();
    const char* last = failure.what.data() + failure.what.size();
    if (std::from_chars(first, last, number).ec == std::errc{} && number > 0)
      return fileError(failure.what.substr(0, failure.what.find(" (HDF5")), number, path);
  }
  return fail(failure.code, failure.what, path.string());
}

/// Runs calls of HDF5 without its printing of errors; a failed one becomes an Error.
template <class Work>
auto guarded(const std::filesystem::path& path, const Work& work) -> Result<decltype(work())> {
  const hdf5::Silence silence;
  try {
    if constexpr (std::is_void_v<decltype(work())>) {
      work();
      return {};
    } else {
      return work();
    }
  } catch (const Failure& failure) {
    return told(failure, path);
  }
}

/// As many of the last extents as fit, and of the one before them as much as fits.
std::vector<hsize_t> chunkOf(const TensorShape& shape) {
  std::vector<hsize_t> chunk(shape.extents.begin(), shape.extents.end());
  std::uint64_t room = kHdf5ChunkBytes / bytesOf(shape.dtype);
  for (auto extent = chunk.rbegin(); extent != chunk.rend(); ++extent) {
    *extent = std::clamp<std::uint64_t>(room, 1, *extent);
    room /= *extent;
  }
  return chunk;
}

Handle creationProperties(Hdf5Layout layout, const TensorShape& shape) {
  Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "make data set properties");
  check(H5Pset_obj_track_times(properties, false), "leave out times");
  check(H5Pset_fill_time(properties, H5D_FILL_TIME_NEVER), "leave out fill values");
  // A chunk of nothing there is not.
  if (layout == Hdf5Layout::contiguous || shape.extents.empty() || shape.elements() == 0)
    return properties;
  const std::vector<hsize_t> chunk = chunkOf(shape);
  check(H5Pset_chunk(properties, static_cast<int>(chunk.size()), chunk.data()), "choose chunks");
  if (layout == Hdf5Layout::gzip)
    check(H5Pset_deflate(properties, kHdf5GzipLevel), "choose the gzip filter");
  return properties;
}

Handle openFile(const std::filesystem::path& path) {
  return {H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open the file"};
}

/// The data set itself: a link could lead into another file.
Handle openTensor(hid_t file) {
  H5L_info_t link{};
  if (H5Lexists(file, kName, H5P_DEFAULT) <= 0 ||
      H5Lget_info(file, kName, &link, H5P_DEFAULT) < 0 || link.type != H5L_TYPE_HARD)
    throw Failure{ErrorCode::format, fmt::format("the file has no data set \"{}\"", kName)};
  return {H5Dopen2(file, kName, H5P_DEFAULT), H5Dclose, "open the tensor"};
}

TensorShape shapeOf(hid_t dataset) {
  const Handle type(H5Dget_type(dataset), H5Tclose, "read the element type");
  TensorShape shape;
  const auto types = elementTypes();
  const auto known = std::find_if(types.begin(), types.end(), [&](const ElementType& one) {
    return H5Tequal(type, one.file) > 0;
  });
  if (known == types.end())
    throw Failure{ErrorCode::unsupported, "its element type is none this program reads"};
  shape.dtype = known->dtype;
  const Handle space(H5Dget_space(dataset), H5Sclose, "read the extents");
  const H5S_class_t kind = H5Sget_simple_extent_type(space);
  if (kind != H5S_SIMPLE && kind != H5S_SCALAR)
    throw Failure{ErrorCode::format, "the tensor has no extents"};
  const int rank = H5Sget_simple_extent_ndims(space);
  std::vector<hsize_t> extents(static_cast<std::size_t>(std::max(rank, 0)));
  if (rank > 0) check(H5Sget_simple_extent_dims(space, extents.data(), nullptr), "read extents");
  shape.extents.assign(extents.begin(), extents.end());
  return shape;
}

/// Its values lie in this file, and so many that it can hold them.
std::uint64_t checkedBytes(hid_t dataset, const TensorShape& shape) {
  const Handle properties(H5Dget_create_plist(dataset), H5Pclose, "read the layout");
  const H5D_layout_t layout = H5Pget_layout(properties);
  if (layout == H5D_VIRTUAL || H5Pget_external_count(properties) != 0)
    throw Failure{ErrorCode::unsupported, "its elements lie in another file"};
  const auto bytes = shape.bytes();
  const std::uint64_t stored = H5Dget_storage_size(dataset);
  const std::uint64_t most = H5Pget_nfilters(properties) > 0 ? stored * kMostShrinking : stored;
  if (!bytes || *bytes > most)
    throw Failure{
        ErrorCode::format,
        fmt::format("the tensor claims more elements than the {} bytes stored for it hold",
                    stored)};
  return *bytes;
}

void readElements(hid_t dataset, Dtype dtype, std::span<std::byte> into) {
  if (into.empty()) return;
  check(H5Dread(dataset, typeOf(dtype)->memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, into.data()),
        "read the tensor");
}

void writeElements(hid_t file, Hdf5Layout layout, const TensorShape& shape, const ElementType& type,
                   std::span<const std::byte> elements) {
  const std::vector<hsize_t> extents(shape.extents.begin(), shape.extents.end());
  const Handle space(
      extents.empty() ? H5Screate(H5S_SCALAR)
                      : H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr),
      H5Sclose, "make a data space");
  const Handle properties = creationProperties(layout, shape);
  Handle dataset(H5Dcreate2(file, kName, type.file, space, H5P_DEFAULT, properties, H5P_DEFAULT),
                 H5Dclose, "create the tensor");
  try {
    if (!elements.empty())
      check(H5Dwrite(dataset, type.memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, elements.data()),
            "write the tensor");
    check(H5Dflush(dataset), "write the tensor");
  } catch (const Failure&) {
    dataset.release();
    throw;
  }
}

/// Where writing failed closing fails as well, and libhdf5 1.10 then frees what it still refers to:
/// the program dies of it when it ends at the latest. So the file stays open, emptied that it takes
/// no room.
void abandon(Handle& file) {
  void* descriptor = nullptr;
  if (H5Fget_vfd_handle(file, H5P_DEFAULT, &descriptor) >= 0 && descriptor)
    std::ignore = ::ftruncate(*static_cast<const int*>(descriptor), 0);
  file.release();
}

/// Nor may the library try to close it at exit. Everything else is closed by its handle.
[[maybe_unused]] const herr_t kLeftAlone = H5dont_atexit();

}  // namespace

std::string whyNoHdf5(Hdf5Layout layout) {
  if (layout == Hdf5Layout::gzip && H5Zfilter_avail(H5Z_FILTER_DEFLATE) <= 0)
    return "this build of HDF5 has no gzip filter";
  return {};
}

Result<void> writeHdf5(const std::filesystem::path& path, Hdf5Layout layout,
                       const TensorShape& shape, std::span<const std::byte> elements) {
  const auto type = typeOf(shape.dtype);
  if (!type)
    return fail(ErrorCode::unsupported,
                fmt::format("HDF5 files of {} are not written", toWord(shape.dtype)));
  if (shape.bytes() != elements.size())
    return fail(ErrorCode::usage, "shape and elements do not fit each other", path.string());
  return guarded(path, [&] {
    Handle file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose,
                "create the file");
    try {
      writeElements(file, layout, shape, *type, elements);
      // What was kept back is written now: a disk that is full may only show here.
      check(H5Fflush(file, H5F_SCOPE_LOCAL), "write the file");
    } catch (const Failure&) {
      abandon(file);
      throw;
    }
    check(file.close(), "close the file");
  });
}

Result<void> readHdf5Into(const std::filesystem::path& path, const TensorShape& expected,
                          std::span<std::byte> into) {
  return guarded(path, [&] {
    const Handle file = openFile(path);
    const Handle dataset = openTensor(file);
    if (shapeOf(dataset) != expected || expected.bytes() != into.size())
      throw Failure{ErrorCode::format, "the tensor has another type or shape than was expected"};
    readElements(dataset, expected.dtype, into);
  });
}

Result<LoadedTensor> readHdf5(const std::filesystem::path& path) {
  return guarded(path, [&] {
    const Handle file = openFile(path);
    const Handle dataset = openTensor(file);
    LoadedTensor tensor;
    tensor.shape = shapeOf(dataset);
    tensor.elements.resize(checkedBytes(dataset, tensor.shape));
    readElements(dataset, tensor.shape.dtype, tensor.elements);
    return tensor;
  });
}

Result<std::uint64_t> hdf5StoredBytes(const std::filesystem::path& path) {
  return guarded(path, [&] {
    const Handle file = openFile(path);
    return std::uint64_t{H5Dget_storage_size(openTensor(file))};
  });
}

}  // namespace lane
