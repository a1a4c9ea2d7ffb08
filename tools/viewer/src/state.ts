// SPDX-License-Identifier: GPL-3.0-or-later
/** What is shown of which network: everything the panels change, and one way to hear of it. */
import { Complex } from "./complex";
import type { PageData } from "./data";
import { ExactComplex } from "./exact";
import { quantitiesOf, Scale, type Quantity } from "./quantities";
import { makeScene, type Scene, type Section } from "./scene";

export type Change = "frame" | "scene" | "color" | "step" | "selection" | "hover" | "layers" | "theme";

export interface Layers {
  edges: boolean;
  edgesByLayer: boolean;
  circles: boolean;
  boundary: boolean;
  graph: boolean;
  surface: boolean;
  labels: boolean;
}

export class State {
  complex!: Complex;
  exact!: ExactComplex;
  scene!: Scene;
  quantity!: Quantity;
  values!: Float64Array;
  scale!: Scale;
  frame = 0;
  output = 0;
  section: Section = { axis: 2, at: 0 };
  /** How many units, of those that bend, have been put in; all: the whole network. */
  step = 0;
  readonly layers: Layers = {
    edges: true, edgesByLayer: false, circles: false, boundary: true, graph: false, surface: false, labels: true,
  };
  selected = -1;
  hovered = -1;
  /** Regions that a brush or a search has chosen; none: all. */
  chosen: Set<number> | null = null;
  private readonly complexes: { complex: Complex; exact: ExactComplex }[] = [];
  private readonly listeners: ((change: Change) => void)[] = [];

  constructor(readonly page: PageData) {
    this.load(0);
  }

  get bending(): Complex["bending"] {
    return this.complex.bending;
  }
  get isReplaying(): boolean {
    return this.step < this.bending.length;
  }
  /** Creases of the units so far. */
  get numCreases(): number {
    const unit = this.bending[this.step];
    return unit ? unit.firstCrease : this.complex.numCreases;
  }

  listen(listener: (change: Change) => void): void {
    this.listeners.push(listener);
  }
  emit(change: Change): void {
    for (const listener of this.listeners) listener(change);
  }

  private load(frame: number): void {
    if (!this.complexes[frame]) {
      const complex = new Complex(this.page.frames[frame]);
      this.complexes[frame] = { complex, exact: new ExactComplex(complex) };
    }
    const before = this.complex as Complex | undefined;
    const pattern = before && this.selected >= 0 ? before.pattern(this.selected) : null;
    this.frame = frame;
    ({ complex: this.complex, exact: this.exact } = this.complexes[frame]);
    this.selected = pattern === null ? -1 : this.findPattern(pattern);
    this.hovered = -1;
    this.chosen = null;
    if (!before && this.complex.dim === 3) {
      const z = this.complex.vertices.filter((_, i) => i % 3 === 2).sort();
      this.section.at = (z[0] + z[z.length - 1]) / 2;
    }
    this.step = this.bending.length;
    this.output = Math.min(this.output, this.complex.frame.drawn_outputs - 1);
    const known = quantitiesOf(this.complex);
    this.quantity = known.find(({ id }) => id === this.quantity?.id) ?? known[0];
    this.scene = makeScene(this.complex, this.section);
    this.updateValues();
  }
  private updateValues(): void {
    this.values = this.quantity.values(this.complex, this.output);
    this.scale = new Scale(this.values, this.quantity);
  }
  /** The first region with this pattern, or -1. */
  findPattern(pattern: string): number {
    for (let region = 0; region < this.complex.size; ++region) {
      if (this.complex.pattern(region) === pattern) return region;
    }
    return -1;
  }

  setFrame(frame: number): void {
    this.load(frame);
    this.emit("frame");
  }
  setQuantity(id: string): void {
    this.quantity = quantitiesOf(this.complex).find((quantity) => quantity.id === id) ?? this.quantity;
    this.chosen = null;
    this.updateValues();
    this.emit("color");
  }
  setOutput(output: number): void {
    this.output = output;
    this.updateValues();
    this.emit("scene");
  }
  setSection(section: Section): void {
    this.section = section;
    this.scene = makeScene(this.complex, section);
    this.emit("scene");
  }
  setStep(step: number): void {
    this.step = Math.max(0, Math.min(this.bending.length, step));
    this.emit("step");
  }
  setLayer(name: keyof Layers, on: boolean): void {
    this.layers[name] = on;
    this.emit(name === "surface" ? "scene" : "layers");
  }
  select(region: number): void {
    this.selected = region;
    this.emit("selection");
  }
  choose(regions: Set<number> | null): void {
    this.chosen = regions;
    this.emit("color");
  }
  hover(region: number): void {
    if (region === this.hovered) return;
    this.hovered = region;
    this.emit("hover");
  }
}
