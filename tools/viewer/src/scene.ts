// SPDX-License-Identifier: GPL-3.0-or-later
/** What there is to draw in the plane: a polygon per region, an edge per facet, in doubles. */
import type { Complex } from "./complex";

export interface Box {
  lo: [number, number];
  hi: [number, number];
}

export interface Scene {
  /** Corners x, y of all polygons, end to end, and where each ends (in corners). */
  corners: Float64Array;
  ends: Uint32Array;
  regions: Uint32Array; // per polygon
  /** x0, y0, x1, y1 per edge, and the facet it is of. */
  edges: Float64Array;
  facets: Uint32Array;
  /** Pieces of the decision boundary, as edges. */
  boundary: Float64Array;
  /** Curves, as edges: the graph of a function on a line, output by output; and that output. */
  curves: Float64Array;
  curveOutput: Uint32Array;
  box: Box;
}

/** How a section through space is cut: coordinate `axis` has this value; the other two are drawn. */
export interface Section {
  axis: number;
  at: number;
}

class Growing {
  length = 0;
  private values = new Float64Array(1024);
  push(...values: number[]): void {
    if (this.length + values.length > this.values.length) {
      const larger = new Float64Array(2 * this.values.length + values.length);
      larger.set(this.values);
      this.values = larger;
    }
    for (const value of values) this.values[this.length++] = value;
  }
  get doubles(): Float64Array {
    return this.values.slice(0, this.length);
  }
}

/** The corners of a polygon in turn, each edge given by two of them. */
function chain(edges: [number, number][]): number[] {
  const order = [edges[0][0], edges[0][1]];
  const left = edges.slice(1);
  while (left.length > 1) {
    const end = order[order.length - 1];
    const next = left.findIndex(([a, b]) => a === end || b === end);
    if (next < 0) break;
    const [[a, b]] = left.splice(next, 1);
    order.push(a === end ? b : a);
  }
  return order;
}

function planarScene(complex: Complex): Scene {
  const corners = new Growing();
  const ends = new Uint32Array(complex.size);
  for (let region = 0; region < complex.size; ++region) {
    const pairs: [number, number][] = [];
    for (const facet of complex.regionFacets.at(region)) {
      const list = complex.facetVertices.at(facet);
      if (list.length === 2) pairs.push([list[0], list[1]]);
    }
    if (pairs.length > 2) {
      for (const vertex of chain(pairs)) corners.push(complex.vertices[2 * vertex], complex.vertices[2 * vertex + 1]);
    }
    ends[region] = corners.length / 2;
  }
  const edges = new Float64Array(4 * complex.numFacets);
  for (let facet = 0; facet < complex.numFacets; ++facet) {
    const [a, b = a] = complex.facetVertices.at(facet);
    edges.set([...complex.vertices.subarray(2 * a, 2 * a + 2), ...complex.vertices.subarray(2 * b, 2 * b + 2)], 4 * facet);
  }
  const count = (_: unknown, i: number): number => i;
  return {
    corners: corners.doubles,
    ends,
    regions: new Uint32Array(complex.size).map(count),
    edges,
    facets: new Uint32Array(complex.numFacets).map(count),
    boundary: complex.boundaryCorners ?? new Float64Array(),
    curves: new Float64Array(),
    curveOutput: new Uint32Array(),
    box: boxOf(complex.vertices),
  };
}

function boxOf(points: ArrayLike<number>): Box {
  const box: Box = { lo: [Infinity, Infinity], hi: [-Infinity, -Infinity] };
  for (let i = 0; i < points.length; ++i) {
    const j = i % 2;
    if (points[i] < box.lo[j]) box.lo[j] = points[i];
    if (points[i] > box.hi[j]) box.hi[j] = points[i];
  }
  for (const j of [0, 1]) if (!(box.lo[j] < box.hi[j])) [box.lo[j], box.hi[j]] = [(box.lo[j] || 0) - 1, (box.hi[j] || 0) + 1];
  return box;
}

