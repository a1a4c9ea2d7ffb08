// SPDX-License-Identifier: GPL-3.0-or-later
/** What writes lines and words over the regions: on the screen, or as SVG. */

export type Point = readonly [number, number];

export interface Stroke {
  color: string;
  width: number; // pixels
  dash?: number[];
}

export type Anchor = "start" | "middle" | "end";

export interface Pen {
  readonly ink: string;
  /** What sets ink off from what is under it. */
  readonly paper: string;
  /** Segments x0, y0, x1, y1, end to end. */
  segments(ends: ArrayLike<number>, stroke: Stroke): void;
  polygon(points: Point[], stroke: Stroke): void;
  circle(x: number, y: number, radius: number, stroke: Stroke): void;
  /** In ink on paper, beside or on a place of its base line. */
  text(words: string, x: number, y: number, anchor?: Anchor): void;
  /** What `draw` draws, under a name for scripts and in words for people. */
  group(name: string, title: string, draw: () => void): void;
}

export const FONT_SIZE = 11;

export class CanvasPen implements Pen {
  constructor(
    private readonly context: CanvasRenderingContext2D,
    readonly ink: string,
    readonly paper: string,
  ) {
    context.lineCap = "round";
    context.font = `${FONT_SIZE}px system-ui, sans-serif`;
  }

  segments(ends: ArrayLike<number>, stroke: Stroke): void {
    this.context.beginPath();
    for (let i = 0; i < ends.length; i += 4) {
      this.context.moveTo(ends[i], ends[i + 1]);
      this.context.lineTo(ends[i + 2], ends[i + 3]);
    }
    this.stroke(stroke);
  }
  polygon(points: Point[], stroke: Stroke): void {
    this.context.beginPath();
    for (const point of points) this.context.lineTo(...point);
    this.context.closePath();
    this.stroke(stroke);
  }
  circle(x: number, y: number, radius: number, stroke: Stroke): void {
    this.context.beginPath();
    this.context.arc(x, y, radius, 0, 2 * Math.PI);
    this.stroke(stroke);
  }
  private stroke({ color, width, dash = [] }: Stroke): void {
    this.context.strokeStyle = color;
    this.context.lineWidth = width;
    this.context.setLineDash(dash);
    this.context.stroke();
    this.context.setLineDash([]);
  }
  text(words: string, x: number, y: number, anchor: Anchor = "start"): void {
    const c = this.context;
    c.textAlign = anchor === "middle" ? "center" : anchor;
    c.lineWidth = 3;
    c.lineJoin = "round";
    c.strokeStyle = this.paper;
    c.fillStyle = this.ink;
    c.strokeText(words, x, y);
    c.fillText(words, x, y);
  }
  group(_name: string, _title: string, draw: () => void): void {
    draw();
  }
}

export const escape = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
export const rounded = (x: number): string => String(Math.round(x * 100) / 100);
const at = (x: number, y: number): string => `${rounded(x)},${rounded(y)}`;

/** The path of segments, end to end. */
export function pathOf(ends: ArrayLike<number>): string {
  const moves: string[] = [];
  for (let i = 0; i < ends.length; i += 4) moves.push(`M${at(ends[i], ends[i + 1])}L${at(ends[i + 2], ends[i + 3])}`);
  return moves.join("");
}
export const pointsOf = (points: Point[]): string => points.map((point) => at(...point)).join(" ");

function attributesOf({ color, width, dash }: Stroke): string {
  return `stroke="${color}" stroke-width="${width}"${dash ? ` stroke-dasharray="${dash.join(" ")}"` : ""} fill="none"`;
}

export class SvgPen implements Pen {
  readonly parts: string[] = [];
  constructor(
    readonly ink: string,
    readonly paper: string,
  ) {}

  segments(ends: ArrayLike<number>, stroke: Stroke): void {
    if (ends.length > 0) this.path(pathOf(ends), stroke);
  }
  polygon(points: Point[], stroke: Stroke): void {
    if (points.length > 0) this.path(`M${pointsOf(points)}Z`, stroke);
  }
  circle(x: number, y: number, radius: number, stroke: Stroke): void {
    this.parts.push(`<circle cx="${rounded(x)}" cy="${rounded(y)}" r="${rounded(radius)}" ${attributesOf(stroke)}/>`);
  }
  private path(path: string, stroke: Stroke): void {
    this.parts.push(`<path d="${path}" ${attributesOf(stroke)}/>`);
  }
  text(words: string, x: number, y: number, anchor: Anchor = "start"): void {
    this.parts.push(`<text x="${rounded(x)}" y="${rounded(y)}" text-anchor="${anchor}">${escape(words)}</text>`);
  }
  group(name: string, title: string, draw: () => void): void {
    const begin = this.parts.length;
    draw();
    if (this.parts.length === begin) return;
    this.parts.splice(begin, 0, `<g class="${name}"><title>${escape(title)}</title>`);
    this.parts.push("</g>");
  }
}
