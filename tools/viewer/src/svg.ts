// SPDX-License-Identifier: GPL-3.0-or-later
/** The picture as SVG: what lies in it, polygon by polygon; of a surface from the farthest to the nearest. */
import { surfaceProjection, type Projection } from "./camera";
import { categorical, hex, shaded } from "./color";
import { NONE } from "./complex";
import { Lists } from "./data";
import { LEAST_RING, ringOn, type Circles, type Graph } from "./decorations";
import { counted, short, withCommas } from "./dom";
import { drawOverlay } from "./overlay";
import { escape, FONT_SIZE, pathOf, pointsOf, rounded, SvgPen, type Point } from "./pen";
import { LEAST_ALPHA } from "./renderer";
import type { View } from "./view";

const MAX_POLYGONS = 200_000;
const MAX_TITLES = 3000; // regions; as in `crease plot`

export interface SvgPicture {
  text: string;
  /** What is not in it although it lies in the picture, in words; empty: nothing. */
  leftOut: string;
}

function isInSight({ width, height }: View, points: Point[]): boolean {
  return points.some(([x]) => x >= 0) && points.some(([x]) => x <= width) &&
    points.some(([, y]) => y >= 0) && points.some(([, y]) => y <= height);
}

function areaOf(points: Point[]): number {
  let twice = 0;
  points.forEach(([x, y], i) => {
    const [nextX, nextY] = points[(i + 1) % points.length];
    twice += x * nextY - nextX * y;
  });
  return Math.abs(twice) / 2;
}

/** Polygons that lie in the picture, at most so many: the largest. */
class Polygons {
  /** Square pixels of every one; -1: not in the picture. */
  private readonly areas: Float64Array;
  private readonly isKept: Uint8Array;
  readonly inSight: number;
  readonly kept: number;

  constructor(view: View, most: number) {
    const scene = view.shownScene;
    this.areas = Float64Array.from(scene.ends, (_, i) => {
      const points = view.cornersOf(i);
      return points.length > 0 && isInSight(view, points) ? areaOf(points) : -1;
    });
    const there = Uint32Array.from(this.areas.keys()).filter((i) => this.areas[i] >= 0);
    this.inSight = there.length;
    if (there.length > most) there.sort((a, b) => this.areas[b] - this.areas[a]);
    this.kept = Math.min(most, there.length);
    this.isKept = new Uint8Array(this.areas.length);
    for (const i of there.subarray(0, this.kept)) this.isKept[i] = 1;
  }
  has(i: number): boolean {
    return this.isKept[i] === 1;
  }
  get leftOut(): string {
    if (this.kept === this.inSight) return "";
    const largest = this.areas.reduce((most, area, i) => (this.has(i) ? most : Math.max(most, area)), 0);
    return `${withCommas(this.inSight - this.kept)} of the ${counted(this.inSight, "region")} in the picture are left out of the SVG, ` +
      `which has room for ${withCommas(this.kept)}: the smallest ones, of ${short(largest)} square pixels or less.`;
  }
}

/** Edges in sight, one path per colour. */
function edgePaths(view: View, edges: Iterable<number>, paper: string): string[] {
  const { state } = view;
  const { complex, scene, layers } = state;
  const alpha = rounded(view.edgeAlpha);
  const ends = new Map<string, number[]>();
  for (const edge of edges) {
    const crease = complex.firstDifference[scene.facets[edge]];
    if (crease === NONE || (state.isReplaying && crease >= state.numCreases)) continue;
    const color = layers.edgesByLayer ? hex(categorical(complex.creaseUnit[crease].layer)) : paper;
    const points = view.endsOf(edge);
    if (!isInSight(view, points)) continue;
    if (!ends.has(color)) ends.set(color, []);
    ends.get(color)!.push(...points[0], ...points[1]);
  }
  return [...ends].map(([color, own]) =>
    `<path d="${pathOf(own)}" stroke="${color}" stroke-opacity="${alpha}" stroke-width="0.8" fill="none"/>`);
}

/** The adjacency graph, all of it or what is on one polygon. */
class GraphWriter {
  private readonly ofPolygon: Lists;
  constructor(
    private readonly view: View,
    private readonly graph: Graph,
    private readonly ink: string,
  ) {
    this.ofPolygon = Lists.group(graph.polygons, graph.dots.length / 2);
  }
  write(polygons: Iterable<number>): string[] {
    const { dots, segments } = this.graph;
    const radius = this.view.dotRadius;
    const ends: number[] = [];
    const points: string[] = [];
    for (const polygon of polygons) {
      const dot = this.view.placeOn(polygon, dots[2 * polygon], dots[2 * polygon + 1]);
      for (const i of this.ofPolygon.at(polygon)) {
        const end = this.view.placeOn(polygon, segments[4 * i + 2], segments[4 * i + 3]);
        if (isInSight(this.view, [dot, end])) ends.push(...dot, ...end);
      }
      if (radius > 0 && isInSight(this.view, [dot])) points.push(`M${pointsOf([dot])}h0`);
    }
    const attributes = `class="graph" stroke="${this.ink}" stroke-opacity="${rounded(0.7 * this.view.graphAlpha)}" fill="none"`;
    return [
      ...(ends.length > 0 ? [`<path d="${pathOf(ends)}" ${attributes} stroke-width="0.8"/>`] : []),
      ...(points.length > 0 ? [`<path d="${points.join("")}" ${attributes} stroke-width="${2 * radius}" stroke-linecap="round"/>`] : []),
    ];
  }
}

