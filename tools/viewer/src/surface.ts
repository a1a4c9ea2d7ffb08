// SPDX-License-Identifier: GPL-3.0-or-later
/** An output over the plane as a surface: heights, what hides what, what is under the pointer. */
import { awayFromViewer, surfaceMatrix, type Orbit } from "./camera";
import { NONE, type Complex } from "./complex";
import { Lists } from "./data";
import { within, type Box, type Picker, type Scene } from "./scene";

/** Pixels of the boundary's line: of what sets it off, and its own. */
export const BOUNDARY_WIDTHS = [4.5, 2.2] as const;

/** Polygons from the farthest to the nearest; per place in that order, edges and pieces of the boundary drawn after it. */
export interface PaintersOrder {
  polygons: Uint32Array;
  edges: Lists;
  boundary: Lists;
}

/** Items by key, as lists; an item whose key is negative is in none. */
function group(keys: Int32Array, groups: number): Lists {
  const ends = new Uint32Array(groups);
  for (const key of keys) if (key >= 0) ++ends[key];
  for (let i = 1; i < groups; ++i) ends[i] += ends[i - 1];
  const items = new Uint32Array(groups > 0 ? ends[groups - 1] : 0);
  const next = ends.slice();
  for (let i = keys.length - 1; i >= 0; --i) if (keys[i] >= 0) items[--next[keys[i]]] = i;
  return new Lists(items, ends);
}

export class Surface {
  /** The part of the plane that it is over. */
  readonly scene: Scene;
  /** Heights, scaled to [-1, 1]: of corners, and of the two ends of every edge. */
  readonly corners: Float32Array;
  readonly edges: Float32Array;
  /** Of every piece of the boundary: heights of its ends, and the polygons on both sides (or the one it is in, twice). */
  readonly pieces: { heights: Float32Array; polygons: Int32Array };
  private readonly range: [number, number];
  private readonly normals: Float64Array;
  private known: { yaw: number; order: PaintersOrder } | null = null;

  constructor(
    private readonly complex: Complex,
    private readonly whole: Scene,
    private readonly picker: Picker,
    private readonly output: number,
    box: Box,
  ) {
    const scene = (this.scene = within(whole, box));
    const values = new Float64Array(scene.corners.length / 2);
    let [lo, hi] = [Infinity, -Infinity];
    for (let i = 0, begin = 0; i < scene.ends.length; begin = scene.ends[i++]) {
      for (let c = begin; c < scene.ends[i]; ++c) {
        values[c] = this.value(scene.regions[i], scene.corners[2 * c], scene.corners[2 * c + 1]);
        if (values[c] < lo) lo = values[c];
        if (values[c] > hi) hi = values[c];
      }
    }
    this.range = [lo, hi];
    this.corners = Float32Array.from(values, (value) => this.height(value));
    this.edges = new Float32Array(2 * scene.facets.length);
    scene.facets.forEach((facet, i) => {
      for (const k of [0, 1]) {
        const [x, y] = [scene.edges[4 * i + 2 * k], scene.edges[4 * i + 2 * k + 1]];
        this.edges[2 * i + k] = this.height(this.value(complex.sides[2 * facet], x, y));
      }
    });
    this.pieces = this.findPieces();
    this.normals = this.findNormals();
  }

  private value(region: number, x: number, y: number): number {
    return this.complex.value(region, this.output, [x, y]);
  }
  private height(value: number): number {
    const [lo, hi] = this.range;
    return hi > lo ? (2 * (value - lo)) / (hi - lo) - 1 : 0;
  }

  /** The output is one affine function along a piece: that of the region it is in, or of either one it is between. */
  private findPieces(): Surface["pieces"] {
    const { boundary, box } = this.scene;
    const count = boundary.length / 4;
    const heights = new Float32Array(2 * count);
    const polygons = new Int32Array(2 * count).fill(-1);
    const near = 1e-7 * Math.max(box.hi[0] - box.lo[0], box.hi[1] - box.lo[1]);
    for (let i = 0; i < count; ++i) {
      const [x0, y0, x1, y1] = boundary.subarray(4 * i, 4 * i + 4);
      const length = Math.hypot(x1 - x0, y1 - y0) || 1;
      const [nx, ny] = [(near * (y1 - y0)) / length, (near * (x0 - x1)) / length];
      const sides = [1, -1].map((sign) => this.picker.at((x0 + x1) / 2 + sign * nx, (y0 + y1) / 2 + sign * ny));
      const region = Math.max(...sides);
      if (region < 0) continue;
      polygons.set(sides.map((side) => (side < 0 ? region : side)), 2 * i);
      heights[2 * i] = this.height(this.value(region, x0, y0));
      heights[2 * i + 1] = this.height(this.value(region, x1, y1));
    }
    return { heights, polygons };
  }

  /** Of every edge with two sides a normal that points into the first one; else 0. */
  private findNormals(): Float64Array {
    const { complex: { sides, middles }, whole: { edges, facets } } = this;
    const normals = new Float64Array(2 * facets.length);
    for (let i = 0; i < facets.length; ++i) {
      if (sides[2 * facets[i] + 1] === NONE) continue;
      const inside = 2 * sides[2 * facets[i]];
      const [x, y] = [edges[4 * i], edges[4 * i + 1]];
      const [nx, ny] = [edges[4 * i + 3] - y, x - edges[4 * i + 2]];
      const sign = Math.sign(nx * (middles[inside] - x) + ny * (middles[inside + 1] - y));
      normals[2 * i] = sign * nx;
      normals[2 * i + 1] = sign * ny;
    }
    return normals;
  }

