// SPDX-License-Identifier: GPL-3.0-or-later
/** Where the picture is taken from. */

/** Of the plane. */
export interface Camera {
  /** The middle of the picture, and pixels (of the style sheet's size) per unit in x and y. */
  x: number;
  y: number;
  scaleX: number;
  scaleY: number;
}

/** Of the surface over it; angles in radians. */
export interface Orbit {
  yaw: number;
  pitch: number;
  zoom: number;
}

const HEIGHT = 0.7; // of the picture's height, against its plane

/** From the plane and a height, all in [-1, 1], to the picture, column by column: turned, tilted, seen from afar. */
export function surfaceMatrix({ yaw, pitch, zoom }: Orbit, aspect: number): Float32Array {
  const [c, s, cp, sp] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch)];
  const ky = 0.62 * zoom * Math.min(1, 0.85 * aspect); // all of it is in the picture, and beside it the numbers of the axes
  const kx = ky / aspect;
  const deep = 0.3;
  // x right, y away from the viewer, height up; clip depth grows away from the viewer.
  return new Float32Array([
    kx * c, ky * s * sp, deep * s * cp, 0,
    -kx * s, ky * c * sp, deep * c * cp, 0,
    0, ky * cp * HEIGHT, -deep * sp, 0,
    0, 0, 0, 1,
  ]);
}

/** Of the plane's directions (its box scaled to [-1, 1]) the one that leads away from the viewer of a surface. */
export const awayFromViewer = ({ yaw }: Pick<Orbit, "yaw">): [number, number] => [Math.sin(yaw), Math.cos(yaw)];

/** How much higher, in heights of [-1, 1], a ray of sight gets per unit of the plane's box in [-1, 1] towards the viewer. */
export const riseOfSight = (pitch: number): number => Math.tan(pitch) / HEIGHT;

/** From a place x, y and a height h to pixels: x' = x[0] x + x[1] y + x[2] h + x[3], and y' likewise. */
export interface Projection {
  x: [number, number, number, number];
  y: [number, number, number, number];
}

/** Of the plane's box, and heights in [-1, 1]. */
export function surfaceProjection(
  orbit: Orbit, { lo, hi }: { lo: [number, number]; hi: [number, number] }, width: number, height: number,
): Projection {
  const m = surfaceMatrix(orbit, width / height);
  const [sx, sy] = [2 / (hi[0] - lo[0]), 2 / (hi[1] - lo[1])];
  const [ox, oy] = [-lo[0] * sx - 1, -lo[1] * sy - 1];
  return {
    x: [(m[0] * sx * width) / 2, (m[4] * sy * width) / 2, (m[8] * width) / 2, ((m[0] * ox + m[4] * oy + 1) * width) / 2],
    y: [(-m[1] * sx * height) / 2, (-m[5] * sy * height) / 2, (-m[9] * height) / 2, ((1 - m[1] * ox - m[5] * oy) * height) / 2],
  };
}

export const project = ({ x: u, y: v }: Projection, x: number, y: number, h: number): [number, number] =>
  [u[0] * x + u[1] * y + u[2] * h + u[3], v[0] * x + v[1] * y + v[2] * h + v[3]];
