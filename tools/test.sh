#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds everything with warnings as errors, and runs every test.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset=release
case ${1-} in
  "") ;;
  --asan | --sanitize) preset=asan ;;
  --tsan) preset=tsan ;;
  *) echo "usage: tools/test.sh [--sanitize | --tsan] [ctest options]" >&2; exit 2 ;;
esac
(($# == 0)) || shift

tools/setup.sh --tests
cmake --preset "$preset" -DCREASE_BUILD_TESTS=ON -DCREASE_BUILD_BENCHMARKS=ON -DCMAKE_COMPILE_WARNING_AS_ERROR=ON
cmake --build --preset "$preset"
ctest --preset "$preset" --parallel "$(nproc)" "$@" </dev/null
