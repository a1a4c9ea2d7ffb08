#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the Debian packages that are missing; with --tests also what Debian does not have, into python environments and
# directories for node under build/. Asks no questions; a second run does nothing.
set -euo pipefail

usage() {
  cat <<'TXT'
usage: tools/setup.sh [--tests] [--data] [--lint] [--viewer] [--list]
  (none)   what building and running crease needs
  --tests  and what its tests and benchmarks need
  --data   and what data/train.py needs to train the bundled networks again
  --lint   and clang-format and clang-tidy
  --viewer the npm packages alone that build the viewer (tools/viewer/build.sh)
  --list   print the packages of these groups that are missing, install nothing
TXT
}

packages=(cmake g++ ninja-build libarchive-dev libboost-dev libcgal-dev libcli11-dev libflint-dev libfmt-dev libglpk-dev
  libgmp-dev libmpfr-dev libonnx-dev libprotobuf-dev librsvg2-bin libssl-dev libtbb-dev libtomlplusplus-dev nlohmann-json3-dev
  protobuf-compiler python3-dev python3-venv robin-map-dev)
tests=(catch2 ccache chromium clang libbenchmark-dev libclang-rt-dev libeigen3-dev libopenmpi-dev libppl-dev
  openmpi-bin openssh-client python3 python3-jsonschema python3-networkx python3-numpy python3-onnx python3-pandas
  python3-pydot python3-torch)
data=(python3 python3-numpy python3-onnx python3-sklearn python3-torch)
lint=(clang-format clang-tidy git)
# Any node with npm will do, also one that is not Debian's.
command -v npm >/dev/null || tests+=(nodejs npm)

list_only=false
only_viewer=false
with_tests=false
for argument in "$@"; do
  case $argument in
    --tests) packages+=("${tests[@]}"); with_tests=true ;;
    --data) packages+=("${data[@]}") ;;
    --viewer) only_viewer=true ;;
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

# What Debian does not have: add_python NAME PACKAGES [OPTIONS OF VENV] puts it in build/NAME, add_node NAME PACKAGES what
# npm has. Tests that need what cannot be had are skipped.
build=$(dirname "${BASH_SOURCE[0]}")/../build
add_python() {
  local python=$build/$1 wanted=$2
  [[ -e $python/ready && $(<"$python/ready") == "$wanted" ]] && return
  echo "setup.sh: installing $wanted in $python" >&2
  # shellcheck disable=SC2086
  if /usr/bin/python3 -m venv "${@:3}" "$python" >&2 && "$python/bin/pip" install --quiet $wanted >&2; then
    echo "$wanted" >"$python/ready"
  else
    rm -rf "$python"
    echo "setup.sh: they are not to be had here; the tests that need them will be skipped" >&2
  fi
}
add_node() {
  local node=$build/$1 wanted=$2
  [[ -e $node/ready && $(<"$node/ready") == "$wanted" ]] && return
  echo "setup.sh: installing $wanted in $node" >&2
  # shellcheck disable=SC2086
  if mkdir -p "$node" && npm install --silent --no-audit --no-fund --prefix "$node" $wanted >&2; then
    echo "$wanted" >"$node/ready"
  else
    rm -rf "$node"
    echo "setup.sh: they are not to be had here; the tests that need them will be skipped" >&2
  fi
}
add_viewer_packages() {
  local viewer; viewer=$(dirname "${BASH_SOURCE[0]}")/viewer
  local work=$build/viewer
  cmp --silent "$viewer/package-lock.json" "$work/node_modules/.installed" && return
  echo "setup.sh: installing the viewer's npm packages in $work" >&2
  mkdir -p "$work"
  cp "$viewer/package.json" "$viewer/package-lock.json" "$work"
  if npm ci --prefix "$work" --no-audit --no-fund --silent >&2; then
    cp "$viewer/package-lock.json" "$work/node_modules/.installed"
  else
    rm -rf "$work/node_modules"
    echo "setup.sh: they are not to be had here; tests of the viewer in a browser will be skipped" >&2
  fi
}
if $only_viewer; then
  add_viewer_packages
  exit 0
fi
finish() {
  if $with_tests; then
    add_python python "numpy onnx onnxruntime safetensors trimesh vtk"
    # Debian's numpy is too old for newer pyarrow. Its pybind11 would do, but has no stubs; its scikit-build is an older design.
    add_python python_package "ipykernel mypy nanobind nbclient pyarrow<21 pytest scikit-build-core tqdm" --system-site-packages
    add_node node gltf-validator@2.0.0-dev.3.10
    add_viewer_packages
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
