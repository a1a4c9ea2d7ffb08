// SPDX-License-Identifier: GPL-3.0-or-later
/** The regions as a table: sorted by any column, only the rows in sight are there. One row takes the focus, keys move it. */
import { byId, counted, element, short, withCommas } from "./dom";
import { quantitiesOf, type Quantity } from "./quantities";
import type { State } from "./state";
import type { View } from "./view";

const ROW = 24; // pixels
const MAX_HEIGHT = 6_000_000; // browsers draw no taller elements
const COLUMNS = ["region", "facets", "degree", "active", "radius", "volume", "value", "gradient", "class", "linear"];

class Table {
  private readonly scroller = byId("table");
  private readonly head = byId("table-head");
  private readonly body = byId("table-body");
  private sorted = { id: "region", down: false };
  private order: number[] = [];
  private values = new Map<string, Float64Array>();
  private chosen: Set<number> | null;
  /** The place in `order` of the row that takes the focus, and of the first one that is there. */
  private current = 0;
  private first = 0;

  constructor(
    private readonly state: State,
    private readonly view: View,
  ) {
    this.chosen = state.chosen;
    this.scroller.addEventListener("scroll", () => this.fill());
    new ResizeObserver(() => this.fill()).observe(this.scroller);
    this.body.addEventListener("keydown", (event) => this.key(event));
    byId("unchoose").addEventListener("click", () => {
      state.choose(null);
      this.scroller.querySelector("button")?.focus(); // this one is gone
    });
    state.listen((change) => {
      if (change === "frame" || change === "scene") this.values = new Map();
      const isOther = change === "frame" || (change === "color" && this.chosen !== state.chosen);
      if (isOther || change === "scene") this.sort(isOther);
      this.chosen = state.chosen;
      if (change !== "selection") return;
      const place = this.order.indexOf(state.selected);
      if (place >= 0) this.reveal((this.current = place), 0.5);
      this.fill();
    });
    this.sort(true);
  }

  private get quantities(): Quantity[] {
    const known = quantitiesOf(this.state.complex);
    return COLUMNS.flatMap((id) => known.filter((quantity) => quantity.id === id));
  }
  private valuesOf(id: string): Float64Array {
    let known = this.values.get(id);
    if (!known) {
      known = this.quantities.find((quantity) => quantity.id === id)!.values(this.state.complex, this.state.output);
      this.values.set(id, known);
    }
    return known;
  }

  /** With `isOther` rows it begins with the first one. */
  private sort(isOther: boolean): void {
    const { state, sorted } = this;
    this.order = state.chosen ? [...state.chosen] : Array.from({ length: state.complex.size }, (_, i) => i);
    const by = this.valuesOf(sorted.id);
    const sign = sorted.down ? -1 : 1;
    this.order.sort((a, b) => sign * (by[a] - by[b]) || a - b);
    this.current = Math.max(0, this.order.indexOf(state.selected));
    byId("table-title").textContent = state.chosen
      ? `${withCommas(this.order.length)} of ${counted(state.complex.size, "region")}`
      : counted(this.order.length, "region");
    byId("unchoose").hidden = state.chosen === null;
    this.writeHead();
    this.scroller.setAttribute("aria-rowcount", String(this.order.length + 1));
    if (isOther) this.scroller.scrollTop = 0;
    this.fill();
  }

  private writeHead(): void {
    const { head, sorted } = this;
    const hadFocus = head.contains(document.activeElement);
    let button: HTMLButtonElement | null = null;
    const cells = this.quantities.map(({ id, label, column }) => {
      const isSorted = sorted.id === id;
      const own = element("button", {
        title: label,
        textContent: (column ?? label) + (isSorted ? (sorted.down ? " ▼" : " ▲") : ""),
        onclick: () => {
          this.sorted = { id, down: isSorted ? !sorted.down : false };
          this.sort(true);
        },
      });
      if (isSorted) button = own;
      const cell = element("div", { role: "columnheader" }, own);
      cell.setAttribute("aria-sort", isSorted ? (sorted.down ? "descending" : "ascending") : "none");
      return cell;
    });
    head.replaceChildren(element("div", { className: "cells", role: "row" }, ...cells,
      element("div", { role: "columnheader", className: "wide", textContent: "pattern" })));
    if (hadFocus) (button as HTMLButtonElement | null)?.focus();
  }

