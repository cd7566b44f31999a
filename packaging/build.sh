# Shared by packaging/run and packaging/test: configure and build a preset. Sourced, not run.
# shellcheck shell=bash

# As many jobs as cores, but no more than memory allows (about 1 GiB for the heaviest files).
build_jobs() {
  local cores memory
  cores=$(nproc)
  memory=$(awk '/^MemAvailable:/ { print int($2 / 1048576) }' /proc/meminfo)
  [ "$memory" -lt 1 ] && memory=1
  echo $((cores < memory ? cores : memory))
}

# build_preset PRESET [TARGET…]: configures when that was never done or the presets changed; ninja
# itself sees changed CMake files. Takes a fraction of a second when there is nothing to do.
build_preset() {
  local preset=$1
  shift
  local directory=build/$preset
  if [ ! -f "$directory/build.ninja" ] || [ CMakePresets.json -nt "$directory/build.ninja" ]; then
    cmake --preset "$preset" >&2
    touch "$directory/build.ninja"
  fi
  local targets=()
  [ $# -gt 0 ] && targets=(--target "$@")
  cmake --build --preset "$preset" --parallel "$(build_jobs)" "${targets[@]}" >&2
}
