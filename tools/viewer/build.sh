#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the page of `crease view` and `crease report` from its sources: dist/index.html, which is part of the repository,
# so that building crease needs no Node. Works in build/viewer. With --check it only says whether dist/index.html is what
# the sources give (exit code 1 where not); 77 where there is no Node or no package.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
work=../../build/viewer

check=false
case ${1-} in
  "") ;;
  --check) check=true ;;
  *) echo "usage: tools/viewer/build.sh [--check]" >&2; exit 2 ;;
esac

mkdir -p "$work"
if ! ../setup.sh --viewer || [[ ! -x $work/node_modules/.bin/vite ]]; then
  echo "build.sh: Node and the packages in tools/viewer/package.json are needed" >&2
  exit 77
fi
rm -rf "$work/src" "$work/dist"
cp -r src index.html package.json tsconfig.json vite.config.js "$work"
(cd "$work" && node_modules/.bin/tsc --noEmit && node_modules/.bin/vite build --logLevel warn)
if $check; then
  if ! cmp "$work/dist/index.html" dist/index.html; then
    echo "build.sh: dist/index.html is not what the sources give; run tools/viewer/build.sh and commit it" >&2
    exit 1
  fi
else
  mkdir -p dist
  cp "$work/dist/index.html" dist/index.html
fi
