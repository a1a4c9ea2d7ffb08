// SPDX-License-Identifier: GPL-3.0-or-later
/** Small helpers for elements. Text is always set as text, never as markup. */

export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page lacks #${id}`);
  return found as T;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";
export function svg(tag: string, attributes: Record<string, string | number>, ...children: (Node | string)[]): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

export const withCommas = (n: number): string => n.toLocaleString("en-US");

/** "1 region", "7,000 regions". */
export const counted = (n: number, noun: string, nouns = `${noun}s`): string => `${withCommas(n)} ${n === 1 ? noun : nouns}`;

/** "a, b and c". */
export function inWords(parts: string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}

/** Four significant digits. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return withCommas(value);
  if (Math.abs(value) >= 1e-4) return Number(value.toPrecision(4)).toString();
  const [digits, power] = value.toExponential(3).split("e");
  return `${Number(digits)}e${power}`;
}

export function download(name: string, blob: Blob): void {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
