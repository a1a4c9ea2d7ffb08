#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Draws the gallery again and compares it with the one in the repository, byte by byte; holds its page's commands against
# the script's: gallery_test.sh PATH_OF_CREASE DIRECTORY.
set -euo pipefail
gallery=$(dirname "${BASH_SOURCE[0]}")/../data/gallery
rm -rf "$2"
"$gallery/make.sh" "$1" "$2"
diff -r -q --exclude=README.md --exclude=make.sh "$gallery" "$2"
# "name arguments", as the page and as the script say.
page=$(sed -nE 's/^ *crease plot (.*) -o ([^ ]*)\.svg$/\2 \1/p' "$gallery/README.md" | sort)
script=$(sed -nE 's/^ *draw ([^ ]*) (.*)$/\1 \2/p' "$gallery/make.sh" | sort)
diff <(echo "$page") <(echo "$script")
for picture in "$2"/*.svg; do
  if ! grep -qF "]($(basename "$picture"))" "$gallery/README.md"; then
    echo "README.md does not show $(basename "$picture")" >&2
    exit 1
  fi
done
