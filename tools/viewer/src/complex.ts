// SPDX-License-Identifier: GPL-3.0-or-later
import { findArray, getArray, Lists, type FrameData } from "./data";

export const NONE = 0xffffffff;

/** Where a crease is on a region. */
export type Sign = "below" | "above" | "zero";

export interface Unit {
  layer: number;
  unit: number;
  firstRow: number;
  rows: number; // more than one: a max group
  activation: number;
  firstCrease: number;
  creases: number;
}

export const unitName = (unit: Unit): string => `u${unit.layer}.${unit.unit}`;

/** How many bits of a word are set. */
function numBits(word: number): number {
  word -= (word >>> 1) & 0x55555555;
  word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
  return Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The complex of one network, as tables; numbering as in all of crease's results. */
export class Complex {
  readonly dim: number;
  readonly size: number;
  readonly units: Unit[] = [];
  readonly layers: Unit[][] = [];
  /** Units that can bend, in the order in which they are put in. */
  readonly bending: Unit[];
  /** Per crease: its unit. */
  readonly creaseUnit: Unit[] = [];
  readonly regionFacets: Lists;
  readonly regionVertices: Lists;
  readonly facetWalls: Lists;
  readonly facetVertices: Lists;
  readonly vertexWalls: Lists;
  readonly sides: Uint32Array;
  readonly vertexRegion: Uint32Array;
  readonly vertices: Float64Array;
  /** Per facet: the first crease that is not the same on both sides; NONE on the boundary of the domain. */
  readonly firstDifference: Uint32Array;
  /** What follows may be left out; of the boundary, the corners of all pieces, end to end. */
  readonly winner: Uint32Array | null;
  readonly boundaryCorners: Float64Array | null;
  readonly boundaryEnds: Uint32Array | null;
  readonly radius: Float64Array | null;
  readonly center: Float64Array | null;
  readonly support: Uint16Array | null;
  readonly uniqueCenter: Uint8Array | null;
  readonly volume: Float64Array | null;
  readonly linearRegion: Uint32Array;
  readonly affinePiece: Uint32Array;
  readonly maps: Float32Array;
  private readonly above: Uint32Array;
  private readonly zero: Uint32Array;
  private readonly words: number;
  private knownMiddles: Float64Array | null = null;

  constructor(readonly frame: FrameData) {
    this.dim = frame.domain.dim;
    this.size = frame.activation_regions;
    frame.layers.forEach((layer, l) => {
      this.layers.push([]);
      layer.units.forEach(([firstRow, rows, activation], u) => {
        const creases = rows > 1 ? rows : layer.activations[activation].breakpoints.length;
        const unit = { layer: l, unit: u, firstRow, rows, activation, firstCrease: this.creaseUnit.length, creases };
        this.units.push(unit);
        this.layers[l].push(unit);
        for (let k = 0; k < creases; ++k) this.creaseUnit.push(unit);
      });
    });
    this.bending = this.units.filter((unit) => unit.creases > 0);
    this.words = 2 * Math.ceil(this.numCreases / 64);
    this.above = new Uint32Array(getArray(frame, "above", "u8").buffer);
    this.zero = new Uint32Array(getArray(frame, "zero", "u8").buffer);
    this.regionFacets = Lists.read(frame, "region_facets");
    this.regionVertices = Lists.read(frame, "region_vertices");
    this.facetWalls = Lists.read(frame, "facet_walls");
    this.facetVertices = Lists.read(frame, "facet_vertices");
    this.vertexWalls = Lists.read(frame, "vertex_walls");
    this.sides = getArray(frame, "facet_sides", "u32");
    this.vertexRegion = getArray(frame, "vertex_region", "u32");
    this.vertices = getArray(frame, "vertices", "f64");
    this.winner = findArray(frame, "winner", "u32");
    this.boundaryCorners = findArray(frame, "boundary_corners", "f64");
    this.boundaryEnds = findArray(frame, "boundary_ends", "u32");
    this.radius = findArray(frame, "radius", "f64");
    this.center = findArray(frame, "center", "f64");
    this.support = findArray(frame, "support", "u16");
    this.uniqueCenter = findArray(frame, "unique_center", "u8");
    this.volume = findArray(frame, "volume", "f64");
    this.linearRegion = getArray(frame, "linear_region", "u32");
    this.affinePiece = getArray(frame, "affine_piece", "u32");
    this.maps = getArray(frame, "maps", "f32");
    this.firstDifference = new Uint32Array(this.numFacets).map((_, facet) => this.findDifference(facet));
  }

  get numFacets(): number {
    return this.frame.num_facets;
  }
  get numCreases(): number {
    return this.creaseUnit.length;
  }

  sign(region: number, crease: number): Sign {
    const word = region * this.words + (crease >> 5);
    const bit = crease & 31;
    if (this.zero.length > 0 && (this.zero[word] >>> bit) & 1) return "zero";
    return (this.above[word] >>> bit) & 1 ? "above" : "below";
  }

  private findDifference(facet: number): number {
    const [a, b] = [this.sides[2 * facet], this.sides[2 * facet + 1]];
    if (b === NONE) return NONE;
    for (let w = 0; w < this.words; ++w) {
      let changed = this.above[a * this.words + w] ^ this.above[b * this.words + w];
      if (this.zero.length > 0) changed |= this.zero[a * this.words + w] ^ this.zero[b * this.words + w];
      if (changed !== 0) return 32 * w + 31 - Math.clz32(changed & -changed);
    }
    return NONE;
  }

  /** The piece a unit is on, and whether it sits on a breakpoint throughout the region. */
  symbol(region: number, unit: Unit): { piece: number; onBreakpoint: boolean } {
    let piece = 0;
    let onBreakpoint = false;
    if (unit.rows > 1) {
      piece = -1;
      for (let k = 0; k < unit.creases; ++k) {
        const sign = this.sign(region, unit.firstCrease + k);
        if (sign !== "below" && piece < 0) piece = k;
        onBreakpoint ||= sign === "zero";
      }
      return { piece: Math.max(piece, 0), onBreakpoint };
    }
    for (let k = 0; k < unit.creases; ++k) {
      const sign = this.sign(region, unit.firstCrease + k);
      if (sign !== "below") piece = k + 1;
      onBreakpoint ||= sign === "zero";
    }
    return { piece, onBreakpoint };
  }

  /** One character per unit, '|' between layers. */
  pattern(region: number): string {
    return this.layers
      .map((units) =>
        units
          .map((unit) => {
            const { piece, onBreakpoint } = this.symbol(region, unit);
            return onBreakpoint ? "*" : piece < 36 ? piece.toString(36) : `{${piece}}`;
          })
          .join(""),
      )
      .join("|");
  }

  /** Per region: how many of the first `units`, of those that can bend, are not on their first piece. */
  activeCounts(units = this.bending.length): Uint32Array {
    // A unit has left its first piece where its first crease is not below; a max group, where that of its first row is.
    const [mask, flip] = [new Int32Array(this.words), new Int32Array(this.words)];
    for (const { firstCrease, rows } of this.bending.slice(0, units)) {
      mask[firstCrease >> 5] |= 1 << (firstCrease & 31);
      if (rows > 1) flip[firstCrease >> 5] |= 1 << (firstCrease & 31);
    }
    const { above, zero, words } = this;
    const hasZeros = zero.length > 0;
    const counts = new Uint32Array(this.size);
    for (let region = 0, i = 0; region < counts.length; ++region) {
      for (let w = 0; w < words; ++w, ++i) {
        const bits = (hasZeros ? above[i] | zero[i] : above[i]) ^ flip[w];
        counts[region] += numBits(bits & mask[w]);
      }
    }
    return counts;
  }

  isInterior(facet: number): boolean {
    return this.sides[2 * facet + 1] !== NONE;
  }
  across(facet: number, region: number): number {
    return this.sides[2 * facet] === region ? this.sides[2 * facet + 1] : this.sides[2 * facet];
  }
  neighbors(region: number): { region: number; facet: number }[] {
    return Array.from(this.regionFacets.at(region))
      .filter((facet) => this.isInterior(facet))
      .map((facet) => ({ region: this.across(facet, region), facet }));
  }
  isCrease(wall: number): boolean {
    return wall < this.numCreases;
  }
  /** Who bends on a facet, or which row of the domain it lies on: "u0.3", "domain.2". */
  wallNames(facet: number): string[] {
    const names = new Set<string>();
    for (const wall of this.facetWalls.at(facet)) {
      names.add(this.isCrease(wall) ? unitName(this.creaseUnit[wall]) : `domain.${wall - this.numCreases}`);
    }
    return [...names];
  }

  /** Of every region a point inside, end to end: the mean of the vertices, in doubles. */
  get middles(): Float64Array {
    if (this.knownMiddles) return this.knownMiddles;
    const { dim, vertices, regionVertices: { items, ends } } = this;
    const middles = new Float64Array(this.size * dim);
    for (let region = 0, begin = 0; region < this.size; begin = ends[region++]) {
      const count = ends[region] - begin;
      for (let j = 0; j < dim; ++j) {
        let sum = 0;
        for (let k = begin; k < ends[region]; ++k) sum += vertices[items[k] * dim + j];
        middles[region * dim + j] = sum / count;
      }
    }
    return (this.knownMiddles = middles);
  }
  middle(region: number): Float64Array {
    return this.middles.subarray(region * this.dim, (region + 1) * this.dim);
  }

  /** The cells that the first creases alone make: per region a number that is the same within a cell, and how many. */
  cellsOfFirst(creases: number): { cell: Uint32Array; count: number } {
    const parent = new Uint32Array(this.size).map((_, i) => i);
    const root = (i: number): number => {
      while (parent[i] !== i) i = parent[i] = parent[parent[i]];
      return i;
    };
    let count = this.size;
    for (let facet = 0; facet < this.numFacets; ++facet) {
      if (!this.isInterior(facet) || this.firstDifference[facet] < creases) continue;
      const [a, b] = [root(this.sides[2 * facet]), root(this.sides[2 * facet + 1])];
      if (a === b) continue;
      parent[Math.max(a, b)] = Math.min(a, b);
      --count;
    }
    return { cell: parent.map((_, i) => root(i)), count };
  }

  /** An output on a region at a point, in doubles, for drawing. */
  value(region: number, output: number, point: ArrayLike<number>): number {
    const row = (region * this.frame.drawn_outputs + output) * (this.dim + 1);
    let value = this.maps[row + this.dim];
    for (let j = 0; j < this.dim; ++j) value += this.maps[row + j] * point[j];
    return value;
  }
  gradient(region: number, output: number): Float32Array {
    const row = (region * this.frame.drawn_outputs + output) * (this.dim + 1);
    return this.maps.subarray(row, row + this.dim);
  }
  gradientNorm(region: number, output: number): number {
    return Math.hypot(...this.gradient(region, output));
  }
}
