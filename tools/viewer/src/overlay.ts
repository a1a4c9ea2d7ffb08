// SPDX-License-Identifier: GPL-3.0-or-later
/** What lies over the regions: selection, decision boundary, the newest creases, the axes, labels. */
import { css } from "./color";
import { planeAxes, surfaceAxes } from "./axes";
import { project, surfaceProjection } from "./camera";
import type { View } from "./view";

const SELECTED = "#e6007e";
const MAX_LABELS = 80;
const MARGIN = 5; // pixels
/** Pixels of the boundary's line: of what sets it off, and its own. */
export const BOUNDARY_WIDTHS = [4.5, 2.2] as const;

/** Segments in the picture: those that can be in sight, as one path. */
function pathOf(view: View, segments: Float64Array): Path2D {
  const path = new Path2D();
  const { width, height } = view;
  for (let i = 0; i < segments.length; i += 4) {
    const [x0, y0, x1, y1] = segments.subarray(i, i + 4);
    if (Math.max(x0, x1) < -MARGIN || Math.max(y0, y1) < -MARGIN || Math.min(x0, x1) > width + MARGIN || Math.min(y0, y1) > height + MARGIN) continue;
    path.moveTo(x0, y0);
    path.lineTo(x1, y1);
  }
  return path;
}

/** Segments of the plane, in the picture. */
function onScreen(view: View, segments: Float64Array): Float64Array {
  const placed = new Float64Array(segments.length);
  for (let i = 0; i < placed.length; i += 2) placed.set(view.toScreen(segments[i], segments[i + 1]), i);
  return placed;
}

/** The decision boundary as it is seen, in the picture. */
export function boundaryOf(view: View): Float64Array {
  const { state, surface } = view;
  if (!state.layers.boundary || state.isReplaying) return new Float64Array();
  if (!surface) return onScreen(view, state.scene.boundary);
  const projection = surfaceProjection(view.orbit, surface.scene.box, view.width, view.height);
  const ends = surface.visibleBoundary(view.orbit);
  const placed = new Float64Array((ends.length / 3) * 2);
  for (let k = 0; 3 * k < ends.length; ++k) placed.set(project(projection, ends[3 * k], ends[3 * k + 1], ends[3 * k + 2]), 2 * k);
  return placed;
}

function outline(view: View, c: CanvasRenderingContext2D, region: number): void {
  const points = view.polygonOf(region);
  if (points.length === 0) return;
  c.beginPath();
  points.forEach((p, i) => (i === 0 ? c.moveTo(...p) : c.lineTo(...p)));
  c.closePath();
  c.stroke();
}

function selection(view: View, c: CanvasRenderingContext2D): void {
  const { state } = view;
  const { complex, selected } = state;
  if (selected < 0 || state.isReplaying) return;
  c.strokeStyle = SELECTED;
  c.lineWidth = 1.5;
  c.setLineDash([4, 3]);
  for (const { region } of complex.neighbors(selected)) outline(view, c, region);
  c.setLineDash([]);
  c.lineWidth = 3;
  outline(view, c, selected);
  if (complex.dim === 2 && complex.radius && complex.center && !view.surface) {
    const [x, y] = view.toScreen(complex.center[2 * selected], complex.center[2 * selected + 1]);
    c.lineWidth = 1.5;
    c.beginPath();
    c.arc(x, y, Math.min(1e5, complex.radius[selected] * view.camera.scaleX), 0, 2 * Math.PI);
    c.moveTo(x - 3, y);
    c.lineTo(x + 3, y);
    c.moveTo(x, y - 3);
    c.lineTo(x, y + 3);
    c.stroke();
  }
}

/** The graph of a function on a line. */
function curves(view: View, c: CanvasRenderingContext2D): void {
  const { scene, complex } = view.state;
  const [from, to] = [view.toPlane(0, 0)[0], view.toPlane(view.width, 0)[0]];
  for (let output = 0; scene.curves.length > 0 && output < complex.frame.drawn_outputs; ++output) {
    c.strokeStyle = css(view.curveColor(output));
    c.lineWidth = 2;
    c.beginPath();
    scene.curveOutput.forEach((of, i) => {
      const [x0, y0, x1, y1] = scene.curves.subarray(4 * i, 4 * i + 4);
      if (of !== output || x1 < from || x0 > to) return;
      c.moveTo(...view.toScreen(x0, y0));
      c.lineTo(...view.toScreen(x1, y1));
    });
    c.stroke();
  }
}

function labels(view: View, c: CanvasRenderingContext2D, ink: string, paper: string): void {
  const { scene } = view.state;
  if (scene.regions.length > 20000 || view.state.isReplaying) return;
  const found: [string, number, number][] = [];
  for (let i = 0; i < scene.regions.length; ++i) {
    const begin = i === 0 ? 0 : scene.ends[i - 1];
    const count = scene.ends[i] - begin;
    if (count === 0) continue;
    const box = { x0: Infinity, x1: -Infinity, y0: Infinity, y1: -Infinity };
    let [x, y] = [0, 0];
    for (let k = begin; k < scene.ends[i]; ++k) {
      const [px, py] = view.toScreen(scene.corners[2 * k], scene.corners[2 * k + 1]);
      [box.x0, box.x1] = [Math.min(box.x0, px), Math.max(box.x1, px)];
      [box.y0, box.y1] = [Math.min(box.y0, py), Math.max(box.y1, py)];
      x += px / count;
      y += py / count;
    }
    if (x < 0 || y < 0 || x > view.width || y > view.height || box.x1 - box.x0 < 44 || box.y1 - box.y0 < 24) continue;
    if (found.some(([, fx, fy]) => Math.abs(fx - x) < 36 && Math.abs(fy - y) < 14)) continue;
    found.push([`R${scene.regions[i]}`, x, y]);
    if (found.length > MAX_LABELS) return;
  }
  c.font = "11px system-ui, sans-serif";
  c.textAlign = "center";
  c.lineWidth = 3;
  c.strokeStyle = paper;
  c.fillStyle = ink;
  for (const [text, x, y] of found) {
    c.strokeText(text, x, y + 4);
    c.fillText(text, x, y + 4);
  }
  c.textAlign = "start";
}

export function drawOverlay(view: View, c: CanvasRenderingContext2D, latest: Float64Array): void {
  const { state, top, surface } = view;
  const ratio = top.width / Math.max(1, view.width);
  c.setTransform(ratio, 0, 0, ratio, 0, 0);
  c.clearRect(0, 0, view.width, view.height);
  const [ink, paper] = view.isDark ? ["#f2f2f4", "#14161a"] : ["#16181d", "#ffffff"];
  c.lineCap = "round";
  const boundary = boundaryOf(view);
  if (boundary.length > 0) {
    const path = pathOf(view, boundary);
    [paper, ink].forEach((style, i) => {
      c.strokeStyle = style;
      c.lineWidth = BOUNDARY_WIDTHS[i];
      c.stroke(path);
    });
  }
  curves(view, c);
  if (latest.length > 0 && !surface) {
    c.strokeStyle = SELECTED;
    c.lineWidth = 3;
    c.stroke(pathOf(view, onScreen(view, latest)));
  }
  if (state.layers.labels && !surface) labels(view, c, ink, paper);
  selection(view, c);
  if (state.hovered >= 0 && !state.isReplaying) {
    c.strokeStyle = ink;
    c.lineWidth = 2;
    outline(view, c, state.hovered);
  }
  if (surface) surfaceAxes(view, surface, c, ink, paper);
  else planeAxes(view, c, ink, paper);
}
