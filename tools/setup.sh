#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the Debian packages that are missing; with --tests also what Debian does not have, into a python environment
# and a directory for node under build/. Asks no questions; a second run does nothing.
set -euo pipefail

usage() {
  cat <<'TXT'
usage: tools/setup.sh [--tests] [--data] [--lint] [--list]
  (none)   what building and running crease needs
  --tests  and what its tests and benchmarks need
  --data   and what data/train.py needs to train the bundled networks again
  --lint   and clang-format and clang-tidy
  --list   print the packages of these groups that are missing, install nothing
TXT
}

packages=(cmake g++ ninja-build libarchive-dev libboost-dev libcgal-dev libcli11-dev libflint-dev libfmt-dev libglpk-dev
  libgmp-dev libmpfr-dev libonnx-dev libprotobuf-dev librsvg2-bin libssl-dev libtbb-dev nlohmann-json3-dev
  protobuf-compiler robin-map-dev)
tests=(catch2 clang libbenchmark-dev libclang-rt-dev libeigen3-dev libppl-dev python3 python3-jsonschema
  python3-networkx python3-numpy python3-onnx python3-pandas python3-pydot python3-torch python3-venv)
data=(python3 python3-numpy python3-onnx python3-sklearn python3-torch)
lint=(clang-format clang-tidy git)
# Any node with npm will do, also one that is not Debian's.
command -v npm >/dev/null || tests+=(nodejs npm)

list_only=false
with_tests=false
for argument in "$@"; do
  case $argument in
    --tests) packages+=("${tests[@]}"); with_tests=true ;;
    --data) packages+=("${data[@]}") ;;
    --lint) packages+=("${lint[@]}") ;;
    --list) list_only=true ;;
    -h | --help) usage; exit 0 ;;
    *) echo "setup.sh: unknown option '$argument'" >&2; usage >&2; exit 2 ;;
  esac
done

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "setup.sh: this machine has no apt; install what provides these Debian packages, then run cmake:" >&2
  printf '  %s\n' "${packages[@]}" >&2
  exit 1
fi

missing=()
while IFS= read -r package; do
  state=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $state == installed ]] || missing+=("$package")
done < <(printf '%s\n' "${packages[@]}" | sort -u)

if $list_only; then
  ((${#missing[@]} == 0)) || printf '%s\n' "${missing[@]}"
  exit 0
fi

# What Debian does not have. Tests that need it are skipped where it cannot be had.
add_test_python() {
  local wanted="meshio numpy onnx onnxruntime safetensors trimesh"
  local python; python=$(dirname "${BASH_SOURCE[0]}")/../build/python
  [[ -e $python/ready && $(<"$python/ready") == "$wanted" ]] && return
  echo "setup.sh: installing $wanted in $python" >&2
  # shellcheck disable=SC2086
  if /usr/bin/python3 -m venv "$python" >&2 && "$python/bin/pip" install --quiet $wanted >&2; then
    echo "$wanted" >"$python/ready"
  else
    rm -rf "$python"
    echo "setup.sh: they are not to be had here; the tests that compare with them will be skipped" >&2
  fi
}
# The validator of glTF files, where there is npm.
add_test_node() {
  local node; node=$(dirname "${BASH_SOURCE[0]}")/../build/node
  [[ -e $node/node_modules/gltf-validator ]] && return
  if ! npm install --silent --no-audit --no-fund --prefix "$node" gltf-validator@2.0.0-dev.3.10 >&2; then
    echo "setup.sh: gltf-validator is not to be had here; the test with it will be skipped" >&2
  fi
}
finish() {
  if $with_tests; then
    add_test_python
    add_test_node
  fi
  exit 0
}

((${#missing[@]} > 0)) || finish

as_root=()
if ((EUID != 0)); then
  if ! command -v sudo >/dev/null; then
    echo "setup.sh: root or sudo is needed to install: ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo --non-interactive)
  [[ -t 0 ]] && as_root=(sudo)
fi
apt_get() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get --quiet --yes -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

echo "setup.sh: installing ${missing[*]}" >&2
apt_get update >&2
apt_get install --no-install-recommends "${missing[@]}" >&2
finish
