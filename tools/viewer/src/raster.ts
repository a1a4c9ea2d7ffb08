// SPDX-License-Identifier: GPL-3.0-or-later
/** Polygons, lines and rings in a picture in memory. Colours are the bytes r, g, b, a of a word, lowest first. */

/** `alpha`, of 256, of a colour over another. */
function blend(under: number, over: number, alpha: number): number {
  const rest = 256 - alpha;
  const redBlue = (Math.imul(under & 0xff00ff, rest) + Math.imul(over & 0xff00ff, alpha)) >>> 8;
  const green = (Math.imul(under & 0x00ff00, rest) + Math.imul(over & 0x00ff00, alpha)) >>> 8;
  return ((redBlue & 0xff00ff) | (green & 0x00ff00) | 0xff000000) >>> 0;
}

/** Steps along one coordinate, from a0 to a1, of a line whose other coordinate is b0 and b1 there. */
function hairline(
  pixels: Uint32Array, stepA: number, endA: number, stepB: number, endB: number,
  a0: number, b0: number, a1: number, b1: number, color: number, alpha: number,
): void {
  const slope = (b1 - b0) / (a1 - a0);
  const strength = (256 * alpha) | 0;
  const end = Math.min(endA, Math.ceil(a1 - 0.5));
  for (let a = Math.max(0, Math.ceil(a0 - 0.5)); a < end; ++a) {
    const at = b0 + (a + 0.5 - a0) * slope - 0.5;
    const b = Math.floor(at);
    if (b < -1 || b >= endB) continue;
    const i = a * stepA + b * stepB;
    const share = (strength * (at - b)) | 0;
    if (b >= 0) pixels[i] = blend(pixels[i], color, strength - share);
    if (share > 0 && b + 1 < endB) pixels[i + stepB] = blend(pixels[i + stepB], color, share);
  }
}

