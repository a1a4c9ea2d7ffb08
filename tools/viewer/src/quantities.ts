// SPDX-License-Identifier: GPL-3.0-or-later
/** What regions can be coloured and sorted by. */
import { NONE, type Complex } from "./complex";
import { categorical, scattered, sequential, type Color } from "./color";

export interface Quantity {
  id: string;
  label: string;
  column?: string; // a shorter label
  kind: "number" | "label"; // labels are told apart, numbers lie on a scale
  logarithmic?: boolean;
  values: (complex: Complex, output: number) => Float64Array;
  usesOutput?: boolean;
  /** Words for a label. */
  name?: (value: number) => string;
}

const perRegion = (complex: Complex, value: (region: number) => number): Float64Array =>
  Float64Array.from({ length: complex.size }, (_, region) => value(region));

const all: Quantity[] = [
  { id: "active", label: "active units", column: "active", kind: "number", values: (c) => Float64Array.from(c.activeCounts()) },
  {
    id: "layer", label: "deepest layer that cuts it", kind: "label",
    name: (layer) => (layer < 0 ? "none" : `layer ${layer}`),
    values: (c) =>
      perRegion(c, (r) =>
        c.regionFacets.at(r).reduce((deepest, facet) => {
          const crease = c.firstDifference[facet];
          return crease === NONE ? deepest : Math.max(deepest, c.creaseUnit[crease].layer);
        }, -1),
      ),
  },
  {
    id: "value", label: "output in the middle", column: "output", kind: "number", usesOutput: true,
    values: (c, output) => perRegion(c, (r) => c.value(r, output, c.middle(r))),
  },
  {
    id: "gradient", label: "length of the gradient", column: "gradient", kind: "number", usesOutput: true,
    values: (c, output) => perRegion(c, (r) => c.gradientNorm(r, output)),
  },
  {
    id: "class", label: "class", kind: "label", name: (k) => (k < 0 ? "several" : `class ${k}`),
    values: (c) => perRegion(c, (r) => (c.winner![r] === NONE ? -1 : c.winner![r])),
  },
  { id: "radius", label: "inradius", kind: "number", logarithmic: true, values: (c) => c.radius! },
  { id: "volume", label: "volume", kind: "number", logarithmic: true, values: (c) => c.volume! },
  { id: "facets", label: "facets", kind: "number", values: (c) => perRegion(c, (r) => c.regionFacets.count(r)) },
  { id: "degree", label: "neighbours", kind: "number", values: (c) => perRegion(c, (r) => c.neighbors(r).length) },
  {
    id: "linear", label: "linear region", column: "linear", kind: "label", name: (k) => `L${k}`,
    values: (c) => perRegion(c, (r) => c.linearRegion[r]),
  },
  {
    id: "piece", label: "affine piece", kind: "label", name: (k) => `A${k}`,
    values: (c) => perRegion(c, (r) => c.affinePiece[r]),
  },
  { id: "region", label: "activation region", column: "region", kind: "label", name: (k) => `R${k}`, values: (c) => perRegion(c, (r) => r) },
];

/** What the volume is called in this dimension. */
export const sizeName = (dim: number): string => ["length", "area", "volume"][dim - 1];

export function quantitiesOf(complex: Complex): Quantity[] {
  return all.filter(({ id }) => {
    if (id === "class") return complex.winner !== null;
    if (id === "radius") return complex.radius !== null;
    return id !== "volume" || complex.volume !== null;
  }).map((quantity) => (quantity.id === "volume" ? { ...quantity, label: sizeName(complex.dim) } : quantity));
}

/** Where values lie on a scale from 0 to 1. */
export class Scale {
  readonly lo: number;
  readonly hi: number;
  readonly logarithmic: boolean;

  constructor(values: Float64Array, quantity: Quantity) {
    let [lo, hi] = [Infinity, -Infinity];
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      lo = Math.min(lo, value);
      hi = Math.max(hi, value);
    }
    if (!(lo <= hi)) [lo, hi] = [0, 1];
    this.lo = lo;
    this.hi = hi;
    this.logarithmic = quantity.logarithmic === true && lo > 0 && hi / lo > 20;
  }
  place(value: number): number {
    if (this.hi <= this.lo) return 0.5;
    if (!this.logarithmic) return (value - this.lo) / (this.hi - this.lo);
    return Math.log(value / this.lo) / Math.log(this.hi / this.lo);
  }
  /** The value at a place. */
  at(place: number): number {
    return this.logarithmic ? this.lo * (this.hi / this.lo) ** place : this.lo + place * (this.hi - this.lo);
  }
}

const SEVERAL: Color = [150, 150, 150];
const FEW = 12;

/** The colour of a value. Few labels get colours of their own. */
export function colorOf(quantity: Quantity, scale: Scale, value: number): Color {
  if (quantity.kind === "number") return sequential(scale.place(value));
  if (value < 0) return SEVERAL;
  return scale.hi < FEW ? categorical(value) : scattered(value);
}
