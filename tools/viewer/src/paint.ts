// SPDX-License-Identifier: GPL-3.0-or-later
/** The colours of regions as they are shown. */
import { mixed, scattered, sequential, shaded, word, type Color } from "./color";
import { colorOf } from "./quantities";
import type { State } from "./state";

/** What colours fade into: behind the graph of a function on a line, and of regions that are not chosen. */
const FADED: { dark: Color; light: Color } = { dark: [38, 38, 38], light: [240, 240, 240] };

export class Painter {
  /** While the construction is replayed: the cells that the units so far make. */
  cells: { cell: Uint32Array; count: number } | null = null;
  private active: Uint32Array = new Uint32Array();
  private isDark = false;

  constructor(private readonly state: State) {}

  /** Takes what the state has become. */
  update(isDark: boolean): void {
    const { state } = this;
    this.isDark = isDark;
    this.cells = state.isReplaying ? state.complex.cellsOfFirst(state.numCreases) : null;
    if (this.cells && state.quantity.id === "active") this.active = state.complex.activeCounts(state.step);
  }

  colorOf(region: number): Color {
    const { state, cells } = this;
    let color: Color;
    if (!cells) color = colorOf(state.quantity, state.scale, state.values[region]);
    else if (state.quantity.id === "active") color = sequential(this.active[region] / Math.max(1, state.step));
    else color = scattered(cells.cell[region]);
    const faded = this.isDark ? FADED.dark : FADED.light;
    if (state.complex.dim === 1) color = mixed(color, faded, 0.55);
    if (state.chosen && !state.chosen.has(region)) color = mixed(color, faded, 0.88);
    return color;
  }

  /** How light a region of the surface is, by the way it is turned. */
  lightOf(region: number): number {
    const { complex, output } = this.state;
    const row = (region * complex.frame.drawn_outputs + output) * 3;
    const [a, b] = [complex.maps[row], complex.maps[row + 1]];
    return 0.78 + (0.22 * (b - a)) / (1e-9 + Math.SQRT2 * Math.hypot(a, b, 1));
  }

  /** A word per polygon of the scene. */
  words(isSurface: boolean): Uint32Array {
    return this.state.scene.regions.map((region) =>
      word(isSurface ? shaded(this.colorOf(region), this.lightOf(region)) : this.colorOf(region)));
  }
}
