// SPDX-License-Identifier: GPL-3.0-or-later
/** What lies over the regions: selection, decision boundary, the newest creases, the axes, labels. */
import { planeAxes, surfaceAxes } from "./axes";
import { project, surfaceProjection } from "./camera";
import { css } from "./color";
import { ringOn } from "./decorations";
import type { Pen } from "./pen";
import { segmentsOf } from "./scene";
import type { View } from "./view";

const SELECTED = "#e6007e";
const MARGIN = 5; // pixels
/** Pixels of the boundary's line: of what sets it off, and its own. */
const BOUNDARY_WIDTHS = [4.5, 2.2] as const;

/** Those segments in the picture that can be in sight. */
function inSight({ width, height }: View, segments: Float64Array): Float64Array {
  const kept = new Float64Array(segments.length);
  let length = 0;
  for (let i = 0; i < segments.length; i += 4) {
    const [x0, y0, x1, y1] = segments.subarray(i, i + 4);
    if (Math.max(x0, x1) < -MARGIN || Math.max(y0, y1) < -MARGIN || Math.min(x0, x1) > width + MARGIN || Math.min(y0, y1) > height + MARGIN) continue;
    kept.set([x0, y0, x1, y1], length);
    length += 4;
  }
  return kept.subarray(0, length);
}

/** Segments of the plane, in the picture. */
function onScreen(view: View, segments: Float64Array): Float64Array {
  const placed = new Float64Array(segments.length);
  for (let i = 0; i < placed.length; i += 2) placed.set(view.toScreen(segments[i], segments[i + 1]), i);
  return inSight(view, placed);
}

/** Ends x, y, height over the plane, in the picture. */
function onSurface(view: View, ends: Float64Array): Float64Array {
  const projection = surfaceProjection(view.orbit, view.surface!.scene.box, view.width, view.height);
  const placed = new Float64Array((ends.length / 3) * 2);
  for (let k = 0; 3 * k < ends.length; ++k) placed.set(project(projection, ends[3 * k], ends[3 * k + 1], ends[3 * k + 2]), 2 * k);
  return inSight(view, placed);
}

function boundary(view: View, pen: Pen): void {
  const { state, surface } = view;
  if (!state.layers.boundary || state.isReplaying) return;
  const segments = surface ? onSurface(view, surface.visibleBoundary(view.orbit)) : onScreen(view, state.scene.boundary);
  if (segments.length === 0) return;
  [pen.paper, pen.ink].forEach((color, i) => pen.segments(segments, { color, width: BOUNDARY_WIDTHS[i] }));
}

/** The edges on which the unit bends that was put in last. */
function latest(view: View, pen: Pen): void {
  const { state, surface, newest: edges } = view;
  if (edges.length === 0) return;
  const segments = surface ? onSurface(view, surface.visibleEdges(edges, view.orbit)) : onScreen(view, segmentsOf(state.scene, edges));
  pen.segments(segments, { color: SELECTED, width: 3 });
}

function selection(view: View, pen: Pen): void {
  const { state, surface } = view;
  const { complex, selected } = state;
  if (selected < 0 || state.isReplaying) return;
  for (const { region } of complex.neighbors(selected)) {
    pen.polygon(view.polygonOf(region), { color: SELECTED, width: 1.5, dash: [4, 3] });
  }
  pen.polygon(view.polygonOf(selected), { color: SELECTED, width: 3 });
  if (complex.dim !== 2 || !complex.radius || !complex.center) return;
  const thin = { color: SELECTED, width: 1.5 };
  if (surface) {
    const projection = surfaceProjection(view.orbit, surface.scene.box, view.width, view.height);
    pen.segments(ringOn(surface, selected, { centers: complex.center, radii: complex.radius }, projection), thin);
    return;
  }
  const [x, y] = view.toScreen(complex.center[2 * selected], complex.center[2 * selected + 1]);
  const radius = Math.min(1e5, complex.radius[selected] * view.camera.scaleX);
  pen.circle(x, y, radius, thin);
  pen.segments([x - 3, y, x + 3, y, x, y - 3, x, y + 3], thin);
}

/** The graph of a function on a line. */
function curves(view: View, pen: Pen): void {
  const { scene, complex } = view.state;
  for (let output = 0; scene.curves.length > 0 && output < complex.frame.drawn_outputs; ++output) {
    const own: number[] = [];
    scene.curveOutput.forEach((of, i) => of === output && own.push(...scene.curves.subarray(4 * i, 4 * i + 4)));
    pen.group("curve", `output ${output}`, () =>
      pen.segments(onScreen(view, Float64Array.from(own)), { color: css(view.curveColor(output)), width: 2 }));
  }
}

/** All but what is under the pointer. */
export function drawOverlay(view: View, pen: Pen): void {
  pen.group("boundary", "decision boundary", () => boundary(view, pen));
  curves(view, pen);
  pen.group("newest", "creases of the unit put in last", () => latest(view, pen));
  pen.group("selected", "the region selected, and its neighbours", () => selection(view, pen));
  pen.group("labels", "names of regions", () => {
    for (const { text, x, y } of view.labels ?? []) pen.text(text, x, y + 4, "middle");
  });
  pen.group("axes", "axes", () => (view.surface ? surfaceAxes(view, view.surface, pen) : planeAxes(view, pen)));
}

/** What is under the pointer, and for keys where the middle is. */
export function drawPointer(view: View, pen: Pen): void {
  const { state, width, height } = view;
  if (state.hovered >= 0 && !state.isReplaying) pen.polygon(view.polygonOf(state.hovered), { color: pen.ink, width: 2 });
  if (!view.top.matches(":focus-visible")) return;
  const [x, y] = [width / 2, height / 2];
  const cross = [x - 8, y, x - 2, y, x + 2, y, x + 8, y, x, y - 8, x, y - 2, x, y + 2, x, y + 8];
  pen.segments(cross, { color: pen.paper, width: 4 });
  pen.segments(cross, { color: pen.ink, width: 1.5 });
}
