// The suite "model": what is done with a checkpoint of many tensors before a model runs. Reading
// the headers of all shards (manifest_scan), and converting it to .npy files of another type in the
// phases scan, convert and verify (convert_checkpoint). The size is the bytes of the checkpoint.
#pragma once

#include <memory>
#include <vector>

namespace lane {

class Benchmark;

std::vector<std::unique_ptr<const Benchmark>> modelBenchmarks();

}  // namespace lane
