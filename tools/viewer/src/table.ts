// SPDX-License-Identifier: GPL-3.0-or-later
/** The regions as a table: sorted by any column, only the rows in sight are there. */
import { byId, counted, element, short, withCommas } from "./dom";
import { quantitiesOf, type Quantity } from "./quantities";
import type { State } from "./state";
import type { View } from "./view";

const ROW = 24; // pixels
const MAX_HEIGHT = 6_000_000; // browsers draw no taller elements

export function addTable(state: State, view: View): void {
  const scroller = byId("table");
  const head = byId("table-head");
  const body = byId("table-body");
  const title = byId("table-title");
  const columns = ["region", "facets", "degree", "active", "radius", "volume", "value", "gradient", "class", "linear"];
  let sorted = { id: "region", down: false };
  let order: number[] = [];
  let values = new Map<string, Float64Array>();

  const shownColumns = (): Quantity[] => {
    const known = quantitiesOf(state.complex);
    return columns.flatMap((id) => known.filter((quantity) => quantity.id === id));
  };
  const valuesOf = (id: string): Float64Array => {
    let known = values.get(id);
    if (!known) {
      known = quantitiesOf(state.complex).find((quantity) => quantity.id === id)!.values(state.complex, state.output);
      values.set(id, known);
    }
    return known;
  };
  const sort = (): void => {
    order = state.chosen ? [...state.chosen] : Array.from({ length: state.complex.size }, (_, i) => i);
    const by = valuesOf(sorted.id);
    const sign = sorted.down ? -1 : 1;
    order.sort((a, b) => sign * (by[a] - by[b]) || a - b);
    title.textContent = state.chosen
      ? `${withCommas(order.length)} of ${withCommas(state.complex.size)} regions`
      : counted(order.length, "region");
    byId("unchoose").hidden = state.chosen === null;
    head.replaceChildren(element("div", { className: "cells", role: "row" }, ...shownColumns().map(({ id, label, column }) => {
      const isSorted = sorted.id === id;
      const button = element("button", {
        title: label,
        textContent: (column ?? label) + (isSorted ? (sorted.down ? " ▼" : " ▲") : ""),
        onclick: () => {
          sorted = { id, down: isSorted ? !sorted.down : false };
          sort();
        },
      });
      const cell = element("div", { role: "columnheader" }, button);
      cell.setAttribute("aria-sort", isSorted ? (sorted.down ? "descending" : "ascending") : "none");
      return cell;
    }), element("div", { role: "columnheader", className: "wide", textContent: "pattern" })));
    scroller.setAttribute("aria-rowcount", String(order.length + 1));
    fill();
  };
  const fill = (): void => {
    body.style.height = `${Math.min(MAX_HEIGHT, order.length * ROW)}px`;
    const height = scroller.clientHeight || 200;
    const room = Math.max(1, Math.min(MAX_HEIGHT, order.length * ROW) - height + ROW);
    const share = Math.min(1, Math.max(0, scroller.scrollTop) / room);
    const rows = Math.ceil(height / ROW) + 2;
    const first = order.length * ROW <= MAX_HEIGHT
      ? Math.floor(scroller.scrollTop / ROW)
      : Math.floor(share * Math.max(0, order.length - rows + 2));
    const shown = shownColumns();
    const top = order.length * ROW <= MAX_HEIGHT ? first * ROW : scroller.scrollTop;
    body.replaceChildren(...order.slice(first, first + rows).map((region, k) => {
      const line = element("div", { className: "cells", role: "row", tabIndex: 0, onclick: () => state.select(region) },
        ...shown.map(({ id }) => {
          const value = valuesOf(id)[region];
          const name = quantitiesOf(state.complex).find((quantity) => quantity.id === id)?.name;
          return element("div", { role: "cell", textContent: name ? name(value) : short(value) });
        }),
        element("div", { role: "cell", className: "wide", textContent: state.complex.pattern(region) }));
      line.dataset.region = String(region);
      line.setAttribute("aria-rowindex", String(first + k + 2));
      line.setAttribute("aria-selected", String(region === state.selected));
      line.style.top = `${top + k * ROW}px`;
      line.ondblclick = () => view.show(region);
      line.onkeydown = (event) => {
        if (event.key === "Enter") state.select(region);
        const next = event.key === "ArrowDown" ? line.nextElementSibling : event.key === "ArrowUp" ? line.previousElementSibling : null;
        if (next instanceof HTMLElement) {
          event.preventDefault();
          next.focus();
        }
      };
      return line;
    }));
  };
  scroller.addEventListener("scroll", fill);
  new ResizeObserver(fill).observe(scroller);
  byId("unchoose").addEventListener("click", () => state.choose(null));
  let chosen = state.chosen;
  state.listen((change) => {
    if (change === "frame" || change === "scene") values = new Map();
    if (change === "frame" || change === "scene" || (change === "color" && chosen !== state.chosen)) sort();
    chosen = state.chosen;
    if (change !== "selection") return;
    const row = order.indexOf(state.selected);
    const [from, to] = [scroller.scrollTop, scroller.scrollTop + scroller.clientHeight - 2 * ROW];
    if (row >= 0 && order.length * ROW <= MAX_HEIGHT && (row * ROW < from || row * ROW > to)) {
      scroller.scrollTop = Math.max(0, row * ROW - scroller.clientHeight / 2);
    }
    fill();
  });
  sort();
}
