#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks layout (clang-format) and naming and common faults (clang-tidy) of every source, or of those given.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tools/setup.sh --tests --lint
sources=("$@")
if (($# == 0)); then
  mapfile -t sources < <(git ls-files '*.h' '*.cpp')
fi
clang-format --dry-run -Werror "${sources[@]}"

cmake --preset dev >/dev/null
printf '%s\n' "${sources[@]}" | grep '\.cpp$' | grep -v consumer_ |
  xargs --no-run-if-empty --max-procs="$(nproc)" --max-args=1 clang-tidy --quiet -p build/dev
