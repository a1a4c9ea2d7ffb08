// SPDX-License-Identifier: GPL-3.0-or-later
/** Colour scales that people who see fewer colours can tell apart. */

export type Color = [number, number, number]; // 0 to 255

/** cividis, at eight places: J. R. Nunez, C. R. Anderton, R. S. Renslow, PLoS ONE 13(7), 2018. */
const CIVIDIS: Color[] = [
  [0, 32, 77], [35, 62, 108], [73, 85, 107], [105, 108, 113], [136, 133, 120], [169, 158, 110], [209, 187, 87], [255, 234, 70],
];

/** Okabe and Ito's palette without black, then lighter and darker ones. */
const CATEGORIES: Color[] = [
  [0, 114, 178], [230, 159, 0], [0, 158, 115], [204, 121, 167], [86, 180, 233], [213, 94, 0], [240, 228, 66],
  [120, 94, 240], [148, 203, 236], [165, 120, 60],
];

/** Of t in [0, 1]. */
export function sequential(t: number): Color {
  const place = Math.max(0, Math.min(1, t)) * (CIVIDIS.length - 1);
  const i = Math.min(CIVIDIS.length - 2, Math.floor(place));
  const w = place - i;
  return CIVIDIS[i].map((a, j) => Math.round(a * (1 - w) + CIVIDIS[i + 1][j] * w)) as Color;
}

export const categorical = (k: number): Color => CATEGORIES[k % CATEGORIES.length];

/** A soft colour for a number that only tells things apart; the same for the same number. */
export function scattered(k: number): Color {
  let h = Math.imul(k + 1, 0x9e3779b1) >>> 0;
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b) >>> 0;
  const base = categorical(h % 7);
  const light = 0.35 + ((h >>> 8) % 100) / 250;
  return base.map((x) => Math.round(x * (1 - light) + 255 * light * 0.92)) as Color;
}

export const css = ([r, g, b]: Color): string => `rgb(${r} ${g} ${b})`;
export const hex = (c: Color): string => "#" + c.map((x) => x.toString(16).padStart(2, "0")).join("");
