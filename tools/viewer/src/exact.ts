// SPDX-License-Identifier: GPL-3.0-or-later
/** Exact maps, vertices, facets and radii, computed from the network's numbers when they are asked for. */
import { NONE, type Complex, type Unit } from "./complex";
import type { Exact } from "./data";
import {
  divide, fromJson, gcd, integerRoot, multiply, rational, subtract, toDouble, toText, type Rational,
} from "./rational";

/** Affine functions of the domain's coordinates over one denominator: row i is (A_i, c_i) / denominator. */
interface Rows {
  entries: bigint[][];
  denominator: bigint;
}

interface ExactLayer {
  weights: { column: number; value: bigint }[][]; // without zeros
  bias: bigint[];
  denominator: bigint; // of both
  activations: { breakpoints: Rational[]; slopes: bigint[]; intercepts: bigint[] }[];
  pieceDenominator: bigint; // of slopes and intercepts
}

/** normal . y + offset, in coprime integers. */
export interface FacetRow {
  normal: bigint[];
  offset: bigint;
}

/** A quotient p / (q + sum m_k sqrt(n_k)), and bounds of it. */
export interface ExactRadius {
  lo: Rational;
  hi: Rational;
  text: string; // a closed form
  isRational: boolean;
}

const lcm = (a: bigint, b: bigint): bigint => (a / gcd(a, b)) * b;
const toRationals = (values: Exact[]): Rational[] => values.map(fromJson);
const commonDenominator = (values: Rational[], start = 1n): bigint => values.reduce((d, x) => lcm(d, x.d), start);
const scaled = (value: Rational, denominator: bigint): bigint => value.n * (denominator / value.d);

/** Divided by the greatest common divisor. */
function primitive(row: bigint[]): bigint[] {
  const divisor = row.reduce(gcd, 0n);
  return divisor > 1n ? row.map((x) => x / divisor) : row;
}

/** Solves rows . (y, 1) = 0 for y; rows may be more than needed. Throws where they leave y open. */
export function solve(rows: bigint[][], dim: number): Rational[] {
  const matrix = rows.map((row) => row.map((x) => rational(x)));
  let rank = 0;
  for (let column = 0; column < dim; ++column) {
    const pivot = matrix.findIndex((row, i) => i >= rank && row[column].n !== 0n);
    if (pivot < 0) throw new Error("the walls do not meet in one point");
    [matrix[rank], matrix[pivot]] = [matrix[pivot], matrix[rank]];
    const scale = matrix[rank][column];
    matrix[rank] = matrix[rank].map((x) => divide(x, scale));
    matrix.forEach((row, i) => {
      if (i === rank || row[column].n === 0n) return;
      const factor = row[column];
      matrix[i] = row.map((x, j) => subtract(x, multiply(factor, matrix[rank][j])));
    });
    ++rank;
  }
  return matrix.slice(0, dim).map((row) => rational(-row[dim].n, row[dim].d));
}

export class ExactComplex {
  private readonly layers: ExactLayer[];
  private readonly input: Rows;
  private readonly domainRows: bigint[][];
  private readonly cache = new Map<number, { before: Rows[]; outputs: Rows }>();

  constructor(readonly complex: Complex) {
    const { frame, dim } = complex;
    this.layers = frame.layers.map((layer) => {
      const weights = layer.weights.map(toRationals);
      const bias = toRationals(layer.bias);
      const denominator = weights.reduce((d, row) => commonDenominator(row, d), commonDenominator(bias));
      const pieces = layer.activations.map((a) => ({ slopes: toRationals(a.slopes), intercepts: toRationals(a.intercepts) }));
      const pieceDenominator = pieces.reduce((d, p) => commonDenominator([...p.slopes, ...p.intercepts], d), 1n);
      return {
        weights: weights.map((row) =>
          row.map((x, column) => ({ column, value: scaled(x, denominator) })).filter(({ value }) => value !== 0n),
        ),
        bias: bias.map((x) => scaled(x, denominator)),
        denominator,
        activations: pieces.map((p, k) => ({
          breakpoints: toRationals(layer.activations[k].breakpoints),
          slopes: p.slopes.map((x) => scaled(x, pieceDenominator)),
          intercepts: p.intercepts.map((x) => scaled(x, pieceDenominator)),
        })),
        pieceDenominator,
      };
    });
    const { slice, rows, offsets } = frame.exact_domain;
    const point = slice ? toRationals(slice.point) : new Array<Rational>(frame.input_dim).fill(rational(0n));
    const directions = slice
      ? slice.directions.map(toRationals)
      : point.map((_, i) => Array.from({ length: dim }, (_, j) => rational(i === j ? 1n : 0n)));
    const denominator = directions.reduce((d, row) => commonDenominator(row, d), commonDenominator(point));
    this.input = {
      entries: point.map((p, i) => [...directions[i], p].map((x) => scaled(x, denominator))),
      denominator,
    };
    const domainOffsets = toRationals(offsets);
    this.domainRows = rows.map((row, i) => {
      const all = [...toRationals(row), domainOffsets[i]];
      const common = commonDenominator(all);
      return primitive(all.map((x) => scaled(x, common)));
    });
  }