/** An inscribed circle: on a surface short segments, since what is past its rim is left out. */
function circlePath(view: View, polygon: number, circles: Circles, projection: Projection | null, ink: string): string[] {
  const attributes = `class="circle" fill="none" stroke="${ink}" stroke-width="0.8"`;
  if (view.surface && projection) {
    const ends = ringOn(view.surface, polygon, circles, projection);
    return ends.length > 0 ? [`<path d="${pathOf(ends)}" ${attributes}/>`] : [];
  }
  const [x, y] = view.toScreen(circles.centers[2 * polygon], circles.centers[2 * polygon + 1]);
  const radius = circles.radii[polygon] * view.camera.scaleX;
  if (radius < LEAST_RING || x + radius < 0 || y + radius < 0 || x - radius > view.width || y - radius > view.height) return [];
  return [`<circle cx="${rounded(x)}" cy="${rounded(y)}" r="${rounded(radius)}" ${attributes}/>`];
}

/** Polygons, edges, graph and circles. */
function regions(view: View, polygons: Polygons, ink: string, paper: string): string[] {
  const { state: { complex }, surface, painter } = view;
  const scene = view.shownScene;
  const hasEdges = view.edgeAlpha > LEAST_ALPHA;
  const projection = surface && surfaceProjection(view.orbit, scene.box, view.width, view.height);
  const graph = view.graph && view.graphAlpha > LEAST_ALPHA ? new GraphWriter(view, view.graph, ink) : null;
  const { circles } = view;
  const parts: string[] = [];
  const polygon = (i: number): void => {
    if (!polygons.has(i)) return;
    const region = scene.regions[i];
    const color = hex(surface ? shaded(painter.colorOf(region), painter.lightOf(region)) : painter.colorOf(region));
    const title = complex.size > MAX_TITLES ? "" : `<title>R${region} ${escape(complex.pattern(region))}</title>`;
    parts.push(`<polygon points="${pointsOf(view.cornersOf(i))}" fill="${color}">${title}</polygon>`);
  };
  if (surface) {
    const order = surface.order(view.orbit);
    order.polygons.forEach((i, rank) => {
      polygon(i);
      if (hasEdges) parts.push(...edgePaths(view, order.edges().at(rank), paper));
      if (!polygons.has(i)) return;
      if (graph) parts.push(...graph.write([i]));
      if (circles) parts.push(...circlePath(view, i, circles, projection, ink));
    });
    return parts;
  }
  for (let i = 0; i < scene.ends.length; ++i) polygon(i);
  if (hasEdges) parts.push(...edgePaths(view, scene.facets.keys(), paper));
  if (graph) parts.push(...graph.write(scene.ends.keys()));
  if (circles) for (let i = 0; i < scene.ends.length; ++i) parts.push(...circlePath(view, i, circles, null, ink));
  return parts;
}

/** At most `most` regions, the largest in the picture. */
export function toSvg(view: View, most = MAX_POLYGONS): SvgPicture {
  const { width, height, state: { complex, quantity } } = view;
  const { ink, paper } = view.colors;
  const polygons = new Polygons(view, most);
  const pen = new SvgPen(ink, paper);
  view.update();
  drawOverlay(view, pen);
  const { frame } = complex;
  const words = [
    `Domain ${frame.domain.label}: ${counted(complex.size, "activation region")}, ${withCommas(polygons.inSight)} of them in this picture.`,
    frame.complete ? "" : "A part of the regions only.",
    polygons.leftOut,
  ].filter((sentence) => sentence !== "");
  const text = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escape(`${frame.network.name}: regions by ${quantity.label}`)}</title>`,
    `<desc>${escape(words.join(" "))}</desc>`,
    // Polygons that meet would leave a seam of the ground's colour, were their edges smoothed.
    "<style>polygon { shape-rendering: crispEdges } path { stroke-linecap: round } " +
      `text { font: ${FONT_SIZE}px system-ui, sans-serif; fill: ${ink}; stroke: ${paper}; stroke-width: 3px; stroke-linejoin: round; paint-order: stroke }</style>`,
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    ...regions(view, polygons, ink, paper),
    ...pen.parts,
    "</svg>", "",
  ].join("\n");
  return { text, leftOut: polygons.leftOut };
}