/** The graph of the outputs over a line: a strip per region, an upright edge per breakpoint. */
function graphScene(complex: Complex): Scene {
  const { frame, size, vertices } = complex;
  const curves = new Growing();
  const curveOutput: number[] = [];
  const ends: [number, number][] = [];
  for (let region = 0; region < size; ++region) {
    const [a, b = a] = complex.regionVertices.at(region);
    ends.push([Math.min(vertices[a], vertices[b]), Math.max(vertices[a], vertices[b])]);
    for (let output = 0; output < frame.drawn_outputs; ++output) {
      const [lo, hi] = ends[region];
      curves.push(lo, complex.value(region, output, [lo]), hi, complex.value(region, output, [hi]));
      curveOutput.push(output);
    }
  }
  const box = boxOf(curves.doubles);
  const margin = (box.hi[1] - box.lo[1]) / 10;
  box.lo[1] -= margin;
  box.hi[1] += margin;
  const corners = new Growing();
  for (const [lo, hi] of ends) corners.push(lo, box.lo[1], hi, box.lo[1], hi, box.hi[1], lo, box.hi[1]);
  const edges = new Growing();
  for (let facet = 0; facet < complex.numFacets; ++facet) {
    const x = vertices[complex.facetVertices.at(facet)[0]];
    edges.push(x, box.lo[1], x, box.hi[1]);
  }
  const boundary = new Growing();
  for (const x of complex.boundaryCorners ?? []) boundary.push(x, box.lo[1], x, box.hi[1]);
  return {
    corners: corners.doubles,
    ends: new Uint32Array(size).map((_, i) => 4 * (i + 1)),
    regions: new Uint32Array(size).map((_, i) => i),
    edges: edges.doubles,
    facets: new Uint32Array(complex.numFacets).map((_, i) => i),
    boundary: boundary.doubles,
    curves: curves.doubles,
    curveOutput: Uint32Array.from(curveOutput),
    box,
  };
}

/** The coordinates that are drawn of a section. */
export const drawnAxes = (section: Section): [number, number] =>
  [0, 1, 2].filter((j) => j !== section.axis) as [number, number];

type Segment = [number, number, number, number];

/** Where a convex polygon in space, given by its corners in any order, meets the section; none where it does not. */
function cut(points: Float64Array, corners: ArrayLike<number>, section: Section): Segment | null {
  const [u, v] = drawnAxes(section);
  const meets: [number, number][] = [];
  for (let i = 0; i < corners.length; ++i) {
    const a = points[3 * corners[i] + section.axis] - section.at;
    for (let j = 0; j < corners.length; ++j) {
      const b = points[3 * corners[j] + section.axis] - section.at;
      if (a < 0 || b >= 0) continue;
      const t = a / (a - b);
      const along = (k: number): number => points[3 * corners[i] + k] * (1 - t) + points[3 * corners[j] + k] * t;
      meets.push([along(u), along(v)]);
    }
  }
  if (meets.length === 0) return null;
  // The ends of the hull of points on one line.
  const far = (from: [number, number]): [number, number] =>
    meets.reduce((best, p) => (distance(p, from) > distance(best, from) ? p : best), from);
  const first = far(meets[0]);
  return [...first, ...far(first)] as Segment;
}

const distance = (p: [number, number], q: [number, number]): number => Math.hypot(p[0] - q[0], p[1] - q[1]);

