#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzzes every reader with libFuzzer, one after the other: tools/fuzz.sh [SECONDS_PER_READER [READER...]], 60 seconds
# each if not told otherwise. Needs clang and its runtime (tools/setup.sh --tests). Inputs that were found are kept
# below build/fuzz/corpus; an input that fails a reader, below build/fuzz/failures.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=${1-60}
readers=("${@:2}")
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target fuzzers

crease=build/release/tools/crease
[[ -x $crease ]] || crease=
python3 tests/fuzz/make_seeds.py build/fuzz/seeds ${crease:+"$crease"}
if ((${#readers[@]} == 0)); then
  for program in build/fuzz/tests/fuzz/fuzz_*; do
    [[ -x $program && -f $program ]] && readers+=("${program##*/fuzz_}")
  done
fi

failed=()
mkdir -p build/fuzz/failures
for reader in "${readers[@]}"; do
  mkdir -p "build/fuzz/corpus/$reader"
  log=build/fuzz/$reader.log
  if "build/fuzz/tests/fuzz/fuzz_$reader" -max_total_time="$seconds" -rss_limit_mb=1024 -timeout=10 -max_len=8192 \
      -artifact_prefix="build/fuzz/failures/$reader-" "build/fuzz/corpus/$reader" "build/fuzz/seeds/$reader" \
      >"$log" 2>&1; then
    echo "fuzz.sh: $reader: $(tail -1 "$log")"
  else
    echo "fuzz.sh: $reader failed:" >&2
    tail -40 "$log" >&2
    failed+=("$reader")
  fi
done
((${#failed[@]} == 0)) || { echo "fuzz.sh: failed: ${failed[*]}" >&2; exit 1; }
