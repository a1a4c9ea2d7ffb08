// SPDX-License-Identifier: GPL-3.0-or-later
/** What lies over the regions: selection, decision boundary, the newest creases, the axes, labels. */
import { css } from "./color";
import { BOUNDARY_WIDTHS } from "./surface";
import type { View } from "./view";

const SELECTED = "#e6007e";
const MAX_LABELS = 80;
const MARGIN = 5; // pixels

/** A step of 1, 2 or 5 times a power of ten that is at least so large. */
export function niceStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  return power * (atLeast / power <= 1 ? 1 : atLeast / power <= 2 ? 2 : atLeast / power <= 5 ? 5 : 10);
}

export const tickText = (value: number, step: number): string =>
  value.toFixed(Math.max(0, Math.min(12, -Math.floor(Math.log10(step) + 1e-9))));

/** Those that can be in sight, as one path. */
function pathOf(view: View, segments: Float64Array): Path2D {
  const path = new Path2D();
  const { width, height } = view;
  for (let i = 0; i < segments.length; i += 4) {
    const [x0, y0] = view.toScreen(segments[i], segments[i + 1]);
    const [x1, y1] = view.toScreen(segments[i + 2], segments[i + 3]);
    if (Math.max(x0, x1) < -MARGIN || Math.max(y0, y1) < -MARGIN || Math.min(x0, x1) > width + MARGIN || Math.min(y0, y1) > height + MARGIN) continue;
    path.moveTo(x0, y0);
    path.lineTo(x1, y1);
  }
  return path;
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
  if (complex.dim === 2 && complex.radius && complex.center) {
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

function axes(view: View, c: CanvasRenderingContext2D, ink: string, paper: string): void {
  const { dim } = view.state.complex;
  const names = dim === 1 ? ["x", "f(x)"] : dim === 2 ? ["x₁", "x₂"] : view.state.section.axis === 0 ? ["x₂", "x₃"] : view.state.section.axis === 1 ? ["x₁", "x₃"] : ["x₁", "x₂"];
  c.font = "11px system-ui, sans-serif";
  c.lineWidth = 3;
  c.strokeStyle = paper;
  c.fillStyle = ink;
  const write = (text: string, x: number, y: number): void => {
    c.strokeText(text, x, y);
    c.fillText(text, x, y);
  };
  for (const j of [0, 1]) {
    const scale = j === 0 ? view.camera.scaleX : view.camera.scaleY;
    const step = niceStep(80 / scale);
    const from = view.toPlane(0, view.height)[j];
    const to = view.toPlane(view.width, 0)[j];
    if ((to - from) / step > 100) continue;
    for (let k = Math.ceil(from / step); k * step <= to; ++k) {
      const [px, py] = view.toScreen(j === 0 ? k * step : 0, j === 1 ? k * step : 0);
      if (j === 0) write(tickText(k * step, step), px + 2, view.height - 5);
      else write(tickText(k * step, step), 4, py - 2);
      c.fillRect(j === 0 ? px : 0, j === 0 ? view.height - 6 : py, j === 0 ? 1 : 6, j === 0 ? 6 : 1);
    }
  }
  write(names[0], view.width - 24, view.height - 20);
  write(names[1], 4, 14);
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
  const { state, top } = view;
  const ratio = top.width / Math.max(1, view.width);
  c.setTransform(ratio, 0, 0, ratio, 0, 0);
  c.clearRect(0, 0, view.width, view.height);
  if (view.isSurface) return;
  const [ink, paper] = view.isDark ? ["#f2f2f4", "#14161a"] : ["#16181d", "#ffffff"];
  c.lineCap = "round";
  if (state.layers.boundary && !state.isReplaying && state.scene.boundary.length > 0) {
    const path = pathOf(view, state.scene.boundary);
    [paper, ink].forEach((style, i) => {
      c.strokeStyle = style;
      c.lineWidth = BOUNDARY_WIDTHS[i];
      c.stroke(path);
    });
  }
  curves(view, c);
  if (latest.length > 0) {
    c.strokeStyle = SELECTED;
    c.lineWidth = 3;
    c.stroke(pathOf(view, latest));
  }
  if (state.layers.labels) labels(view, c, ink, paper);
  selection(view, c);
  if (state.hovered >= 0 && !state.isReplaying) {
    c.strokeStyle = ink;
    c.lineWidth = 2;
    outline(view, c, state.hovered);
  }
  axes(view, c, ink, paper);
}