function sectionScene(complex: Complex, section: Section): Scene {
  const corners = new Growing();
  const ends: number[] = [];
  const regions: number[] = [];
  const edges = new Growing();
  const facets: number[] = [];
  const segments = new Map<number, Segment | null>();
  const segmentOf = (facet: number): Segment | null => {
    let segment = segments.get(facet);
    if (segment === undefined) {
      segment = cut(complex.vertices, complex.facetVertices.at(facet), section);
      segments.set(facet, segment);
      if (segment) {
        edges.push(...segment);
        facets.push(facet);
      }
    }
    return segment;
  };
  for (let region = 0; region < complex.size; ++region) {
    const list = complex.regionVertices.at(region);
    const isSide = (side: (z: number) => boolean): boolean =>
      list.some((vertex) => side(complex.vertices[3 * vertex + section.axis] - section.at));
    if (!isSide((z) => z >= 0) || !isSide((z) => z < 0)) continue;
    const points: [number, number][] = [];
    for (const facet of complex.regionFacets.at(region)) {
      const segment = segmentOf(facet);
      if (segment) points.push([segment[0], segment[1]], [segment[2], segment[3]]);
    }
    if (points.length < 6) continue;
    const x = points.reduce((sum, p) => sum + p[0], 0) / points.length;
    const y = points.reduce((sum, p) => sum + p[1], 0) / points.length;
    points.sort((p, q) => Math.atan2(p[1] - y, p[0] - x) - Math.atan2(q[1] - y, q[0] - x));
    for (const p of points) corners.push(...p);
    ends.push(corners.length / 2);
    regions.push(region);
  }
  const boundary = new Growing();
  const pieces = complex.boundaryEnds ?? new Uint32Array();
  pieces.forEach((end, i) => {
    const begin = i === 0 ? 0 : pieces[i - 1];
    const list = Array.from({ length: end - begin }, (_, k) => begin + k);
    const segment = cut(complex.boundaryCorners!, list, section);
    if (segment) boundary.push(...segment);
  });
  const [u, v] = drawnAxes(section);
  const all = Float64Array.from({ length: (complex.vertices.length / 3) * 2 }, (_, i) =>
    complex.vertices[3 * (i >> 1) + (i & 1 ? v : u)]);
  return {
    corners: corners.doubles,
    ends: Uint32Array.from(ends),
    regions: Uint32Array.from(regions),
    edges: edges.doubles,
    facets: Uint32Array.from(facets),
    boundary: boundary.doubles,
    curves: new Float64Array(),
    curveOutput: new Uint32Array(),
    box: boxOf(all),
  };
}

export function makeScene(complex: Complex, section: Section): Scene {
  if (complex.dim === 1) return graphScene(complex);
  return complex.dim === 2 ? planarScene(complex) : sectionScene(complex, section);
}

/**
 * The box that nine tenths of the vertices inside the domain lie in, widened: far away ones, of nearly parallel creases,
 * would leave nothing to see.
 */
export function mainBox(complex: Complex, scene: Scene, section: Section): Box {
  const box: Box = { lo: [...scene.box.lo], hi: [...scene.box.hi] };
  const inside: number[] = [];
  for (let v = 0; v < complex.vertexRegion.length; ++v) {
    const walls = complex.vertexWalls.at(v);
    if (complex.isCrease(walls[walls.length - 1])) inside.push(v);
  }
  if (inside.length < 10) return box;
  const axes = complex.dim === 3 ? drawnAxes(section) : complex.dim === 2 ? [0, 1] : [0];
  axes.forEach((axis, j) => {
    const sorted = Float64Array.from(inside, (v) => complex.vertices[v * complex.dim + axis]).sort();
    const lo = sorted[Math.floor(sorted.length * 0.05)];
    const hi = sorted[Math.floor(sorted.length * 0.95)];
    if (!(lo < hi)) return;
    box.lo[j] = Math.max(box.lo[j], lo - (hi - lo) / 3);
    box.hi[j] = Math.min(box.hi[j], hi + (hi - lo) / 3);
  });
  if (complex.dim > 1) return box;
  // Of a graph the part over these x.
  let [lo, hi] = [Infinity, -Infinity];
  for (let i = 0; i < scene.curves.length; i += 2) {
    if (scene.curves[i] < box.lo[0] || scene.curves[i] > box.hi[0]) continue;
    lo = Math.min(lo, scene.curves[i + 1]);
    hi = Math.max(hi, scene.curves[i + 1]);
  }
  if (lo < hi) [box.lo[1], box.hi[1]] = [lo - (hi - lo) / 10, hi + (hi - lo) / 10];
  return box;
}

/** The corners of a convex polygon inside a half-plane sign * x_j >= sign * at. */
function clipped(corners: [number, number][], j: number, at: number, sign: number): [number, number][] {
  const result: [number, number][] = [];
  corners.forEach((p, i) => {
    const q = corners[(i + 1) % corners.length];
    const [a, b] = [sign * (p[j] - at), sign * (q[j] - at)];
    if (a >= 0) result.push(p);
    if (a >= 0 === b >= 0) return;
    const t = a / (a - b);
    const r: [number, number] = [p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])];
    r[j] = at;
    result.push(r);
  });
  return result;
}

