#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh COMMAND LIBRARY_REGIONS builds the wheel of this checkout, installs it in a fresh virtual environment, and runs
# the tests of the package and the check of its types there. Skipped (77) where tools/setup.sh --tests could not get what
# it is built with.
set -euo pipefail
export CREASE_COMMAND=$1 CREASE_LIBRARY_REGIONS=$2
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

tools=$PWD/build/python_package
if [[ ! -e $tools/ready ]]; then
  echo "run.sh: $tools is not there: tools/setup.sh --tests makes it" >&2
  exit 77
fi

wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT
seconds=$SECONDS
# The compiler and the flags of tools/test.sh: what it has compiled, ccache knows.
CXX=${CXX-c++} CMAKE_ARGS="-DCMAKE_COMPILE_WARNING_AS_ERROR=ON ${CMAKE_ARGS-}" \
  "$tools/bin/pip" wheel --quiet --no-build-isolation --no-deps --wheel-dir "$wheels" .
echo "the wheel was built in $((SECONDS - seconds)) s"

# Packages of Debian are seen (numpy, torch, ...), those of the environment that builds are lent: all but the wheel.
/usr/bin/python3 -m venv --system-site-packages "$wheels/fresh"
"$wheels/fresh/bin/pip" install --quiet --no-deps --no-index "$wheels"/crease-*.whl
python=$wheels/fresh/bin/python
lent=$("$tools/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
echo "$lent" >"$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/lent.pth"

# That the functions of the extension are of a type of nanobind is all that stubtest would say of it:
# test_documentation.py holds its stub against it. A pair with one more attribute is a "disjoint base", which a source
# without typing_extensions cannot say.
printf '%s\n' 'crease\._crease\..*' 'crease\._numbers\.Bounds' >"$wheels/allowed"
# pandas, networkx, pyarrow and tqdm bring no types.
printf '[mypy]\ndisable_error_code = import-untyped\n' >"$wheels/mypy.ini"
(cd "$wheels" && "$python" -m mypy.stubtest --mypy-config-file mypy.ini --allowlist allowed --ignore-unused-allowlist crease)
"$python" -m pytest -q -p no:cacheprovider tests/python
