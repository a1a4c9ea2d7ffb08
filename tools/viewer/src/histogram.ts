// SPDX-License-Identifier: GPL-3.0-or-later
/** How the quantity shown is distributed; dragging over the bars chooses the regions under them. */
import { css } from "./color";
import { byId, element, short, svg, withCommas } from "./dom";
import { colorOf } from "./quantities";
import type { State } from "./state";

const [WIDTH, HEIGHT, BINS] = [320, 90, 40];

export function addHistogram(state: State): void {
  const frame = byId("histogram");
  const legend = byId("legend");
  let brush: [number, number] | null = null;

  const place = (value: number): number => {
    const t = state.quantity.kind === "label" && state.scale.hi <= BINS
      ? (value - state.scale.lo + 0.5) / (state.scale.hi - state.scale.lo + 1)
      : state.scale.place(value);
    return Math.max(0, Math.min(1, t));
  };
  const draw = (): void => {
    const { values, quantity, scale } = state;
    const isLabels = quantity.kind === "label" && scale.hi <= BINS;
    const isWhole = quantity.kind === "number" && !scale.logarithmic && values.every(Number.isInteger) && scale.hi - scale.lo < WIDTH / 2;
    const bins = isLabels || isWhole ? Math.max(1, scale.hi - scale.lo + 1) : BINS;
    const counts = new Array<number>(bins).fill(0);
    const binOf = (value: number): number =>
      isLabels || isWhole ? value - scale.lo : Math.min(bins - 1, Math.floor(scale.place(value) * bins));
    for (const value of values) if (Number.isFinite(value)) ++counts[binOf(value)];
    const most = Math.max(1, ...counts);
    const bars = counts.map((count, i) => {
      const value = isLabels || isWhole ? scale.lo + i : scale.at((i + 0.5) / bins);
      const height = count === 0 ? 0 : Math.max(1.5, (count / most) * HEIGHT);
      const name = quantity.name ? quantity.name(value) : isWhole ? String(value)
        : `${short(scale.at(i / bins))} to ${short(scale.at((i + 1) / bins))}`;
      return svg("rect", {
        x: (i * WIDTH) / bins, y: HEIGHT - height, width: Math.max(1, WIDTH / bins - 1), height,
        fill: css(colorOf(quantity, scale, value)), class: "bar", "data-count": count,
      }, svg("title", {}, `${name}: ${withCommas(count)} regions`));
    });
    const picture = svg("svg", {
      viewBox: `0 0 ${WIDTH} ${HEIGHT + 2}`, role: "img",
      "aria-label": `Histogram of ${quantity.label} over ${withCommas(values.length)} regions, from ${short(scale.lo)} to ${short(scale.hi)}`,
    }, ...bars);
    const mark = svg("rect", { y: 0, height: HEIGHT, class: "brush", x: 0, width: 0 });
    picture.append(mark);
    const showBrush = (): void => {
      mark.setAttribute("x", String(brush ? Math.min(...brush) * WIDTH : 0));
      mark.setAttribute("width", String(brush ? Math.abs(brush[1] - brush[0]) * WIDTH : 0));
    };
    showBrush();
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
      if (Math.abs(brush[1] - brush[0]) < 0.5 / bins) {
        const bar = Math.min(bins - 1, Math.floor(brush[0] * bins));
        brush = [bar / bins, (bar + 1) / bins];
      }
      const [from, to] = [Math.min(...brush), Math.max(...brush)];
      const regions = new Set<number>();
      state.values.forEach((value, region) => {
        const t = isWhole ? (value - scale.lo + 0.5) / bins : place(value);
        const isEnd = to >= 1 ? t <= to : t < to;
        if (t >= from && isEnd) regions.add(region);
      });
      state.choose(regions);
    });
    frame.replaceChildren(picture);
    const ends = quantity.kind === "number" || !isLabels
      ? `${short(scale.lo)} to ${short(scale.hi)}${scale.logarithmic ? ", logarithmic" : ""}`
      : `${withCommas(counts.filter((n) => n > 0).length)} values`;
    const names = isLabels ? counts.flatMap((count, i) => (count > 0 ? [scale.lo + i] : [])) : [];
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
