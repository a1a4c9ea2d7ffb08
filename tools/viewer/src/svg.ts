// SPDX-License-Identifier: GPL-3.0-or-later
/** The picture as SVG: what lies in it, polygon by polygon; of a surface from the farthest to the nearest. */
import { project, surfaceProjection } from "./camera";
import { categorical, hex, shaded } from "./color";
import { NONE } from "./complex";
import { BOUNDARY_WIDTHS, boundaryOf } from "./overlay";
import type { View } from "./view";

const MAX_POLYGONS = 200_000;
const MAX_TITLES = 3000; // regions; as in `crease plot`

const escape = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
const rounded = (x: number): string => String(Math.round(x * 100) / 100);

type Point = [number, number];

function isInSight(view: View, points: Point[]): boolean {
  const { width, height } = view;
  return points.some(([x]) => x >= 0) && points.some(([x]) => x <= width) &&
    points.some(([, y]) => y >= 0) && points.some(([, y]) => y <= height);
}

const move = ([from, to]: Point[]): string => `M${from.map(rounded).join(",")}L${to.map(rounded).join(",")}`;

/** Edges in sight, one path per colour. */
function edgePaths(view: View, edges: Iterable<number>, ends: (edge: number) => Point[], paper: string): string[] {
  const { state } = view;
  const { complex, scene, layers } = state;
  const alpha = rounded(view.edgeAlpha);
  const paths = new Map<string, string[]>();
  for (const edge of edges) {
    const crease = complex.firstDifference[scene.facets[edge]];
    if (crease === NONE || (state.isReplaying && crease >= state.numCreases)) continue;
    const color = layers.edgesByLayer ? hex(categorical(complex.creaseUnit[crease].layer)) : paper;
    const points = ends(edge);
    if (!isInSight(view, points)) continue;
    if (!paths.has(color)) paths.set(color, []);
    paths.get(color)!.push(move(points));
  }
  return [...paths].map(([color, moves]) =>
    `<path d="${moves.join("")}" stroke="${color}" stroke-opacity="${alpha}" stroke-width="0.8" fill="none"/>`);
}

/** Polygons and edges of the plane, or of the surface over it. */
function regions(view: View, paper: string): string[] {
  const { state, surface, painter } = view;
  const { complex } = state;
  const scene = surface?.scene ?? state.scene;
  const projection = surface && surfaceProjection(view.orbit, scene.box, view.width, view.height);
  const hasEdges = view.edgeAlpha > 0.02;
  const place = (places: Float64Array, heights: Float32Array | undefined, i: number): Point => {
    const [x, y] = [places[2 * i], places[2 * i + 1]];
    return projection && heights ? project(projection, x, y, heights[i]) : view.toScreen(x, y);
  };
  const ends = (edge: number): Point[] =>
    [0, 1].map((k) => place(scene.edges, surface?.edges, 2 * edge + k));
  const parts: string[] = [];
  let polygons = 0;
  const polygon = (i: number): void => {
    const points: Point[] = [];
    for (let c = i === 0 ? 0 : scene.ends[i - 1]; c < scene.ends[i]; ++c) points.push(place(scene.corners, surface?.corners, c));
    if (points.length === 0 || polygons >= MAX_POLYGONS || !isInSight(view, points)) return;
    ++polygons;
    const region = scene.regions[i];
    const color = hex(surface ? shaded(painter.colorOf(region), painter.lightOf(region)) : painter.colorOf(region));
    const title = complex.size > MAX_TITLES ? "" : `<title>R${region} ${escape(complex.pattern(region))}</title>`;
    parts.push(`<polygon points="${points.map((p) => p.map(rounded).join(",")).join(" ")}" fill="${color}">${title}</polygon>`);
  };
  if (surface) {
    const order = surface.order(view.orbit);
    order.polygons.forEach((i, rank) => {
      polygon(i);
      if (hasEdges) parts.push(...edgePaths(view, order.edges.at(rank), ends, paper));
    });
  } else {
    for (let i = 0; i < scene.ends.length; ++i) polygon(i);
    if (hasEdges) parts.push(...edgePaths(view, scene.facets.keys(), ends, paper));
  }
  return parts;
}

function lines(segments: Point[][], attributes: string): string {
  return `<path d="${segments.map(move).join("")}" ${attributes} fill="none"/>`;
}

function pairs(points: Float64Array, place: (x: number, y: number) => Point): Point[][] {
  return Array.from({ length: points.length / 4 }, (_, i) =>
    [place(points[4 * i], points[4 * i + 1]), place(points[4 * i + 2], points[4 * i + 3])]);
}

/** What is shown on top of the plane. */
function decorations(view: View, ink: string): string[] {
  const { state, width, height } = view;
  const { scene, complex, layers } = state;
  const parts: string[] = [];
  if (state.isReplaying || complex.dim !== 2) return parts;
  if (layers.graph) {
    const segments: Point[][] = [];
    for (const facet of scene.facets) {
      if (!complex.isInterior(facet)) continue;
      segments.push([0, 1].map((k) => {
        const [x, y] = complex.middle(complex.sides[2 * facet + k]);
        return view.toScreen(x, y);
      }));
    }
    parts.push(lines(segments, `stroke="${ink}" stroke-width="0.8"`));
  }
  if (layers.circles && complex.radius) {
    parts.push(`<g fill="none" stroke="${ink}" stroke-width="0.8">`);
    for (const region of scene.regions) {
      const [x, y] = view.toScreen(complex.center![2 * region], complex.center![2 * region + 1]);
      const radius = complex.radius[region] * view.camera.scaleX;
      if (x + radius < 0 || y + radius < 0 || x - radius > width || y - radius > height || radius < 0.3) continue;
      parts.push(`<circle cx="${rounded(x)}" cy="${rounded(y)}" r="${rounded(radius)}"/>`);
    }
    parts.push("</g>");
  }
  return parts;
}

export function toSvg(view: View): string {
  const { state, width, height } = view;
  const { scene, complex, quantity } = state;
  const paper = view.isDark ? "#14161a" : "#ffffff";
  const ink = view.isDark ? "#f2f2f4" : "#16181d";
  const parts: string[] = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escape(`${complex.frame.network.name}: regions by ${quantity.label}`)}</title>`,
    // Polygons that meet would leave a seam of the ground's colour, were their edges smoothed.
    "<style>polygon { shape-rendering: crispEdges }</style>",
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    ...regions(view, paper),
  ];
  if (!view.surface) parts.push(...decorations(view, ink));
  const boundary = pairs(boundaryOf(view), (x, y) => [x, y]).filter((ends) => isInSight(view, ends));
  if (boundary.length > 0) {
    parts.push(`<g stroke-linecap="round"><title>decision boundary</title>`);
    [paper, ink].forEach((color, i) => parts.push(lines(boundary, `class="boundary" stroke="${color}" stroke-width="${BOUNDARY_WIDTHS[i]}"`)));
    parts.push("</g>");
  }
  const curves = pairs(scene.curves, (x, y) => view.toScreen(x, y));
  for (let output = 0; curves.length > 0 && output < complex.frame.drawn_outputs; ++output) {
    const own = curves.filter((_, i) => scene.curveOutput[i] === output);
    parts.push(`<g><title>output ${output}</title>`, lines(own, `stroke="${hex(view.curveColor(output))}" stroke-width="1.5"`), "</g>");
  }
  parts.push("</svg>", "");
  return parts.join("\n");
}
