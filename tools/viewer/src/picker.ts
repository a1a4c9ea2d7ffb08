// SPDX-License-Identifier: GPL-3.0-or-later
import type { Scene } from "./scene";

/** Finds the polygon under a point. */
export class Picker {
  private readonly columns: number;
  private readonly cells: number[][];

  constructor(private readonly scene: Scene) {
    const polygons = scene.ends.length;
    this.columns = Math.max(1, Math.min(512, Math.ceil(Math.sqrt(polygons / 2))));
    this.cells = Array.from({ length: this.columns * this.columns }, () => []);
    for (let i = 0; i < polygons; ++i) {
      const lo = [Infinity, Infinity];
      const hi = [-Infinity, -Infinity];
      for (let c = this.begin(i); c < scene.ends[i]; ++c) {
        for (const j of [0, 1]) {
          lo[j] = Math.min(lo[j], scene.corners[2 * c + j]);
          hi[j] = Math.max(hi[j], scene.corners[2 * c + j]);
        }
      }
      if (lo[0] > hi[0]) continue;
      for (let y = this.place(lo[1], 1); y <= this.place(hi[1], 1); ++y) {
        for (let x = this.place(lo[0], 0); x <= this.place(hi[0], 0); ++x) this.cells[y * this.columns + x].push(i);
      }
    }
  }
  private begin(polygon: number): number {
    return polygon === 0 ? 0 : this.scene.ends[polygon - 1];
  }
  private place(value: number, j: number): number {
    const { lo, hi } = this.scene.box;
    const place = Math.floor(((value - lo[j]) / (hi[j] - lo[j])) * this.columns);
    return Math.max(0, Math.min(this.columns - 1, place));
  }

  /** The region there, or -1. */
  at(x: number, y: number): number {
    const { lo, hi } = this.scene.box;
    if (!(x >= lo[0] && x <= hi[0] && y >= lo[1] && y <= hi[1])) return -1;
    for (const polygon of this.cells[this.place(y, 1) * this.columns + this.place(x, 0)]) {
      if (this.holds(polygon, x, y)) return this.scene.regions[polygon];
    }
    return -1;
  }
  private holds(polygon: number, x: number, y: number): boolean {
    const { corners, ends } = this.scene;
    let inside = false;
    for (let i = this.begin(polygon), j = ends[polygon] - 1; i < ends[polygon]; j = i++) {
      const [xi, yi, xj, yj] = [corners[2 * i], corners[2 * i + 1], corners[2 * j], corners[2 * j + 1]];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
    return inside;
  }
}
