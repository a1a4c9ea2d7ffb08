// SPDX-License-Identifier: GPL-3.0-or-later
/** What is told of a region: exact numbers, computed when they are asked for. */
import { byId, counted, element, short } from "./dom";
import { inDecimals } from "./exact";
import { sizeName } from "./quantities";
import { toText, type Rational } from "./rational";
import type { State } from "./state";
import type { View } from "./view";

const LONGEST = 4000; // characters of one number on the page
const READABLE = 24;

/** "1/3", and for a long one the decimals before it; without its sign, where that is written before it. */
function exactNumber(value: Rational, isUnsigned = false): HTMLElement {
  const code = element("code", { className: "exact" });
  code.dataset.exact = toText(value);
  if (isUnsigned && value.n < 0n) value = { n: -value.n, d: value.d };
  const text = toText(value);
  const rest = text.length > LONGEST ? ` … (${text.length} characters; crease analyze writes all of them)` : "";
  code.textContent = text.length <= READABLE ? text : `≈${inDecimals(value)} [${text.slice(0, LONGEST)}${rest}]`;
  return code;
}

function row(name: string, ...content: (Node | string)[]): HTMLElement {
  return element("div", { className: "row" }, element("dt", { textContent: name }), element("dd", {}, ...content));
}

function listOf(items: (Node | string)[], ordered = false): HTMLElement {
  return element(ordered ? "ol" : "ul", {}, ...items.map((item) => element("li", {}, item)));
}

export function vector(values: Rational[]): HTMLElement {
  const span = element("span", { className: "vector" }, "(");
  values.forEach((value, i) => span.append(...(i > 0 ? [", "] : []), exactNumber(value)));
  span.append(")");
  return span;
}

export function describe(state: State, region: number): HTMLElement {
  const { complex, exact } = state;
  const list = element("dl", { className: "details" });
  const pattern = element("code", { className: "pattern", textContent: complex.pattern(region) });
  list.append(
    row("region", `R${region}, linear region L${complex.linearRegion[region]}, affine piece A${complex.affinePiece[region]}`),
    row("pattern", pattern),
  );
  const radius = exact.radius(region);
  if (radius) {
    const number = element("code", { className: "radius" });
    number.dataset.lo = toText(radius.lo);
    number.dataset.hi = toText(radius.hi);
    if (radius.isRational) number.dataset.exact = radius.text;
    const decimals = inDecimals(radius.lo, 12);
    number.textContent = radius.text.length <= 60 ? (radius.text === decimals ? decimals : `${decimals} = ${radius.text}`) : decimals;
    list.append(row("inradius", number, radius.text.length > 60 ? closedForm(radius.text) : ""));
  }
  if (complex.volume) {
    list.append(row(sizeName(complex.dim), `about ${complex.volume[region]}`));
  }
  const map = exact.map(region);
  const names = complex.dim === 1 ? ["x"] : ["x₁", "x₂", "x₃"];
  list.append(row("affine map", listOf(map.slice(0, 16).map((entries, k) => {
    const line = element("span", { className: "map" }, `f${map.length > 1 ? k : ""} = `);
    line.dataset.output = String(k);
    entries.forEach((entry, j) =>
      line.append(...(j > 0 ? [entry.n < 0n ? " − " : " + "] : []), exactNumber(entry, j > 0), j < complex.dim ? ` ${names[j]}` : ""));
    return line;
  }))));
  if (map.length > 16) list.append(row("", `and ${map.length - 16} more outputs`));
  const vertices = Array.from(complex.regionVertices.at(region));
  list.append(row(counted(vertices.length, "vertex", "vertices"), listOf(vertices.map((v) => {
    const line = element("span", { className: "vertex" }, `v${v} `, vector(exact.vertex(v)));
    line.dataset.vertex = String(v);
    return line;
  }))));
  const facets = Array.from(complex.regionFacets.at(region));
  list.append(row(counted(facets.length, "facet"), listOf(facets.map((facet) => {
    const across = complex.isInterior(facet) ? complex.across(facet, region) : -1;
    const line = element("span", { className: "facet" }, `F${facet} on ${complex.wallNames(facet).join(" + ")}`);
    line.dataset.facet = String(facet);
    if (across >= 0) {
      line.append(", to ", element("button", { className: "link neighbor", textContent: `R${across}`, onclick: () => state.select(across) }));
    } else if (complex.facetWalls.at(facet).some((wall) => !complex.isCrease(wall))) {
      line.append(", the domain's boundary");
    } else {
      line.append(", where the walk ended");
    }
    return line;
  }))));
  return list;
}

