// SPDX-License-Identifier: GPL-3.0-or-later
/** The picture as a file: PNG as it is on the screen, SVG for what lies in it. */
import { hex } from "./color";
import { byId, download } from "./dom";
import { NONE } from "./complex";
import type { View } from "./view";

const MAX_POLYGONS = 200_000;

const escape = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
const rounded = (x: number): string => String(Math.round(x * 100) / 100);

/** What is in the picture, polygon by polygon. */
export function toSvg(view: View): string {
  const { state, width, height } = view;
  const { scene, complex, layers, quantity } = state;
  const paper = view.isDark ? "#14161a" : "#ffffff";
  const ink = view.isDark ? "#f2f2f4" : "#16181d";
  const parts: string[] = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escape(`${complex.frame.network.name}: regions by ${quantity.label}`)}</title>`,
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    `<g stroke="${layers.edges && !state.isReplaying ? paper : "none"}" stroke-width="0.7" stroke-linejoin="round">`,
  ];
  const point = (x: number, y: number): string => view.toScreen(x, y).map(rounded).join(",");
  let drawn = 0;
  for (let i = 0; i < scene.ends.length && drawn < MAX_POLYGONS; ++i) {
    const begin = i === 0 ? 0 : scene.ends[i - 1];
    const points: string[] = [];
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let k = begin; k < scene.ends[i]; ++k) {
      const [px, py] = view.toScreen(scene.corners[2 * k], scene.corners[2 * k + 1]);
      box[0] = Math.min(box[0], px);
      box[1] = Math.min(box[1], py);
      box[2] = Math.max(box[2], px);
      box[3] = Math.max(box[3], py);
      points.push(`${rounded(px)},${rounded(py)}`);
    }
    if (points.length === 0 || box[2] < 0 || box[3] < 0 || box[0] > width || box[1] > height) continue;
    const region = scene.regions[i];
    parts.push(`<polygon points="${points.join(" ")}" fill="${hex(view.painter.colorOf(region))}"><title>R${region} ${escape(complex.pattern(region))}</title></polygon>`);
    ++drawn;
  }
  parts.push("</g>");
  const path = (segments: Float64Array, keep: (i: number) => boolean = () => true): string => {
    const moves: string[] = [];
    for (let i = 0; i < segments.length / 4; ++i) {
      if (keep(i)) moves.push(`M${point(segments[4 * i], segments[4 * i + 1])}L${point(segments[4 * i + 2], segments[4 * i + 3])}`);
    }
    return moves.join("");
  };
  if (state.isReplaying && layers.edges) {
    const order = (i: number): number => complex.firstDifference[scene.facets[i]];
    parts.push(`<path d="${path(scene.edges, (i) => order(i) !== NONE && order(i) < state.numCreases)}" stroke="${paper}" fill="none"/>`);
  }
  if (layers.circles && complex.radius && complex.dim === 2 && !state.isReplaying) {
    parts.push(`<g fill="none" stroke="${ink}" stroke-width="0.8">`);
    for (const region of scene.regions) {
      const [x, y] = view.toScreen(complex.center![2 * region], complex.center![2 * region + 1]);
      const radius = complex.radius[region] * view.camera.scaleX;
      if (x + radius < 0 || y + radius < 0 || x - radius > width || y - radius > height || radius < 0.3) continue;
      parts.push(`<circle cx="${rounded(x)}" cy="${rounded(y)}" r="${rounded(radius)}"/>`);
    }
    parts.push("</g>");
  }
  if (layers.graph && complex.dim === 2 && !state.isReplaying) {
    const moves: string[] = [];
    for (const facet of scene.facets) {
      if (!complex.isInterior(facet)) continue;
      const [a, b] = [complex.middle(complex.sides[2 * facet]), complex.middle(complex.sides[2 * facet + 1])];
      moves.push(`M${point(a[0], a[1])}L${point(b[0], b[1])}`);
    }
    parts.push(`<path d="${moves.join("")}" stroke="${ink}" stroke-width="0.8" fill="none"/>`);
  }
  if (layers.boundary && !state.isReplaying && scene.boundary.length > 0) {
    parts.push(`<path d="${path(scene.boundary)}" stroke="${ink}" stroke-width="2.2" stroke-linecap="round" fill="none"/>`);
  }
  for (let output = 0; scene.curves.length > 0 && output < complex.frame.drawn_outputs; ++output) {
    const d = path(scene.curves, (i) => scene.curveOutput[i] === output);
    parts.push(`<path d="${d}" stroke="${hex(view.curveColor(output))}" stroke-width="1.5" fill="none"><title>output ${output}</title></path>`);
  }
  parts.push("</svg>", "");
  return parts.join("\n");
}

export function addExport(view: View): void {
  const name = (): string => view.state.complex.frame.network.name.replace(/[^\w.-]+/g, "_");
  byId("export-svg").addEventListener("click", () => download(`${name()}.svg`, new Blob([toSvg(view)], { type: "image/svg+xml" })));
  byId("export-png").addEventListener("click", () => {
    view.draw();
    const both = document.createElement("canvas");
    both.width = view.canvas.width;
    both.height = view.canvas.height;
    const c = both.getContext("2d")!;
    c.drawImage(view.canvas, 0, 0);
    c.drawImage(view.top, 0, 0);
    both.toBlob((blob) => blob && download(`${name()}.png`, blob), "image/png");
  });
  view.state.listen(() => (byId<HTMLButtonElement>("export-svg").disabled = view.isSurface));
}