  /** How many rows are there at once, and how far they can be moved. */
  private get room(): { rows: number; isWhole: boolean; pixels: number } {
    const height = this.scroller.clientHeight || 200;
    const all = this.order.length * ROW;
    return { rows: Math.ceil(height / ROW) + 2, isWhole: all <= MAX_HEIGHT, pixels: Math.max(1, Math.min(MAX_HEIGHT, all) - height + ROW) };
  }
  private fill(): void {
    const { scroller, body, order, state } = this;
    const hadFocus = body.contains(document.activeElement);
    const { rows, isWhole, pixels } = this.room;
    body.style.height = `${Math.min(MAX_HEIGHT, order.length * ROW)}px`;
    const share = Math.min(1, Math.max(0, scroller.scrollTop) / pixels);
    const first = (this.first = isWhole ? Math.floor(scroller.scrollTop / ROW) : Math.floor(share * Math.max(0, order.length - rows + 2)));
    const top = isWhole ? first * ROW : scroller.scrollTop;
    const places = order.slice(first, first + rows).map((_, k) => first + k);
    // What scrolls away leaves the focus to what comes.
    const current = places.includes(this.current) ? this.current : Math.min(first + 1, order.length - 1);
    if (hadFocus) this.current = current;
    const shown = this.quantities;
    const lines = places.map((place) => this.row(order[place], place, shown, top + (place - first) * ROW));
    const line = lines[places.indexOf(current)];
    if (line) line.tabIndex = 0;
    body.replaceChildren(...lines);
    for (const each of lines) each.setAttribute("aria-selected", String(each.dataset.region === String(state.selected)));
    if (hadFocus) line?.focus({ preventScroll: true });
  }
  private row(region: number, place: number, shown: Quantity[], top: number): HTMLElement {
    const line = element("div", { className: "cells", role: "row", tabIndex: -1 },
      ...shown.map(({ id, name }) => {
        const value = this.valuesOf(id)[region];
        return element("div", { role: "gridcell", textContent: name ? name(value) : short(value) });
      }),
      element("div", { role: "gridcell", className: "wide", textContent: this.state.complex.pattern(region) }));
    line.dataset.region = String(region);
    line.setAttribute("aria-rowindex", String(place + 2));
    line.style.top = `${top}px`;
    line.onclick = () => this.state.select(region);
    line.ondblclick = () => this.view.show(region);
    line.onfocus = () => (this.current = place);
    return line;
  }

  /** Scrolls to where a row is in sight, at this share of the height where it was not. */
  private reveal(place: number, share: number): void {
    const { scroller } = this;
    const { rows, isWhole, pixels } = this.room;
    const seen = Math.max(0, rows - 5); // how far the last whole row in sight is from the first
    const first = Math.max(0, place - Math.floor(share * seen));
    if (!isWhole) {
      if (place < this.first || place > this.first + seen) scroller.scrollTop = (first / Math.max(1, this.order.length - rows + 2)) * pixels;
      return;
    }
    const [from, to] = [scroller.scrollTop, scroller.scrollTop + scroller.clientHeight - 2 * ROW];
    if (place * ROW < from || place * ROW > to) scroller.scrollTop = first * ROW;
  }
  private key(event: KeyboardEvent): void {
    const page = Math.max(1, this.room.rows - 5);
    const steps: Record<string, number> = {
      ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -this.order.length, End: this.order.length,
    };
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.state.select(this.order[this.current]);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in steps)) return;
    event.preventDefault();
    this.current = Math.max(0, Math.min(this.order.length - 1, this.current + steps[event.key]));
    this.reveal(this.current, steps[event.key] > 0 ? 1 : 0);
    this.fill();
  }
}

export function addTable(state: State, view: View): void {
  new Table(state, view);
}
