// SPDX-License-Identifier: GPL-3.0-or-later
/** Names of regions where there is room for them. */
import type { Point } from "./pen";
import { clippedTo } from "./scene";
import type { View } from "./view";

const MOST = 80;
const LINE = 14; // pixels from one to the next below it
const CHARACTER = 6.6; // pixels, roughly
const ROOM = { width: 20, height: LINE + 10 }; // pixels that a region is wider than its name, and high
const RIM = { left: 42, right: 4, top: 14, bottom: 26 }; // of the picture: axes have their numbers there
/** Regions in the picture among which places for names are looked for, at most. */
export const MOST_NAMED = 20000;

export interface Label {
  text: string;
  x: number;
  y: number;
}

const widthOf = (text: string): number => CHARACTER * text.length;

/** Polygons with room for a name, in sight or hidden; null where those in the picture are too many for names. */
function findCandidates(view: View): number[] | null {
  const { surface, width, height, boxes, middles } = view;
  const found: number[] = [];
  let count = 0;
  const [from, to] = [view.toPlane(0, height), view.toPlane(width, 0)];
  const { scaleX, scaleY } = view.camera;
  for (let i = 0; 2 * i < middles.length; ++i) {
    const b = 4 * i;
    // Of a surface all that there is, is in the picture, mostly.
    const isThere = surface ? !Number.isNaN(middles[2 * i])
      : boxes[b] <= to[0] && boxes[b + 1] >= from[0] && boxes[b + 2] <= to[1] && boxes[b + 3] >= from[1];
    if (!isThere) continue;
    if (++count > MOST_NAMED) return null;
    const isLarge = surface || ((boxes[b + 1] - boxes[b]) * scaleX >= ROOM.width && (boxes[b + 3] - boxes[b + 2]) * scaleY >= ROOM.height);
    if (isLarge) found.push(i);
  }
  return found;
}

/** Least and greatest x, then y. */
function boundsOf(points: Point[]): [number, number, number, number] {
  const bounds: [number, number, number, number] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of points) {
    if (x < bounds[0]) bounds[0] = x;
    if (x > bounds[1]) bounds[1] = x;
    if (y < bounds[2]) bounds[2] = y;
    if (y > bounds[3]) bounds[3] = y;
  }
  return bounds;
}

interface Place extends Label {
  polygon: number;
  size: number;
}

/** The middle of what is in the picture of a polygon; none where a name has no room. */
function placeIn(view: View, polygon: number): Place[] {
  const { surface, width, height, state, middles } = view;
  let points = view.cornersOf(polygon);
  let bounds = boundsOf(points);
  const [hi, lo]: Point[] = [[width, height - RIM.bottom], [RIM.left, 0]];
  if (!surface && (bounds[0] < lo[0] || bounds[1] > hi[0] || bounds[2] < lo[1] || bounds[3] > hi[1])) {
    points = clippedTo({ lo: [...lo], hi: [...hi] }, points.map(([x, y]) => [x, y]));
    bounds = boundsOf(points);
  }
  const [left, right, top, bottom] = bounds;
  const text = `R${view.shownScene.regions[polygon]}`;
  if (!(right - left >= widthOf(text) + ROOM.width && bottom - top >= ROOM.height)) return [];
  const mean = (j: 0 | 1): number => points.reduce((sum, point) => sum + point[j], 0) / points.length;
  let [x, y] = surface ? view.placeOn(polygon, middles[2 * polygon], middles[2 * polygon + 1]) : [mean(0), mean(1)];
  if (state.complex.dim === 1) y = bottom - LINE; // below the curves, mostly
  return [{ polygon, text, x, y, size: (right - left) * (bottom - top) }];
}

/** What names there is room for in the picture, the largest regions first; what is hidden has none. Null: too many regions. */
export function placeLabels(view: View): Label[] | null {
  const { state, surface, width, height, tools, middles } = view;
  const found: Label[] = [];
  if (!state.layers.labels || state.isReplaying) return found;
  const candidates = findCandidates(view);
  if (!candidates) return null;
  const places = candidates.flatMap((polygon) => placeIn(view, polygon));
  places.sort((a, b) => b.size - a.size || a.polygon - b.polygon);
  for (const { polygon, text, x, y } of places) {
    if (found.length === MOST) break;
    const half = widthOf(text) / 2;
    if (x - half < RIM.left || x + half > width - RIM.right || y < RIM.top || y > height - RIM.bottom) continue;
    if (x + half > tools.left && y < tools.bottom + LINE) continue;
    if (found.some((other) => Math.abs(other.x - x) < half + widthOf(other.text) / 2 + 8 && Math.abs(other.y - y) < LINE)) continue;
    if (surface && !surface.isPlaceSeen(polygon, middles[2 * polygon], middles[2 * polygon + 1], view.orbit)) continue;
    found.push({ text, x, y });
  }
  return found;
}