export class Raster {
  readonly pixels: Uint32Array;
  private readonly bytes: Uint8ClampedArray<ArrayBuffer>;
  // Of every row, the ends of the polygon that is being filled.
  private readonly lo: Float64Array;
  private readonly hi: Float64Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    const buffer = new ArrayBuffer(4 * width * height);
    this.pixels = new Uint32Array(buffer);
    this.bytes = new Uint8ClampedArray(buffer);
    this.lo = new Float64Array(height).fill(Infinity);
    this.hi = new Float64Array(height).fill(-Infinity);
  }

  get image(): ImageData {
    return new ImageData(this.bytes, this.width, this.height);
  }

  /**
   * Colours the pixels whose middles are in a convex polygon, of `count` corners x, y. An edge gives the same middles to
   * both of its sides: polygons that meet neither overlap nor leave a gap.
   */
  fill(corners: Float64Array, count: number, color: number): void {
    const { lo, hi, pixels, width, height } = this;
    let top = height;
    let bottom = 0;
    for (let i = 0, j = 2 * count - 2; i < 2 * count; j = i, i += 2) {
      const isDown = corners[j + 1] < corners[i + 1];
      const a = isDown ? j : i;
      const b = isDown ? i : j;
      const x = corners[a];
      const y = corners[a + 1];
      const first = Math.max(0, Math.ceil(y - 0.5));
      const end = Math.min(height, Math.ceil(corners[b + 1] - 0.5));
      if (first >= end) continue;
      const slope = (corners[b] - x) / (corners[b + 1] - y);
      for (let row = first; row < end; ++row) {
        const at = x + (row + 0.5 - y) * slope;
        if (at < lo[row]) lo[row] = at;
        if (at > hi[row]) hi[row] = at;
      }
      if (first < top) top = first;
      if (end > bottom) bottom = end;
    }
    for (let row = top; row < bottom; ++row) {
      const from = row * width + Math.max(0, Math.ceil(lo[row] - 0.5));
      const to = row * width + Math.min(width, Math.ceil(hi[row] - 0.5));
      if (to - from > 24) pixels.fill(color, from, to);
      else for (let i = from; i < to; ++i) pixels[i] = color;
      lo[row] = Infinity;
      hi[row] = -Infinity;
    }
  }

  /** A segment one pixel wide: along the way that it is longer, two pixels share it by how near they are. */
  hairline(x0: number, y0: number, x1: number, y1: number, color: number, alpha: number): void {
    const { pixels, width, height } = this;
    if (Math.abs(y1 - y0) > Math.abs(x1 - x0)) {
      if (y0 < y1) hairline(pixels, width, height, 1, width, y0, x0, y1, x1, color, alpha);
      else hairline(pixels, width, height, 1, width, y1, x1, y0, x0, color, alpha);
    } else if (x0 < x1) hairline(pixels, 1, width, width, height, x0, y0, x1, y1, color, alpha);
    else hairline(pixels, 1, width, width, height, x1, y1, x0, y0, color, alpha);
  }

  /** A segment with round ends; a pixel that it covers in part is coloured in part. */
  line(x0: number, y0: number, x1: number, y1: number, thickness: number, color: number, alpha: number): void {
    const reach = thickness / 2 + 0.5;
    const strength = 256 * alpha * Math.min(1, thickness);
    const [dx, dy] = [x1 - x0, y1 - y0];
    const length = Math.sqrt(dx * dx + dy * dy);
    const [ux, uy] = length > 0 ? [dx / length, dy / length] : [1, 0];
    const [left, right] = [Math.min(x0, x1) - reach, Math.max(x0, x1) + reach];
    const { pixels, width, height } = this;
    const first = Math.max(0, Math.ceil(Math.min(y0, y1) - reach - 0.5));
    const end = Math.min(height, Math.ceil(Math.max(y0, y1) + reach - 0.5));
    const beside = Math.abs(uy) > 1e-9 ? reach / Math.abs(uy) : Infinity;
    for (let row = first; row < end; ++row) {
      const y = row + 0.5 - y0;
      // Where the row meets the middle of the line, were it without ends.
      const middle = beside < Infinity ? x0 + (y * ux) / uy : x0;
      const from = Math.max(0, Math.ceil(Math.max(left, middle - beside) - 0.5));
      const to = Math.min(width, Math.ceil(Math.min(right, middle + beside) - 0.5));
      for (let column = from; column < to; ++column) {
        const x = column + 0.5 - x0;
        const along = x * ux + y * uy;
        const beyond = along < 0 ? along : along > length ? along - length : 0;
        const across = x * uy - y * ux;
        const distance = beyond === 0 ? Math.abs(across) : Math.sqrt(beyond * beyond + across * across);
        if (distance >= reach) continue;
        const i = row * width + column;
        pixels[i] = blend(pixels[i], color, (strength * Math.min(1, reach - distance)) | 0);
      }
    }
  }

  /** A circle's line. */
  ring(x: number, y: number, radius: number, thickness: number, color: number, alpha: number): void {
    const reach = thickness / 2 + 0.5;
    const { pixels, width, height } = this;
    const [inner, outer] = [Math.max(0, radius - reach), radius + reach];
    const end = Math.min(height, Math.ceil(y + outer - 0.5));
    for (let row = Math.max(0, Math.ceil(y - outer - 0.5)); row < end; ++row) {
      const dy = row + 0.5 - y;
      const far = Math.sqrt(Math.max(0, outer * outer - dy * dy));
      const near = Math.sqrt(Math.max(0, inner * inner - dy * dy));
      const spans = near > 1 ? [x - far, x - near, x + near, x + far] : [x - far, x + far];
      for (let k = 0; k < spans.length; k += 2) {
        const to = Math.min(width, Math.ceil(spans[k + 1] - 0.5));
        for (let column = Math.max(0, Math.ceil(spans[k] - 0.5)); column < to; ++column) {
          const dx = column + 0.5 - x;
          const cover = reach - Math.abs(Math.sqrt(dx * dx + dy * dy) - radius);
          if (cover <= 0) continue;
          const i = row * width + column;
          pixels[i] = blend(pixels[i], color, (256 * alpha * Math.min(1, cover)) | 0);
        }
      }
    }
  }
}
