#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Draws the pictures of the gallery: make.sh PATH_OF_CREASE [DIRECTORY]. Without a directory, in the gallery itself.
set -euo pipefail
if [[ $# -lt 1 || $# -gt 2 ]]; then
  echo "usage: data/gallery/make.sh PATH_OF_CREASE [DIRECTORY]" >&2
  exit 2
fi
crease=$(realpath "$1")
gallery=$(realpath "$(dirname "${BASH_SOURCE[0]}")")
mkdir -p "${2-$gallery}"
to=$(realpath "${2-$gallery}")
cd "$gallery/../.."

draw() {
  local name=$1
  shift
  "$crease" plot "$@" --threads 1 -o "$to/$name.svg" > /dev/null
}

draw absolute_value data/abs_1d.json
draw xor data/xor_2d.json --domain box:-1/2,3/2 --color class --show edges,boundary,labels --level 1/2
draw sawtooth data/sawtooth_10.json --until-layer 3 --color none
draw zigzag data/zigzag_2_2_3.json --domain box:-1,1 --color output --show creases
draw moons_layer_0 data/moons.onnx --until-layer 0 --view=-3/2,5/2 --color none --show creases --merged
draw moons_layer_1 data/moons.onnx --until-layer 1 --view=-3/2,5/2 --color none --show creases --merged
draw moons_classes data/moons.onnx --view=-3/2,5/2 --color class --show edges,boundary --merged
draw moons_circles data/moons.onnx --view=-3/2,5/2 --color inradius --show edges,circles --merged
draw pencil data/pencil_5.json --domain box:-1,1 --show creases,vertices,labels
draw dead_layer data/dead_layer.json --view=-1/2,3/2 --color active --show edges,labels
for epoch in 000 003 010 100; do
  draw training_$epoch data/evolution/moons-0-$epoch.onnx --domain box:-1,1 --color class --show edges,boundary --merged
done
draw spirals data/spirals.onnx --domain box:-5/2,5/2 --color class --show edges,boundary --merged
