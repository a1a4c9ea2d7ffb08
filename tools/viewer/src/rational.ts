// SPDX-License-Identifier: GPL-3.0-or-later
/** Exact fractions on BigInt. */

/** In lowest terms with a positive denominator. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

export function gcd(a: bigint, b: bigint): bigint {
  a = a < 0n ? -a : a;
  b = b < 0n ? -b : b;
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

export function rational(n: bigint, d = 1n): Rational {
  if (d === 0n) throw new RangeError("division by zero");
  if (d < 0n) [n, d] = [-n, -d];
  const g = gcd(n, d);
  return g > 1n ? { n: n / g, d: d / g } : { n, d };
}

export const multiply = (a: Rational, b: Rational): Rational => rational(a.n * b.n, a.d * b.d);
export const subtract = (a: Rational, b: Rational): Rational => rational(a.n * b.d - b.n * a.d, a.d * b.d);
export const divide = (a: Rational, b: Rational): Rational => rational(a.n * b.d, a.d * b.n);

/** The fraction that the bits of a double stand for. */
export function fromDouble(value: number): Rational {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is no number`);
  if (Number.isInteger(value)) return { n: BigInt(value), d: 1n };
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = exponent === 0 ? fraction : fraction | 0x10000000000000n;
  const power = Math.max(exponent, 1) - 1075; // negative: integers were handled above
  return rational(value < 0 ? -mantissa : mantissa, 1n << BigInt(-power));
}

/** Reads "p/q", an integer or a decimal, exactly; throws SyntaxError for anything else. */
export function parseRational(text: string): Rational {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?(?:\/(\d+))?\s*$/.exec(text);
  if (!match || !(match[2] || match[3]) || (match[5] && (match[3] !== undefined || match[4]))) {
    throw new SyntaxError(`'${text.trim()}' is not a number such as -1.25 or 1/3`);
  }
  const decimals = match[3] ?? "";
  const digits = BigInt(match[2] + decimals || "0") * (match[1] === "-" ? -1n : 1n);
  const power = Number(match[4] ?? 0) - decimals.length;
  const denominator = match[5] ? BigInt(match[5]) : 1n;
  if (denominator === 0n) throw new SyntaxError(`'${text.trim()}' divides by zero`);
  return power < 0 ? rational(digits, denominator * 10n ** BigInt(-power)) : rational(digits * 10n ** BigInt(power), denominator);
}

/** A number as the page's data holds it: a double that is meant exactly, or "p/q". */
export const fromJson = (value: number | string): Rational =>
  typeof value === "number" ? fromDouble(value) : parseRational(value);

export const toText = (value: Rational): string => (value.d === 1n ? `${value.n}` : `${value.n}/${value.d}`);

const bitLength = (value: bigint): number => value.toString(16).length * 4;

/** A double within 2 units in the last place. */
export function toDouble(value: Rational): number {
  const negative = value.n < 0n;
  const n = negative ? -value.n : value.n;
  if (n === 0n) return 0;
  const shift = 64 - bitLength(n) + bitLength(value.d);
  const quotient = shift >= 0 ? (n << BigInt(shift)) / value.d : n / (value.d << BigInt(-shift));
  const half = Math.trunc(-shift / 2); // in two steps, as 2^-shift alone may be no double
  const result = Number(quotient) * 2 ** half * 2 ** (-shift - half);
  return negative ? -result : result;
}

/** floor(sqrt(value)). */
export function integerRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let x = 1n << BigInt((bitLength(value) >> 1) + 1);
  for (;;) {
    const next = (x + value / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}
