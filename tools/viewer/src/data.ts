// SPDX-License-Identifier: GPL-3.0-or-later
/** What `crease view` writes into the page (schema crease-view/1); tools/view_data.cpp says what the arrays hold. */

export interface ArrayData {
  type: "u8" | "u16" | "u32" | "f32" | "f64";
  base64: string;
}

export type Exact = number | string;

export interface LayerData {
  weights: Exact[][];
  bias: Exact[];
  activations: { breakpoints: Exact[]; slopes: Exact[]; intercepts: Exact[] }[];
  units: [firstRow: number, rows: number, activation: number][];
}

export interface FrameData {
  network: { name: string; sha256: string };
  domain: { label: string; dim: number };
  complete: boolean;
  reason: string;
  activation_regions: number;
  linear_regions: number;
  affine_pieces: number;
  adjacencies: number;
  input_dim: number;
  outputs: number;
  drawn_outputs: number;
  layers: LayerData[];
  exact_domain: { rows: Exact[][]; offsets: Exact[]; slice: null | { point: Exact[]; directions: Exact[][] } };
  boundary: null | { kind: "level" | "argmax"; level: string; pieces: number };
  /** Parts that there was no time for, in words. */
  left_out: string[];
  num_facets: number;
  num_vertices: number;
  arrays: Record<string, ArrayData>;
}

export interface PageData {
  schema: string;
  tool_version: string;
  complete: boolean;
  domain_asked: string;
  fitted: boolean;
  arguments: string | null;
  frames: FrameData[];
}

function bytesOf(base64: string): ArrayBuffer {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; ++i) bytes[i] = text.charCodeAt(i);
  return bytes.buffer;
}

const kinds = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f32: Float32Array, f64: Float64Array } as const;
type Kind = keyof typeof kinds;

/** The array of this name, or none; throws where it is of another type. */
export function findArray<K extends Kind>(frame: FrameData, name: string, type: K): InstanceType<(typeof kinds)[K]> | null {
  const data = frame.arrays[name];
  if (!data) return null;
  if (data.type !== type) throw new TypeError(`array ${name} is of type ${data.type}, not ${type}`);
  return new kinds[type](bytesOf(data.base64)) as InstanceType<(typeof kinds)[K]>;
}

export function getArray<K extends Kind>(frame: FrameData, name: string, type: K): InstanceType<(typeof kinds)[K]> {
  const array = findArray(frame, name, type);
  if (!array) throw new Error(`the page's data lack the array ${name}`);
  return array;
}

/** Many short lists, end to end. */
export class Lists {
  constructor(
    readonly items: Uint32Array,
    readonly ends: Uint32Array,
  ) {}
  static read(frame: FrameData, name: string): Lists {
    return new Lists(getArray(frame, name, "u32"), getArray(frame, `${name}_ends`, "u32"));
  }
  /** Items by key; an item whose key is negative is in no list. */
  static group(keys: ArrayLike<number>, groups: number): Lists {
    const ends = new Uint32Array(groups);
    for (let i = 0; i < keys.length; ++i) if (keys[i] >= 0) ++ends[keys[i]];
    for (let i = 1; i < groups; ++i) ends[i] += ends[i - 1];
    const items = new Uint32Array(groups > 0 ? ends[groups - 1] : 0);
    const next = ends.slice();
    for (let i = keys.length - 1; i >= 0; --i) if (keys[i] >= 0) items[--next[keys[i]]] = i;
    return new Lists(items, ends);
  }
  begin(i: number): number {
    return i === 0 ? 0 : this.ends[i - 1];
  }
  at(i: number): Uint32Array {
    return this.items.subarray(this.begin(i), this.ends[i]);
  }
  count(i: number): number {
    return this.ends[i] - this.begin(i);
  }
}

export function readPage(): PageData | null {
  const text = document.getElementById("crease-data")?.textContent?.trim();
  return text ? (JSON.parse(text) as PageData) : null;
}