  /** Pieces of the boundary in space: x, y and height of both ends, all in [-1, 1]. */
  get boundary(): Float32Array {
    const { scene: { boundary, box: { lo, hi } }, pieces: { heights, polygons } } = this;
    const places: number[] = [];
    for (let end = 0; end < heights.length; ++end) {
      if (polygons[end] < 0) continue;
      const [x, y] = [boundary[2 * end], boundary[2 * end + 1]];
      places.push((2 * (x - lo[0])) / (hi[0] - lo[0]) - 1, (2 * (y - lo[1])) / (hi[1] - lo[1]) - 1, heights[end]);
    }
    return Float32Array.from(places);
  }

  /**
   * Seen from above without perspective, what hides what is decided in the plane: a ray of sight runs over it in one
   * direction, and of two regions with a common facet the farther one is painted first. Convex sets in the plane have
   * such an order for every direction (L. Guibas, F. Yao, On translating a set of rectangles, 1980), and where regions
   * fill the plane those with a common facet decide it. Where the regions are not all there, the far ones begin.
   */
  order(orbit: Orbit): PaintersOrder {
    if (this.known?.yaw === orbit.yaw) return this.known.order;
    const { complex, scene, whole, normals } = this;
    const { lo, hi } = scene.box;
    const away = awayFromViewer(orbit);
    const [dx, dy] = [away[0] * (hi[0] - lo[0]), away[1] * (hi[1] - lo[1])];
    const { sides, middles, size } = complex;
    // Who is nearer to the viewer, of the two sides of an edge: the one that the way out of leads away.
    const nearOf = new Int32Array(whole.facets.length).fill(-1);
    for (let i = 0; i < nearOf.length; ++i) {
      const turn = normals[2 * i] * dx + normals[2 * i + 1] * dy;
      if (turn !== 0) nearOf[i] = sides[2 * whole.facets[i] + (turn < 0 ? 0 : 1)];
    }
    const behind = group(nearOf, size);
    for (let k = 0, region = 0; k < behind.items.length; ++k) {
      while (k >= behind.ends[region]) ++region;
      behind.items[k] = complex.across(whole.facets[behind.items[k]], region);
    }
    const roots = new Uint32Array(size).map((_, i) => i);
    if (!complex.frame.complete) {
      const depth = Float64Array.from(roots, (i) => middles[2 * i] * (away[0] / (hi[0] - lo[0])) + middles[2 * i + 1] * (away[1] / (hi[1] - lo[1])));
      roots.sort((a, b) => depth[b] - depth[a]);
    }
    const polygons = afterThoseBehind(behind, roots);
    const rank = new Int32Array(size);
    polygons.forEach((polygon, i) => (rank[polygon] = i));
    const edgeRanks = new Int32Array(whole.facets.length);
    for (let i = 0; i < edgeRanks.length; ++i) {
      const [a, b] = [sides[2 * whole.facets[i]], sides[2 * whole.facets[i] + 1]];
      edgeRanks[i] = b === NONE ? rank[a] : Math.max(rank[a], rank[b]);
    }
    const { polygons: beside } = this.pieces;
    const pieceRanks = new Int32Array(beside.length / 2).map((_, i) =>
      beside[2 * i] < 0 ? -1 : Math.max(rank[beside[2 * i]], rank[beside[2 * i + 1]]));
    const order = { polygons, edges: group(edgeRanks, size), boundary: group(pieceRanks, size) };
    this.known = { yaw: orbit.yaw, order };
    return order;
  }

  /** The region where a ray through a pixel of a picture of this size meets the surface first, or -1. */
  regionAt(px: number, py: number, orbit: Orbit, width: number, height: number): number {
    const m = surfaceMatrix(orbit, width / height);
    const [cx, cy] = [(2 * px) / width - 1, 1 - (2 * py) / height];
    const { lo, hi } = this.scene.box;
    const det = m[0] * m[5] - m[4] * m[1];
    // Heights are tried from the nearest to the farthest.
    for (let i = 0; i <= 400; ++i) {
      const h = 1 - i / 200;
      const y0 = cy - m[9] * h;
      const x = (cx * m[5] - m[4] * y0) / det;
      const y = (m[0] * y0 - m[1] * cx) / det;
      if (Math.max(Math.abs(x), Math.abs(y)) > 1) continue;
      const point: [number, number] = [lo[0] + ((x + 1) / 2) * (hi[0] - lo[0]), lo[1] + ((y + 1) / 2) * (hi[1] - lo[1])];
      const region = this.picker.at(...point);
      if (region >= 0 && this.height(this.value(region, ...point)) >= h - 0.005) return region;
    }
    return -1;
  }
}

/** All of `roots`, each after what is behind it. */
function afterThoseBehind(behind: Lists, roots: Uint32Array): Uint32Array {
  const order = new Uint32Array(roots.length);
  const isSeen = new Uint8Array(roots.length);
  const next = new Uint32Array(roots.length).map((_, i) => behind.begin(i));
  const stack = new Uint32Array(roots.length);
  let [depth, size] = [0, 0];
  for (const root of roots) {
    if (isSeen[root]) continue;
    isSeen[root] = 1;
    stack[depth++] = root;
    while (depth > 0) {
      const top = stack[depth - 1];
      if (next[top] === behind.ends[top]) {
        order[size++] = top;
        --depth;
        continue;
      }
      const far = behind.items[next[top]++];
      if (isSeen[far]) continue;
      isSeen[far] = 1;
      stack[depth++] = far;
    }
  }
  return order;
}