function closedForm(text: string): HTMLElement {
  return element("details", {}, element("summary", { textContent: "closed form" }),
    element("code", { textContent: text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text }));
}

/** The panel of the selected region, the words beside the pointer, and what a screen reader is told. */
export function addDetails(state: State, view: View): void {
  const panel = byId("details");
  const tip = byId("tip");
  const status = byId("status");
  const section = element("p", { className: "hint" });
  panel.tabIndex = -1;
  /** Whether the section meets the region selected. */
  const tellSection = (): void => {
    const { complex, scene, selected } = state;
    section.hidden = complex.dim !== 3 || selected < 0 || scene.regions.includes(selected);
    section.textContent = `The section does not meet R${selected}: "Show it" moves it there.`;
  };
  const tell = (): void => {
    if (panel.contains(document.activeElement)) panel.focus(); // what has it is gone next
    panel.replaceChildren();
    if (state.selected < 0) {
      panel.append(element("p", { className: "hint", textContent: "Click a region, or search for one." }));
      return;
    }
    const { complex } = state;
    panel.append(
      element("div", { className: "buttons" },
        element("button", { textContent: "Show it", onclick: () => view.show(state.selected) }),
        element("button", { textContent: "Unselect", onclick: () => state.select(-1) })),
      section,
      describe(state, state.selected),
    );
    tellSection();
    status.textContent = `Region R${state.selected}, pattern ${complex.pattern(state.selected)}, ` +
      `${counted(complex.neighbors(state.selected).length, "neighbour")}`;
  };
  let pointer: [number, number] = [0, 0];
  const place = (): void => {
    const x = Math.min(pointer[0] + 14, view.width - tip.offsetWidth - 4);
    const y = pointer[1] + 18 + tip.offsetHeight > view.height ? pointer[1] - tip.offsetHeight - 8 : pointer[1] + 18;
    tip.style.transform = `translate(${Math.max(0, x)}px, ${Math.max(0, y)}px)`;
  };
  const stage = byId("stage");
  for (const kind of ["pointermove", "pointerdown"] as const) stage.addEventListener(kind, (event) => {
    const box = stage.getBoundingClientRect();
    pointer = [event.clientX - box.left, event.clientY - box.top];
    if (!tip.hidden) place();
  });
  const hover = (): void => {
    const region = state.hovered;
    tip.hidden = region < 0;
    if (region < 0) return;
    const { complex, quantity } = state;
    const pattern = complex.pattern(region);
    const value = state.values[region];
    const lines = [`R${region}  ${quantity.label}: ${quantity.name ? quantity.name(value) : short(value)}`,
      pattern.length > 70 ? `${pattern.slice(0, 67)}…` : pattern];
    const map = state.exact.map(region)[state.output];
    const names = complex.dim === 1 ? ["x"] : ["x₁", "x₂", "x₃"];
    const isShort = map.every((x) => toText(x).length <= 16);
    const entry = (x: Rational): string => (isShort ? toText(x) : inDecimals(x, 6));
    const sum = map.map((x, j) => {
      const isMinus = j > 0 && x.n < 0n;
      return (j === 0 ? "" : isMinus ? " − " : " + ") + entry(isMinus ? { n: -x.n, d: x.d } : x) + (j < complex.dim ? ` ${names[j]}` : "");
    });
    lines.push(`f${complex.frame.outputs > 1 ? state.output : ""} ${isShort ? "=" : "≈"} ${sum.join("")}`);
    if (complex.radius) lines.push(`inradius ≈${short(complex.radius[region])}, ${counted(complex.regionFacets.count(region), "facet")}, ${counted(complex.neighbors(region).length, "neighbour")}`);
    tip.replaceChildren(...lines.map((line) => element("div", { textContent: line })));
    place();
  };
  state.listen((change) => {
    if (change === "selection" || change === "frame") tell();
    if (change === "scene") tellSection();
    if (change === "hover" || change === "frame") hover();
  });
  tell();
}
