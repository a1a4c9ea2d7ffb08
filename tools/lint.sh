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

# Clang cannot read PPL's header, and the consumers and fuzz targets are not part of this build.
units=()
for source in "${sources[@]}"; do
  if [[ $source == *.cpp && $source != *consumer_* && $source != tests/fuzz/* ]] && ! grep --quiet 'ppl\.hh' "$source"; then
    units+=("$source")
  fi
done
((${#units[@]} > 0)) || exit 0
cmake --preset dev >/dev/null
printf '%s\0' "${units[@]}" |
  xargs --null --max-procs="$(nproc)" --max-args=1 clang-tidy --quiet -p build/dev