  /** The pre-activations of every layer, and the outputs, when units are on the pieces that `pieceOf` says. */
  private propagate(input: Rows, pieceOf: (unit: Unit, rows: Rows) => number): { before: Rows[]; outputs: Rows } {
    const width = input.entries[0].length;
    let now = input;
    const before: Rows[] = [];
    this.layers.forEach((layer, l) => {
      const z: Rows = {
        entries: layer.weights.map((row, i) => {
          const sum = new Array<bigint>(width).fill(0n);
          for (const { column, value } of row) {
            const from = now.entries[column];
            for (let j = 0; j < width; ++j) if (from[j] !== 0n) sum[j] += value * from[j];
          }
          sum[width - 1] += layer.bias[i] * now.denominator;
          return sum;
        }),
        denominator: layer.denominator * now.denominator,
      };
      before.push(z);
      const outputs = this.complex.layers[l].map((unit) => {
        const piece = pieceOf(unit, z);
        const activation = layer.activations[unit.activation];
        if (unit.rows > 1) return z.entries[unit.firstRow + piece].map((x) => x * layer.pieceDenominator);
        const row = z.entries[unit.firstRow].map((x) => x * activation.slopes[piece]);
        row[width - 1] += activation.intercepts[piece] * z.denominator;
        return row;
      });
      now = { entries: outputs, denominator: z.denominator * layer.pieceDenominator };
    });
    return { before, outputs: now };
  }

  private on(region: number): { before: Rows[]; outputs: Rows } {
    let known = this.cache.get(region);
    if (!known) {
      known = this.propagate(this.input, (unit) => this.complex.symbol(region, unit).piece);
      if (this.cache.size > 64) this.cache.clear();
      this.cache.set(region, known);
    }
    return known;
  }

  /** Per output: the gradient, then the constant. */
  map(region: number): Rational[][] {
    const { entries, denominator } = this.on(region).outputs;
    return entries.map((row) => row.map((x) => rational(x, denominator)));
  }

  /** Rows that vanish on a wall, as seen from a region, >= 0 on it; none where the wall contains it. */
  private wallRows(region: number, wall: number): bigint[][] {
    const { complex } = this;
    if (!complex.isCrease(wall)) return [this.domainRows[wall - complex.numCreases]];
    const unit = complex.creaseUnit[wall];
    const k = wall - unit.firstCrease;
    const z = this.on(region).before[unit.layer];
    let row: bigint[];
    if (unit.rows > 1) {
      const greatest = complex.symbol(region, unit).piece;
      const winner = z.entries[unit.firstRow + greatest];
      row = winner.map((x, j) => x - z.entries[unit.firstRow + k][j]);
    } else {
      const t = this.layers[unit.layer].activations[unit.activation].breakpoints[k];
      row = z.entries[unit.firstRow].map((x) => x * t.d);
      row[row.length - 1] -= t.n * z.denominator;
      if (complex.sign(region, wall) === "below") row = row.map((x) => -x);
    }
    return row.slice(0, -1).every((x) => x === 0n) ? [] : [primitive(row)];
  }

  /** normal . y + offset >= 0 on the region, with equality on the facet. */
  facetRow(region: number, facet: number): FacetRow {
    const { complex } = this;
    for (const wall of complex.facetWalls.at(facet)) {
      for (const row of this.wallRows(region, wall)) return { normal: row.slice(0, -1), offset: row[row.length - 1] };
    }
    // What bends there is constant throughout this region: the other one sees it move.
    const other = complex.across(facet, region);
    if (other !== NONE) {
      for (const wall of complex.facetWalls.at(facet)) {
        for (const row of this.wallRows(other, wall)) {
          return { normal: row.slice(0, -1).map((x) => -x), offset: -row[row.length - 1] };
        }
      }
    }
    throw new Error(`facet F${facet} lies on no wall`);
  }

  vertex(vertex: number): Rational[] {
    const region = this.complex.vertexRegion[vertex];
    const rows = Array.from(this.complex.vertexWalls.at(vertex)).flatMap((wall) => this.wallRows(region, wall));
    return solve(rows, this.complex.dim);
  }

  /** Is the point, in the domain's own coordinates, in the closed region? */
  contains(region: number, point: Rational[]): boolean {
    const denominator = commonDenominator(point);
    const y = point.map((x) => scaled(x, denominator));
    return Array.from(this.complex.regionFacets.at(region)).every((facet) => {
      const { normal, offset } = this.facetRow(region, facet);
      return normal.reduce((sum, x, j) => sum + x * y[j], offset * denominator) >= 0n;
    });
  }

