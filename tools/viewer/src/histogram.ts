// SPDX-License-Identifier: GPL-3.0-or-later
/** How the quantity shown is distributed; dragging over the bars, or keys on them, choose the regions under them. */
import { css } from "./color";
import { byId, counted, element, short, svg, withCommas } from "./dom";
import { colorOf } from "./quantities";
import type { State } from "./state";

const [WIDTH, HEIGHT, BINS] = [320, 90, 40];

/** The bars of a quantity. */
class Bins {
  readonly isLabels: boolean;
  private readonly isWhole: boolean;
  readonly counts: number[];

  constructor(private readonly state: State) {
    const { values, quantity, scale } = state;
    this.isLabels = quantity.kind === "label" && scale.hi <= BINS;
    this.isWhole = quantity.kind === "number" && !scale.logarithmic && values.every(Number.isInteger) && scale.hi - scale.lo < WIDTH / 2;
    this.counts = new Array<number>(this.isEach ? Math.max(1, scale.hi - scale.lo + 1) : BINS).fill(0);
    for (const value of values) if (Number.isFinite(value)) ++this.counts[this.of(value)];
  }
  /** Whether every value has a bar of its own. */
  private get isEach(): boolean {
    return this.isLabels || this.isWhole;
  }
  get size(): number {
    return this.counts.length;
  }
  of(value: number): number {
    const { scale } = this.state;
    if (this.isEach) return value - scale.lo;
    return Math.max(0, Math.min(this.size - 1, Math.floor(scale.place(value) * this.size)));
  }
  /** Where a value lies, from 0 to 1 over all bars. */
  place(value: number): number {
    const { scale } = this.state;
    return Math.max(0, Math.min(1, this.isEach ? (value - scale.lo + 0.5) / this.size : scale.place(value)));
  }
  middle(bar: number): number {
    const { scale } = this.state;
    return this.isEach ? scale.lo + bar : scale.at((bar + 0.5) / this.size);
  }
  name(bar: number): string {
    const { scale, quantity } = this.state;
    if (quantity.name) return quantity.name(this.middle(bar));
    return this.isWhole ? String(this.middle(bar)) : `${short(scale.at(bar / this.size))} to ${short(scale.at((bar + 1) / this.size))}`;
  }
}

