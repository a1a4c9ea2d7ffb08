// SPDX-License-Identifier: GPL-3.0-or-later
/** What the places in the picture are in numbers. */
import { project, surfaceProjection } from "./camera";
import { short } from "./dom";
import { drawnAxes } from "./scene";
import type { Surface } from "./surface";
import type { View } from "./view";

const NAMES = ["x₁", "x₂", "x₃"];

/** A step of 1, 2 or 5 times a power of ten that is at least so large. */
function niceStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  return power * (atLeast / power <= 1 ? 1 : atLeast / power <= 2 ? 2 : atLeast / power <= 5 ? 5 : 10);
}

const tickText = (value: number, step: number): string =>
  value.toFixed(Math.max(0, Math.min(12, -Math.floor(Math.log10(step) + 1e-9))));

/** Writes text that can be read on any ground. */
function writer(c: CanvasRenderingContext2D, ink: string, paper: string): (text: string, x: number, y: number) => void {
  c.font = "11px system-ui, sans-serif";
  c.lineWidth = 3;
  c.strokeStyle = paper;
  c.fillStyle = ink;
  return (text, x, y) => {
    c.strokeText(text, x, y);
    c.fillText(text, x, y);
  };
}

export function planeAxes(view: View, c: CanvasRenderingContext2D, ink: string, paper: string): void {
  const { complex: { dim }, section } = view.state;
  const names = dim === 1 ? ["x", "f(x)"] : (dim === 2 ? [0, 1] : drawnAxes(section)).map((j) => NAMES[j]);
  const write = writer(c, ink, paper);
  for (const j of [0, 1]) {
    const scale = j === 0 ? view.camera.scaleX : view.camera.scaleY;
    const step = niceStep(80 / scale);
    const from = view.toPlane(0, view.height)[j];
    const to = view.toPlane(view.width, 0)[j];
    if ((to - from) / step > 100) continue;
    for (let k = Math.ceil(from / step); k * step <= to; ++k) {
      const [px, py] = view.toScreen(j === 0 ? k * step : 0, j === 1 ? k * step : 0);
      if (j === 0 && px < view.width - 30) write(tickText(k * step, step), px + 2, view.height - 5);
      else if (j === 1 && py > 32) write(tickText(k * step, step), 4, py - 2); // below the axis's name
      c.fillRect(j === 0 ? px : 0, j === 0 ? view.height - 6 : py, j === 0 ? 1 : 6, j === 0 ? 6 : 1);
    }
  }
  write(names[0], view.width - 24, view.height - 20);
  write(names[1], 4, 14);
}

/** The box around a surface: its two edges on the ground that are nearest, and the upright one that is leftmost. */
export function surfaceAxes(view: View, surface: Surface, c: CanvasRenderingContext2D, ink: string, paper: string): void {
  const { box: { lo, hi } } = surface.scene;
  const projection = surfaceProjection(view.orbit, surface.scene.box, view.width, view.height);
  type Corner = [number, number];
  const corners: Corner[] = [[lo[0], lo[1]], [hi[0], lo[1]], [hi[0], hi[1]], [lo[0], hi[1]]];
  const place = ([x, y]: Corner, h: number): Corner => project(projection, x, y, h);
  const nearest = corners.reduce((a, b) => (place(b, -1)[1] > place(a, -1)[1] ? b : a));
  const leftmost = corners.reduce((a, b) => (place(b, -1)[0] < place(a, -1)[0] ? b : a));
  const lines = [0, 1].map((j): [Corner, Corner] => {
    const other: Corner = [...nearest];
    other[j] = nearest[j] === lo[j] ? hi[j] : lo[j];
    return [place(nearest, -1), place(other, -1)];
  });
  lines.push([place(leftmost, -1), place(leftmost, 1)]);
  c.lineWidth = 1;
  c.strokeStyle = ink;
  c.beginPath();
  for (const [from, to] of lines) {
    c.moveTo(...from);
    c.lineTo(...to);
  }
  c.stroke();
  const write = writer(c, ink, paper);
  for (const j of [0, 1]) {
    const [from, to] = lines[j];
    const isLeft = to[0] < from[0];
    c.textAlign = isLeft ? "right" : "left";
    const beside = isLeft ? -8 : 8;
    const [at, end] = nearest[j] === lo[j] ? [lo[j], hi[j]] : [hi[j], lo[j]];
    const along = (t: number): Corner => [from[0] + t * (to[0] - from[0]) + beside, from[1] + t * (to[1] - from[1]) + 14];
    write(short(at), ...along(0.06));
    write(NAMES[j], ...along(0.5));
    write(short(end), ...along(0.94));
  }
  c.textAlign = "right";
  const [bottom, top] = lines[2];
  write(short(surface.range[0]), bottom[0] - 6, bottom[1]);
  write(short(surface.range[1]), top[0] - 6, top[1] + 4);
  write(view.state.complex.frame.outputs > 1 ? `f${view.state.output}` : "f", bottom[0] - 6, (bottom[1] + top[1]) / 2);
  c.textAlign = "start";
}
