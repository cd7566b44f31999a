// Writing and reading tensor files as benchmarks of the suite "files": one tensor per file, as
// .npy, safetensors, bare bytes or HDF5. The way it is done is the variant (write or write-fsync;
// read or mmap), the page cache's state the cache axis: hot reads come from it, cold ones from the
// device.
#pragma once

#include <memory>
#include <vector>

namespace lane {

class Benchmark;

std::vector<std::unique_ptr<const Benchmark>> fileBenchmarks();

}  // namespace lane
