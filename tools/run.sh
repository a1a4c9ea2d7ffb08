#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds crease in build/release and runs it: with the arguments given here, or else on a bundled network.
set -euo pipefail
here=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
top=$PWD

tools/setup.sh
{
  cmake --preset release -DCREASE_BUILD_TESTS=OFF -DCREASE_BUILD_BENCHMARKS=OFF
  cmake --build --preset release
} >&2

if (($# == 0)); then
  set -- count "$top/data/moons.onnx" --domain box:-3,3
fi
cd "$here"
exec "$top/build/release/tools/crease" "$@"
