// SPDX-License-Identifier: GPL-3.0-or-later
/** What can be shown on top of the regions' colours: edges by layer, adjacency, inscribed balls, the newest creases. */
import { categorical, word, type Color } from "./color";
import { NONE, type Complex, type Unit } from "./complex";
import { drawnAxes, type Scene, type Section } from "./scene";

const OF_DOMAIN: Color = [128, 128, 128];

/** A word per edge. */
export function layerColors(complex: Complex, scene: Scene): Uint32Array {
  return Uint32Array.from(scene.facets, (facet) => {
    const crease = complex.firstDifference[facet];
    return word(crease === NONE ? OF_DOMAIN : categorical(complex.creaseUnit[crease].layer));
  });
}

const axesOf = (complex: Complex, section: Section): [number, number] => (complex.dim === 3 ? drawnAxes(section) : [0, 1]);

/** A segment per adjacency, between points inside both regions. */
export function graphSegments(complex: Complex, scene: Scene, section: Section): Float64Array {
  const [u, v] = axesOf(complex, section);
  const { middles, sides, dim } = complex;
  const inside = scene.facets.filter((facet) => complex.isInterior(facet));
  const segments = new Float64Array(4 * inside.length);
  inside.forEach((facet, i) => {
    for (const k of [0, 1]) {
      const region = sides[2 * facet + k];
      segments[4 * i + 2 * k] = middles[region * dim + u];
      segments[4 * i + 2 * k + 1] = middles[region * dim + v];
    }
  });
  return segments;
}

/** Inscribed balls of the scene's polygons, as they meet the plane. */
export function circlesOf(complex: Complex, scene: Scene, section: Section): { centers: Float64Array; radii: Float64Array } {
  const [u, v] = axesOf(complex, section);
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

/** The edges on which a unit bends. */
export function edgesOf(unit: Unit, complex: Complex, scene: Scene): Float64Array {
  const { firstDifference } = complex;
  const end = unit.firstCrease + unit.creases;
  const edges = Array.from(scene.facets.keys()).filter((i) => {
    const crease = firstDifference[scene.facets[i]];
    return crease >= unit.firstCrease && crease < end;
  });
  const segments = new Float64Array(4 * edges.length);
  edges.forEach((edge, i) => segments.set(scene.edges.subarray(4 * edge, 4 * edge + 4), 4 * i));
  return segments;
}