  /** All regions that hold the point; several where it lies on creases. */
  regionsAt(point: Rational[]): number[] {
    const { complex } = this;
    const denominator = commonDenominator(point);
    const y = point.map((x) => scaled(x, denominator));
    const x: Rows = {
      entries: this.input.entries.map((row) => [
        row.slice(0, -1).reduce((sum, value, j) => sum + value * y[j], row[row.length - 1] * denominator),
      ]),
      denominator: this.input.denominator * denominator,
    };
    const signs: (-1 | 0 | 1)[] = [];
    this.propagate(x, (unit, z) => {
      const values = Array.from({ length: unit.rows }, (_, k) => z.entries[unit.firstRow + k][0]);
      if (unit.rows > 1) {
        const most = values.reduce((a, b) => (b > a ? b : a));
        const winners = values.filter((value) => value === most).length;
        for (const value of values) signs.push(value < most ? -1 : winners > 1 ? 0 : 1);
        return values.indexOf(most);
      }
      let piece = 0;
      for (const t of this.layers[unit.layer].activations[unit.activation].breakpoints) {
        const difference = values[0] * t.d - t.n * z.denominator;
        signs.push(difference < 0n ? -1 : difference > 0n ? 1 : 0);
        if (difference >= 0n) ++piece;
      }
      return piece;
    });
    const found: number[] = [];
    for (let region = 0; region < complex.size; ++region) {
      const fits = signs.every((sign, crease) => {
        if (sign === 0) return true;
        return complex.sign(region, crease) === (sign > 0 ? "above" : "below");
      });
      if (fits && this.contains(region, point)) found.push(region);
    }
    return found;
  }

  /** f(y) for a point in the closed region. */
  valueAt(region: number, point: Rational[]): Rational[] {
    const denominator = commonDenominator(point);
    const y = [...point.map((x) => scaled(x, denominator)), denominator];
    const { entries, denominator: scale } = this.on(region).outputs;
    return entries.map((row) => rational(row.reduce((sum, x, j) => sum + x * y[j], 0n), scale * denominator));
  }

  /**
   * The radius of the largest ball: sum c_k offset_k / sum c_k |normal_k| over the facets that keep it from growing,
   * with sum c_k normal_k = 0. None where inspheres were left out.
   */
  radius(region: number): ExactRadius | null {
    const { support, dim, regionFacets } = this.complex;
    if (!support) return null;
    const facets = regionFacets.at(region);
    const rows: FacetRow[] = [];
    for (let k = 0; k <= dim; ++k) {
      const place = support[region * (dim + 1) + k];
      if (place !== 0xffff) rows.push(this.facetRow(region, facets[place]));
    }
    const multipliers = multipliersOf(rows, dim);
    const top = rows.reduce((sum, row, k) => sum + multipliers[k] * row.offset, 0n);
    const roots = rows.map((row, k) => ({
      multiplier: multipliers[k],
      square: row.normal.reduce((sum, x) => sum + x * x, 0n),
    }));
    return quotient(top, roots);
  }
}

/** Positive integers c with sum c_k normal_k = 0: unique up to a factor. */
function multipliersOf(rows: FacetRow[], dim: number): bigint[] {
  const last = rows.length - 1;
  const equations = Array.from({ length: dim }, (_, j) => rows.map((row) => row.normal[j]));
  const c = [...solve(equations, last), rational(1n)]; // the last one is set to 1
  const denominator = commonDenominator(c);
  return primitive(c.map((x) => scaled(x, denominator)));
}

const BITS = 128n;

/** top / sum m sqrt(n): bounds to 2^-100 of it, and a closed form. */
function quotient(top: bigint, roots: { multiplier: bigint; square: bigint }[]): ExactRadius {
  let whole = 0n;
  const irrational = new Map<bigint, bigint>();
  for (const { multiplier, square } of roots) {
    const [outside, inside] = withoutSquares(square);
    if (inside === 1n) whole += multiplier * outside;
    else irrational.set(inside, (irrational.get(inside) ?? 0n) + multiplier * outside);
  }
  if (irrational.size === 0) {
    const value = rational(top, whole);
    return { lo: value, hi: value, text: toText(value), isRational: true };
  }
  const divisor = [...irrational.values()].reduce(gcd, gcd(top, whole));
  let below = (whole / divisor) << BITS;
  let above = below;
  const terms = whole === 0n ? [] : [`${whole / divisor}`];
  for (const [square, sum] of irrational) {
    const multiplier = sum / divisor;
    const root = integerRoot((square * multiplier * multiplier) << (2n * BITS));
    below += root;
    above += root + 1n;
    terms.push(multiplier === 1n ? `sqrt(${square})` : `${multiplier}*sqrt(${square})`);
  }
  const numerator = (top / divisor) << BITS;
  const denominator = terms.length > 1 || terms[0].includes("*") ? `(${terms.join(" + ")})` : terms[0];
  return {
    lo: rational(numerator, above),
    hi: rational(numerator, below),
    text: `${top / divisor}/${denominator}`,
    isRational: false,
  };
}

/** n = a^2 b with b free of the squares of small primes; of a perfect square b = 1. */
function withoutSquares(n: bigint): [bigint, bigint] {
  const root = integerRoot(n);
  if (root * root === n) return [root, 1n];
  let outside = 1n;
  for (let p = 2n; p < 200n && p * p <= n; ++p) {
    while (n % (p * p) === 0n) {
      n /= p * p;
      outside *= p;
    }
  }
  return [outside, n];
}

/** "0.381966": so many digits of a number between the bounds. */
export const inDecimals = (value: Rational, digits = 7): string => Number(toDouble(value).toPrecision(digits)).toString();
