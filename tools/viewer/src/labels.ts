// SPDX-License-Identifier: GPL-3.0-or-later
/** Names of regions where there is room for them. */
import { middlesOf } from "./scene";
import type { View } from "./view";

const MOST = 80;
/** Regions among which places for names are looked for. */
export const MOST_NAMED = 20000;
const ROOM = { width: 44, height: 24 }; // pixels of a region that gets its name
const APART = { width: 36, height: 14 };
const RIM = { left: 42, right: 20, top: 14, bottom: 26 }; // of the picture: axes have their numbers there

export interface Label {
  text: string;
  x: number;
  y: number;
}

/** What names there is room for in the picture; what is hidden on a surface has none. */
export function placeLabels(view: View): Label[] {
  const { state, surface, width, height, tools, shownScene: scene } = view;
  const found: Label[] = [];
  if (!state.layers.labels || state.isReplaying || scene.regions.length > MOST_NAMED) return found;
  const middles = middlesOf(scene);
  for (let i = 0, begin = 0; i < scene.regions.length && found.length < MOST; begin = scene.ends[i++]) {
    if (scene.ends[i] === begin) continue;
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const [px, py] of view.cornersOf(i)) {
      [left, right, top, bottom] = [Math.min(left, px), Math.max(right, px), Math.min(top, py), Math.max(bottom, py)];
    }
    if (right - left < ROOM.width || bottom - top < ROOM.height) continue;
    const [mx, my] = [middles[2 * i], middles[2 * i + 1]];
    let [x, y] = view.placeOn(i, mx, my);
    if (state.complex.dim === 1) y = Math.min(height - RIM.bottom, bottom) - APART.height; // below the curves, mostly
    if (x < RIM.left || x > width - RIM.right || y < RIM.top || y > height - RIM.bottom) continue;
    if (x > tools.left - APART.width / 2 && y < tools.bottom + APART.height) continue;
    if (found.some((other) => Math.abs(other.x - x) < APART.width && Math.abs(other.y - y) < APART.height)) continue;
    if (surface && !surface.isPlaceSeen(i, mx, my, view.orbit)) continue;
    found.push({ text: `R${scene.regions[i]}`, x, y });
  }
  return found;
}
