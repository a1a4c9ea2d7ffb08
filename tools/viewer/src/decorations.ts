// SPDX-License-Identifier: GPL-3.0-or-later
/** What can be shown on top of the regions' colours: edges by layer, adjacency, inscribed balls, the newest creases. */
import { project, type Projection } from "./camera";
import { categorical, word, type Color } from "./color";
import { NONE, type Complex, type Unit } from "./complex";
import { drawnAxes, isPoint, type Scene, type Section } from "./scene";
import type { Surface } from "./surface";

const OF_DOMAIN: Color = [128, 128, 128];
/** Pixels of the radius of a circle that is drawn. */
export const LEAST_RING = 0.7;

/** A word per edge. */
export function layerColors(complex: Complex, scene: Scene): Uint32Array {
  return Uint32Array.from(scene.facets, (facet) => {
    const crease = complex.firstDifference[facet];
    return word(crease === NONE ? OF_DOMAIN : categorical(complex.creaseUnit[crease].layer));
  });
}

/** The adjacency graph: a point in every polygon, joined across every edge by way of its middle, which crosses nothing else. */
export interface Graph {
  /** Per polygon; NaN where it is empty. */
  dots: Float64Array;
  /** From such a point to the middle of an edge; and the polygon in which that runs. */
  segments: Float64Array;
  polygons: Uint32Array;
}

/** With a point inside every polygon. */
export function graphOf(complex: Complex, scene: Scene, dots: Float64Array): Graph {
  const polygonOf = new Int32Array(complex.size).fill(-1);
  scene.regions.forEach((region, polygon) => (polygonOf[region] = polygon));
  const segments = new Float64Array(8 * scene.facets.length);
  const polygons = new Uint32Array(2 * scene.facets.length);
  let size = 0;
  const { edges, facets } = scene;
  const isThere = (polygon: number): boolean => polygon >= 0 && !Number.isNaN(dots[2 * polygon]);
  for (let edge = 0; edge < facets.length; ++edge) {
    const facet = facets[edge];
    if (!complex.isInterior(facet) || isPoint(scene, edge)) continue;
    const sides = [polygonOf[complex.sides[2 * facet]], polygonOf[complex.sides[2 * facet + 1]]];
    if (!sides.every(isThere)) continue;
    for (const polygon of sides) {
      segments[4 * size] = dots[2 * polygon];
      segments[4 * size + 1] = dots[2 * polygon + 1];
      segments[4 * size + 2] = (edges[4 * edge] + edges[4 * edge + 2]) / 2;
      segments[4 * size + 3] = (edges[4 * edge + 1] + edges[4 * edge + 3]) / 2;
      polygons[size++] = polygon;
    }
  }
  return { dots, segments: segments.subarray(0, 4 * size), polygons: polygons.subarray(0, size) };
}

export interface Circles {
  centers: Float64Array;
  radii: Float64Array;
}

/** Inscribed balls of the scene's polygons, as they meet the plane. */
export function circlesOf(complex: Complex, scene: Scene, section: Section): Circles {
  const [u, v] = complex.dim === 3 ? drawnAxes(section) : [0, 1];
  const centers = new Float64Array(2 * scene.regions.length);
  const radii = new Float64Array(scene.regions.length);
  scene.regions.forEach((region, i) => {
    const center = complex.center!.subarray(region * complex.dim, (region + 1) * complex.dim);
    centers.set([center[u], center[v]], 2 * i);
    const beside = complex.dim === 3 ? center[section.axis] - section.at : 0;
    radii[i] = Math.sqrt(Math.max(0, complex.radius![region] ** 2 - beside ** 2));
  });
  return { centers, radii };
}

/** A circle on a surface, in the picture: x0, y0, x1, y1 of short segments; those past the surface's rim are left out. */
export function ringOn(surface: Surface, polygon: number, { centers, radii }: Circles, projection: Projection): Float64Array {
  const { box: { lo, hi } } = surface.scene;
  const [x, y, radius] = [centers[2 * polygon], centers[2 * polygon + 1], radii[polygon]];
  const { x: u, y: v } = projection;
  const [a, b] = surface.slopeOf(polygon);
  const size = radius * Math.max(Math.hypot(u[0] + a * u[2], v[0] + a * v[2]), Math.hypot(u[1] + b * u[2], v[1] + b * v[2]));
  if (!(size >= LEAST_RING)) return new Float64Array();
  const height = surface.heightAt(polygon, x, y);
  const count = Math.min(64, 8 + 4 * Math.ceil(Math.sqrt(size)));
  const points = new Float64Array(4 * count);
  let length = 0;
  let before: [number, number] | null = null;
  for (let k = 0; k <= count; ++k) {
    const angle = (2 * Math.PI * (k % count)) / count;
    const [dx, dy] = [radius * Math.cos(angle), radius * Math.sin(angle)];
    const isOver = x + dx >= lo[0] && x + dx <= hi[0] && y + dy >= lo[1] && y + dy <= hi[1];
    const here = isOver ? project(projection, x + dx, y + dy, height + a * dx + b * dy) : null;
    if (before && here) {
      points.set([...before, ...here], length);
      length += 4;
    }
    before = here;
  }
  return points.subarray(0, length);
}

/** The edges on which a unit bends, by number. */
export function edgesOf(unit: Unit, complex: Complex, scene: Scene): Uint32Array {
  const { firstDifference } = complex;
  const end = unit.firstCrease + unit.creases;
  const edges: number[] = [];
  scene.facets.forEach((facet, edge) => {
    const crease = firstDifference[facet];
    if (crease >= unit.firstCrease && crease < end) edges.push(edge);
  });
  return Uint32Array.from(edges);
}
