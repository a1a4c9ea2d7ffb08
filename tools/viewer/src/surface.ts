// SPDX-License-Identifier: GPL-3.0-or-later
/** An output over the plane as a surface: heights, what hides what, what is under the pointer. */
import { awayFromViewer, riseOfSight, surfaceMatrix, type Orbit } from "./camera";
import { NONE, type Complex } from "./complex";
import { Lists } from "./data";
import type { Picker } from "./picker";
import { isPoint, segmentsOf, within, type Box, type Scene } from "./scene";

/** Polygons from the farthest to the nearest. */
export interface PaintersOrder {
  polygons: Uint32Array;
  /** Per place in that order the edges drawn after it. */
  edges: () => Lists;
}

const HIDDEN_BY = 0.002; // heights, of 2, that are above or below the ray of sight
const FINE = 0.02; // the longest piece of the boundary, of a box of 2, that is seen or hidden as a whole

export class Surface {
  /** The part of the plane that it is over. */
  readonly scene: Scene;
  /** Heights, scaled to [-1, 1]: of corners, and of the two ends of every edge. */
  readonly corners: Float32Array;
  readonly edges: Float32Array;
  /** The output's least and greatest value over the box. */
  readonly range: [number, number];
  private readonly normals: Float64Array;
  private known: { yaw: number; order: PaintersOrder } | null = null;
  private seen = { yaw: NaN, pitch: NaN, parts: new Map<object, Float64Array>() };

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
    this.normals = this.findNormals();
  }

  private value(region: number, x: number, y: number): number {
    return this.complex.value(region, this.output, [x, y]);
  }
  private height(value: number): number {
    const [lo, hi] = this.range;
    return hi > lo ? (2 * (value - lo)) / (hi - lo) - 1 : 0;
  }

  /** Whether there is more of the plane than what it is over. */
  get isPart(): boolean {
    const { scene: { box: part }, whole: { box } } = this;
    return [0, 1].some((j) => part.lo[j] > box.lo[j] || part.hi[j] < box.hi[j]);
  }
  /** How high it is over a place of a polygon. */
  heightAt(polygon: number, x: number, y: number): number {
    return this.height(this.value(this.scene.regions[polygon], x, y));
  }
  /** How fast it rises there, in heights per unit of x and of y. */
  slopeOf(polygon: number): [number, number] {
    const [lo, hi] = this.range;
    const [a, b] = this.complex.gradient(this.scene.regions[polygon], this.output);
    return hi > lo ? [(2 * a) / (hi - lo), (2 * b) / (hi - lo)] : [0, 0];
  }

  /** Of every facet, which in the plane is the edge of the same number, a normal that points into its first side. */
  private findNormals(): Float64Array {
    const { complex: { sides, middles }, whole: { edges, facets } } = this;
    const normals = new Float64Array(2 * facets.length);
    for (let i = 0; i < facets.length; ++i) {
      const inside = 2 * sides[2 * facets[i]];
      const [x, y] = [edges[4 * i], edges[4 * i + 1]];
      const [nx, ny] = [edges[4 * i + 3] - y, x - edges[4 * i + 2]];
      const sign = Math.sign(nx * (middles[inside] - x) + ny * (middles[inside + 1] - y));
      normals[2 * i] = sign * nx;
      normals[2 * i + 1] = sign * ny;
    }
    return normals;
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
      const facet = whole.facets[i];
      if (turn !== 0 && complex.isInterior(facet)) nearOf[i] = sides[2 * facet + (turn < 0 ? 0 : 1)];
    }
    const behind = Lists.group(nearOf, size);
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
    let edges: Lists | null = null;
    const order = { polygons, edges: () => (edges ??= this.edgesIn(polygons)) };
    this.known = { yaw: orbit.yaw, order };
    return order;
  }
  private edgesIn(polygons: Uint32Array): Lists {
    const { complex: { sides }, scene, whole: { facets } } = this;
    const rank = new Int32Array(polygons.length);
    polygons.forEach((polygon, i) => (rank[polygon] = i));
    const ranks = new Int32Array(facets.length);
    for (let i = 0; i < ranks.length; ++i) {
      const [a, b] = [sides[2 * facets[i]], sides[2 * facets[i] + 1]];
      if (isPoint(scene, i)) ranks[i] = -1;
      else ranks[i] = b === NONE ? rank[a] : Math.max(rank[a], rank[b]);
    }
    return Lists.group(ranks, polygons.length);
  }

  /** The parts of the decision boundary in sight: x, y and height of both ends, end to end. */
  visibleBoundary(orbit: Orbit): Float64Array {
    // The output is one affine function along a piece: that of the region it is in, or of either one it is between.
    return this.ofSight(this.scene.boundary, orbit, () => this.visible(this.scene.boundary, orbit, (x, y) => this.picker.at(x, y)));
  }
  /** The same of some edges. */
  visibleEdges(edges: Uint32Array, orbit: Orbit): Float64Array {
    return this.ofSight(edges, orbit, () =>
      this.visible(segmentsOf(this.scene, edges), orbit, (_x, _y, i) => this.complex.sides[2 * this.scene.facets[edges[i]]]));
  }
  /** What has been found out already, seen from there. */
  private ofSight(what: object, { yaw, pitch }: Orbit, find: () => Float64Array): Float64Array {
    if (this.seen.yaw !== yaw || this.seen.pitch !== pitch) this.seen = { yaw, pitch, parts: new Map() };
    const parts = this.seen.parts.get(what) ?? find();
    this.seen.parts.set(what, parts);
    return parts;
  }

  /** The parts in sight of segments that each run through one region, the one at their middle. */
  private visible(segments: Float64Array, orbit: Orbit, regionAt: (x: number, y: number, segment: number) => number): Float64Array {
    const { box: { lo, hi } } = this.scene;
    const [w, h] = [hi[0] - lo[0], hi[1] - lo[1]];
    const parts: number[] = [];
    for (let i = 0; i < segments.length; i += 4) {
      const [x0, y0, x1, y1] = segments.subarray(i, i + 4);
      if (x0 === x1 && y0 === y1) continue;
      const region = regionAt((x0 + x1) / 2, (y0 + y1) / 2, i / 4);
      if (region < 0) continue;
      const steps = Math.ceil((2 * Math.hypot((x1 - x0) / w, (y1 - y0) / h)) / FINE);
      const at = (t: number): [number, number, number] => {
        const [x, y] = [x0 + t * (x1 - x0), y0 + t * (y1 - y0)];
        return [x, y, this.height(this.value(region, x, y))];
      };
      let from = -1;
      for (let k = 0; k <= steps; ++k) {
        const isSeen = k < steps && this.isSeen(region, ...at((k + 0.5) / steps), orbit);
        if (isSeen && from < 0) from = k;
        if (isSeen || from < 0) continue;
        parts.push(...at(from / steps), ...at(k / steps));
        from = -1;
      }
    }
    return Float64Array.from(parts);
  }

  /** Whether nothing hides the surface over a place of a polygon. */
  isPlaceSeen(polygon: number, x: number, y: number, orbit: Orbit): boolean {
    return this.isSeen(this.scene.regions[polygon], x, y, this.heightAt(polygon, x, y), orbit);
  }

  /**
   * Goes from a point of the surface to the viewer, region by region: the surface may not cross the ray of sight. Where it
   * rises faster than the ray at once, the point is seen from below, past the rim.
   */
  private isSeen(region: number, x: number, y: number, height: number, { yaw, pitch }: Orbit): boolean {
    const { complex, normals, scene: { box: { lo, hi } } } = this;
    const away = awayFromViewer({ yaw });
    const [dx, dy] = [(-away[0] * (hi[0] - lo[0])) / 2, (-away[1] * (hi[1] - lo[1])) / 2];
    const rise = riseOfSight(pitch);
    let from = NONE;
    let side = 0; // of the surface, against the ray: 1 above it
    for (let crossed = 0; crossed < complex.size; ++crossed) {
      let [out, least] = [NONE, Infinity];
      const { items, ends } = complex.regionFacets;
      for (let k = complex.regionFacets.begin(region); k < ends[region]; ++k) {
        const facet = items[k];
        if (facet === from) continue;
        const inward = complex.sides[2 * facet] === region ? 1 : -1;
        const closing = inward * (normals[2 * facet] * dx + normals[2 * facet + 1] * dy);
        if (closing >= 0) continue;
        const [ex, ey] = [this.whole.edges[4 * facet], this.whole.edges[4 * facet + 1]];
        const t = (inward * (normals[2 * facet] * (ex - x) + normals[2 * facet + 1] * (ey - y))) / closing;
        if (t < least) [out, least] = [facet, t];
      }
      if (out === NONE) return true;
      const [px, py] = [x + least * dx, y + least * dy];
      const ray = height + least * rise;
      if (px < lo[0] || px > hi[0] || py < lo[1] || py > hi[1]) return true;
      const above = this.height(this.value(region, px, py)) - ray;
      if (Math.abs(above) > HIDDEN_BY) {
        if (side === -Math.sign(above)) return false;
        side = Math.sign(above);
      }
      if (ray > 1 + HIDDEN_BY) return true;
      if (!complex.isInterior(out)) return true;
      region = complex.across(out, region);
      from = out;
    }
    return true;
  }

  /** The region where a ray through a pixel of a picture of this size meets the surface first, or -1. */
  regionAt(px: number, py: number, orbit: Orbit, width: number, height: number): number {
    const m = surfaceMatrix(orbit, width / height);
    const [cx, cy] = [(2 * px) / width - 1, 1 - (2 * py) / height];
    const { lo, hi } = this.scene.box;
    const det = m[0] * m[5] - m[4] * m[1];
    /** Where the ray is so high: the region under or over it, and whether it is under the surface. */
    const at = (h: number): { region: number; isUnder: boolean } => {
      const y0 = cy - m[9] * h;
      const x = (cx * m[5] - m[4] * y0) / det;
      const y = (m[0] * y0 - m[1] * cx) / det;
      if (Math.max(Math.abs(x), Math.abs(y)) > 1) return { region: -1, isUnder: false };
      const point: [number, number] = [lo[0] + ((x + 1) / 2) * (hi[0] - lo[0]), lo[1] + ((y + 1) / 2) * (hi[1] - lo[1])];
      const region = this.picker.at(...point);
      return { region, isUnder: region >= 0 && this.height(this.value(region, ...point)) >= h };
    };
    type Place = ReturnType<typeof at>;
    /** Halves [under, over] where something changes in it; the last place before the change, or after it. */
    const search = (over: number, under: number, isAfter: (place: Place) => boolean): Place => {
      for (let k = 0; k < 20; ++k) {
        const middle = (over + under) / 2;
        if (isAfter(at(middle))) under = middle;
        else over = middle;
      }
      return at(under);
    };
    // Down the ray, from above or, past the rim, from below.
    const step = 0.005;
    let before: Place = { region: -1, isUnder: false };
    for (let h = 1 + step; h > -1 - 2 * step; h -= step) {
      const here = at(h);
      if (before.region < 0 && here.region >= 0) before = search(h + step, h, ({ region }) => region >= 0);
      if (before.region >= 0 && here.region >= 0 && before.isUnder !== here.isUnder) {
        return search(h + step, h, ({ region, isUnder }) => region >= 0 && isUnder === here.isUnder).region;
      }
      before = here;
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