/** The part of a convex polygon, or of a segment, in a box. */
export function clippedTo({ lo, hi }: Box, points: [number, number][]): [number, number][] {
  for (const j of [0, 1]) points = clipped(clipped(points, j, lo[j], 1), j, hi[j], -1);
  return points;
}

/**
 * The part of a scene in a box: polygons and edges keep their places; those outside are empty, or a point. Of the boundary
 * the pieces outside are left out.
 */
export function within(scene: Scene, box: Box): Scene {
  const corners = new Growing();
  const ends = new Uint32Array(scene.ends.length);
  const { lo, hi } = box;
  const isInside = (places: Float64Array, begin: number, end: number): boolean => {
    for (let i = begin; i < end; i += 2) {
      if (!(places[i] >= lo[0] && places[i] <= hi[0] && places[i + 1] >= lo[1] && places[i + 1] <= hi[1])) return false;
    }
    return true;
  };
  for (let i = 0, begin = 0; i < ends.length; begin = scene.ends[i++]) {
    const [from, to] = [2 * begin, 2 * scene.ends[i]];
    if (isInside(scene.corners, from, to)) {
      for (let c = from; c < to; ++c) corners.push(scene.corners[c]);
    } else {
      const points: [number, number][] = [];
      for (let c = from; c < to; c += 2) points.push([scene.corners[c], scene.corners[c + 1]]);
      for (const p of clippedTo(box, points)) corners.push(...p);
    }
    ends[i] = corners.length / 2;
  }
  const edges = scene.edges.slice();
  for (let i = 0; i < edges.length; i += 4) {
    if (isInside(edges, i, i + 4)) continue;
    const [x0, y0, x1, y1] = edges.subarray(i, i + 4);
    const inside = clippedTo(box, [[x0, y0], [x1, y1]]);
    edges.set(inside.length < 2 ? [...lo, ...lo] : [...inside[0], ...inside[1]], i);
  }
  const boundary = new Growing();
  for (let i = 0; i < scene.boundary.length; i += 4) {
    const [x0, y0, x1, y1] = scene.boundary.subarray(i, i + 4);
    const inside = clippedTo(box, [[x0, y0], [x1, y1]]);
    if (inside.length >= 2) boundary.push(...inside[0], ...inside[1]);
  }
  return { ...scene, corners: corners.doubles, ends, edges, boundary: boundary.doubles, box };
}

/** Edges by number, end to end. */
export function segmentsOf({ edges }: Scene, chosen: Uint32Array): Float64Array {
  const segments = new Float64Array(4 * chosen.length);
  chosen.forEach((edge, i) => segments.set(edges.subarray(4 * edge, 4 * edge + 4), 4 * i));
  return segments;
}

/** Whether an edge has one end only: those beyond the box of a part do. */
export const isPoint = ({ edges }: Scene, edge: number): boolean =>
  edges[4 * edge] === edges[4 * edge + 2] && edges[4 * edge + 1] === edges[4 * edge + 3];

/** Per polygon the least and greatest x, then y, of its corners; of none, what meets nothing. */
export function boxesOf({ corners, ends }: Scene): Float64Array {
  const boxes = new Float64Array(4 * ends.length);
  for (let i = 0, begin = 0; i < ends.length; begin = ends[i++]) {
    const box = [Infinity, -Infinity, Infinity, -Infinity];
    for (let c = begin; c < ends[i]; ++c) {
      const [x, y] = [corners[2 * c], corners[2 * c + 1]];
      if (x < box[0]) box[0] = x;
      if (x > box[1]) box[1] = x;
      if (y < box[2]) box[2] = y;
      if (y > box[3]) box[3] = y;
    }
    boxes.set(box, 4 * i);
  }
  return boxes;
}

/** Per polygon the mean of its corners, which is inside; NaN of none. */
export function middlesOf({ corners, ends }: Scene): Float64Array {
  const middles = new Float64Array(2 * ends.length);
  for (let i = 0, begin = 0; i < ends.length; begin = ends[i++]) {
    let [x, y] = [0, 0];
    for (let c = begin; c < ends[i]; ++c) {
      x += corners[2 * c];
      y += corners[2 * c + 1];
    }
    middles[2 * i] = x / (ends[i] - begin);
    middles[2 * i + 1] = y / (ends[i] - begin);
  }
  return middles;
}
