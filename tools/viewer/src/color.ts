// SPDX-License-Identifier: GPL-3.0-or-later
/** Colour scales that people who see fewer colours can tell apart. */

export type Color = readonly [number, number, number]; // 0 to 255

/** cividis, at eight places: J. R. Nunez, C. R. Anderton, R. S. Renslow, PLoS ONE 13(7), 2018. */
const CIVIDIS: Color[] = [
  [0, 32, 77], [35, 62, 108], [73, 85, 107], [105, 108, 113], [136, 133, 120], [169, 158, 110], [209, 187, 87], [255, 234, 70],
];

/** Okabe and Ito's palette without black, then lighter and darker ones. */
const CATEGORIES: Color[] = [
  [0, 114, 178], [230, 159, 0], [0, 158, 115], [204, 121, 167], [86, 180, 233], [213, 94, 0], [240, 228, 66],
  [120, 94, 240], [148, 203, 236], [165, 120, 60],
];

const STEPS = 1024;
const SEQUENCE: Color[] = Array.from({ length: STEPS + 1 }, (_, step) => {
  const place = (step / STEPS) * (CIVIDIS.length - 1);
  const i = Math.min(CIVIDIS.length - 2, Math.floor(place));
  const channel = (j: number): number => Math.round(CIVIDIS[i][j] + (place - i) * (CIVIDIS[i + 1][j] - CIVIDIS[i][j]));
  return [channel(0), channel(1), channel(2)];
});

/** Of t in [0, 1]. */
export const sequential = (t: number): Color => SEQUENCE[Math.round(Math.max(0, Math.min(1, t)) * STEPS)];

export const categorical = (k: number): Color => CATEGORIES[k % CATEGORIES.length];

const SHADES = 100;
const SCATTERED: Color[] = Array.from({ length: 7 * SHADES }, (_, i) => {
  const base = categorical(i % 7);
  return mixed(base, [255 * 0.92, 255 * 0.92, 255 * 0.92], 0.35 + Math.floor(i / 7) / 250);
});

/** A soft colour for a number that only tells things apart; the same for the same number. */
export function scattered(k: number): Color {
  let h = Math.imul(k + 1, 0x9e3779b1) >>> 0;
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b) >>> 0;
  return SCATTERED[(h % 7) + 7 * ((h >>> 8) % SHADES)];
}

/** `weight` of b, the rest of a. */
export function mixed(a: Color, b: Color, weight: number): Color {
  const channel = (j: number): number => Math.round(a[j] * (1 - weight) + b[j] * weight);
  return [channel(0), channel(1), channel(2)];
}

export const css = ([r, g, b]: Color): string => `rgb(${r} ${g} ${b})`;
export const shaded = (color: Color, light: number): Color => mixed([0, 0, 0], color, Math.min(1, light));

/** Bytes r, g, b, a in one word, lowest first. */
export const word = ([r, g, b]: Color): number => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
export const hex = (c: Color): string => "#" + c.map((x) => x.toString(16).padStart(2, "0")).join("");
