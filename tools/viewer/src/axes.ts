// SPDX-License-Identifier: GPL-3.0-or-later
/** What the places in the picture are in numbers. */
import { project, surfaceProjection } from "./camera";
import { short } from "./dom";
import type { Anchor, Pen } from "./pen";
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

/** Between the picture's rim and what is written there. */
const RIM = 4;
const TICK = 6;

export function planeAxes(view: View, pen: Pen): void {
  const { complex: { dim }, section } = view.state;
  const { width, height } = view;
  const names = dim === 1 ? ["x", "f(x)"] : (dim === 2 ? [0, 1] : drawnAxes(section)).map((j) => NAMES[j]);
  const ticks: number[] = [];
  const texts: [string, number, number, Anchor][] = [];
  for (const j of [0, 1]) {
    const scale = j === 0 ? view.camera.scaleX : view.camera.scaleY;
    const step = niceStep((j === 0 ? 70 : 50) / scale);
    const from = view.toPlane(0, height)[j];
    const to = view.toPlane(width, 0)[j];
    if ((to - from) / step > 100) continue;
    for (let k = Math.ceil(from / step); k * step <= to; ++k) {
      const [px, py] = view.toScreen(j === 0 ? k * step : 0, j === 1 ? k * step : 0);
      const text = tickText(k * step, step);
      if (j === 0) {
        ticks.push(px, height, px, height - TICK);
        const isLast = px > width - 40;
        texts.push([text, isLast ? px - 3 : px + 3, height - RIM, isLast ? "end" : "start"]);
      } else if (py < height - 16) {
        ticks.push(0, py, TICK, py);
        if (py > 30) texts.push([text, RIM, py - 3, "start"]); // below the axis's name
      }
    }
  }
  pen.segments(ticks, { color: pen.ink, width: 1 });
  for (const text of texts) pen.text(...text);
  pen.text(names[0], width - RIM, height - 20, "end");
  pen.text(names[1], RIM, 14);
}

/** The box around a surface: its two edges on the ground that are nearest, and the upright one that is leftmost. */
export function surfaceAxes(view: View, surface: Surface, pen: Pen): void {
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
  pen.segments(lines.flat(2), { color: pen.ink, width: 1 });
  for (const j of [0, 1]) {
    const [from, to] = lines[j];
    const isLeft = to[0] < from[0];
    const beside = isLeft ? -8 : 8;
    const [at, end] = nearest[j] === lo[j] ? [lo[j], hi[j]] : [hi[j], lo[j]];
    const write = (text: string, t: number): void =>
      pen.text(text, from[0] + t * (to[0] - from[0]) + beside, from[1] + t * (to[1] - from[1]) + 14, isLeft ? "end" : "start");
    write(short(at), 0.06);
    write(NAMES[j], 0.5);
    write(short(end), 0.94);
  }
  const [bottom, top] = lines[2];
  pen.text(short(surface.range[0]), bottom[0] - 6, bottom[1], "end");
  pen.text(short(surface.range[1]), top[0] - 6, top[1] + 4, "end");
  pen.text(view.state.complex.frame.outputs > 1 ? `f${view.state.output}` : "f", bottom[0] - 6, (bottom[1] + top[1]) / 2, "end");
}
