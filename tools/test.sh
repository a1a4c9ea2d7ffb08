#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds everything with warnings as errors, runs every test, and fuzzes the readers for a
# minute. With --sanitize or --tsan the tests alone run, with fewer random cases, under the address and
# undefined-behaviour or the thread sanitizer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset=release
case ${1-} in
  "") ;;
  --sanitize) preset=asan ;;
  --tsan) preset=tsan ;;
  *) echo "usage: tools/test.sh [--sanitize | --tsan]" >&2; exit 2 ;;
esac

options=(-DCREASE_BUILD_TESTS=ON)
if [[ $preset == release ]]; then
  options+=(-DCREASE_BUILD_BENCHMARKS=ON -DCREASE_WITH_MPI=ON -DCMAKE_COMPILE_WARNING_AS_ERROR=ON)
else
  options+=(-DCREASE_BUILD_BENCHMARKS=OFF)
  export CREASE_TEST_SCALE=${CREASE_TEST_SCALE-0.1}
fi

tools/setup.sh --tests
# The library is compiled for the command, for the Python package, and for a consumer: once is enough.
if command -v ccache >/dev/null; then
  export CMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER-ccache}
fi
cmake --preset "$preset" "${options[@]}"
cmake --build --preset "$preset"
ctest --preset "$preset" --parallel "$(nproc)" </dev/null

# A short hunt for inputs that a reader neither takes nor refuses.
if [[ $preset == release ]] && command -v clang++ >/dev/null; then
  tools/fuzz.sh 5
fi