export function addHistogram(state: State): void {
  const frame = byId("histogram");
  const legend = byId("legend");
  let brush: [number, number] | null = null;
  let current = 0; // the bar that takes the focus
  let anchor = 0; // where a choice by keys began

  const draw = (): void => {
    const { values, quantity, scale } = state;
    const bins = new Bins(state);
    const { counts } = bins;
    const most = Math.max(1, ...counts);
    const hadFocus = frame.contains(document.activeElement);
    const filled = counts.flatMap((count, i) => (count > 0 ? [i] : []));
    if (!filled.includes(current)) current = filled[0] ?? 0;
    const bars = counts.map((count, i) => {
      const height = count === 0 ? 0 : Math.max(1.5, (count / most) * HEIGHT);
      const words = `${bins.name(i)}: ${counted(count, "region")}`;
      const isChosen = brush !== null && (i + 0.5) / bins.size >= Math.min(...brush) && (i + 0.5) / bins.size < Math.max(...brush);
      return svg("rect", {
        x: (i * WIDTH) / bins.size, y: HEIGHT - height, width: Math.max(1, WIDTH / bins.size - 1), height,
        fill: css(colorOf(quantity, scale, bins.middle(i))), class: "bar", "data-count": count,
        ...(count > 0 ? { role: "button", tabindex: i === current ? 0 : -1, "aria-label": words, "aria-pressed": String(isChosen) } : {}),
      }, svg("title", {}, words));
    });
    const picture = svg("svg", {
      viewBox: `0 0 ${WIDTH} ${HEIGHT + 2}`, role: "group",
      "aria-label": `Histogram of ${quantity.label} over ${counted(values.length, "region")}, from ${short(scale.lo)} to ${short(scale.hi)}. ` +
        "Arrow keys move from bar to bar, Enter chooses the regions of a bar, arrows with Shift choose more, Escape all.",
    }, ...bars);
    const mark = svg("rect", { y: 0, height: HEIGHT, class: "brush", x: 0, width: 0 });
    picture.append(mark);
    const showBrush = (): void => {
      mark.setAttribute("x", String(brush ? Math.min(...brush) * WIDTH : 0));
      mark.setAttribute("width", String(brush ? Math.abs(brush[1] - brush[0]) * WIDTH : 0));
    };
    showBrush();
    const choose = (): void => {
      if (!brush) return;
      const [from, to] = [Math.min(...brush), Math.max(...brush)];
      const regions = new Set<number>();
      state.values.forEach((value, region) => {
        const t = bins.place(value);
        if (t >= from && (to >= 1 ? t <= to : t < to)) regions.add(region);
      });
      state.choose(regions);
    };
    const at = (event: PointerEvent): number => {
      const box = picture.getBoundingClientRect();
      return Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
    };
    picture.addEventListener("pointerdown", (event) => {
      picture.setPointerCapture(event.pointerId);
      brush = [at(event), at(event)];
      showBrush();
    });
    picture.addEventListener("pointermove", (event) => {
      if (!picture.hasPointerCapture(event.pointerId) || !brush) return;
      brush[1] = at(event);
      showBrush();
    });
    picture.addEventListener("pointerup", () => {
      if (!brush) return;
      // A click takes the bar under it.
      if (Math.abs(brush[1] - brush[0]) < 0.5 / bins.size) {
        const bar = Math.min(bins.size - 1, Math.floor(brush[0] * bins.size));
        brush = [bar / bins.size, (bar + 1) / bins.size];
      }
      choose();
    });
    const chooseBars = (): void => {
      brush = [Math.min(anchor, current) / bins.size, (Math.max(anchor, current) + 1) / bins.size];
      choose();
    };
    const go = (bar: number | undefined, isMore: boolean): void => {
      if (bar === undefined) return;
      bars[current].setAttribute("tabindex", "-1");
      current = bar;
      bars[current].setAttribute("tabindex", "0");
      bars[current].focus();
      if (isMore) return chooseBars();
      anchor = current;
    };
    picture.addEventListener("keydown", (event) => {
      const keys: Record<string, () => void> = {
        ArrowLeft: () => go([...filled].reverse().find((bar) => bar < current), event.shiftKey),
        ArrowRight: () => go(filled.find((bar) => bar > current), event.shiftKey),
        Home: () => go(filled[0], event.shiftKey),
        End: () => go(filled[filled.length - 1], event.shiftKey),
        Enter: () => ((anchor = current), chooseBars()),
        " ": () => ((anchor = current), chooseBars()),
        Escape: () => state.choose(null),
      };
      const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    });
    frame.replaceChildren(picture);
    if (hadFocus) bars[current]?.focus();
    const ends = quantity.kind === "number" || !bins.isLabels
      ? `${short(scale.lo)} to ${short(scale.hi)}${scale.logarithmic ? ", logarithmic" : ""}`
      : `${withCommas(filled.length)} ${filled.length === 1 ? "value" : "values"}`;
    const names = bins.isLabels ? filled.map((bar) => scale.lo + bar) : [];
    legend.replaceChildren(element("span", { textContent: `${quantity.label}: ${ends}` }), ...names.slice(0, 12).map((value) => {
      const swatch = element("i");
      swatch.style.background = css(colorOf(quantity, scale, value));
      return element("span", {}, swatch, quantity.name!(value));
    }));
  };
  state.listen((change) => {
    if (change === "color" && state.chosen === null) brush = null;
    if (change === "frame") brush = null;
    if (change === "frame" || change === "color" || change === "scene") draw();
  });
  draw();
}
