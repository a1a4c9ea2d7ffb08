// SPDX-License-Identifier: GPL-3.0-or-later
/** Draws into memory. */
import { project, surfaceProjection, type Camera, type Orbit, type Projection } from "./camera";
import { Lists } from "./data";
import { ringOn, type Circles, type Graph } from "./decorations";
import { Raster } from "./raster";
import { LEAST_ALPHA, type DrawOptions, type Ink, type Renderer } from "./renderer";
import { boxesOf, type Scene } from "./scene";
import type { Surface } from "./surface";

const wordOf = (ink: Ink): number =>
  ((255 << 24) | (Math.round(255 * ink[2]) << 16) | (Math.round(255 * ink[1]) << 8) | Math.round(255 * ink[0])) >>> 0;

export class RasterRenderer implements Renderer {
  readonly kind = "memory";
  private readonly context: CanvasRenderingContext2D;
  private raster = new Raster(1, 1);
  private scene: Scene | null = null;
  private surface: Surface | null = null;
  private boxes: Float64Array = new Float64Array();
  private corners = new Float64Array(); // of one polygon, in pixels
  private edgeOrder: Float32Array = new Float32Array();
  private fillColors: Uint32Array = new Uint32Array();
  private edgeColors: Uint32Array = new Uint32Array();
  private graph: Graph = { dots: new Float64Array(), segments: new Float64Array(), polygons: new Uint32Array() };
  private graphOfPolygon = new Lists(new Uint32Array(), new Uint32Array());
  private circles: Circles = { centers: new Float64Array(), radii: new Float64Array() };

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.context = canvas.getContext("2d", { alpha: false })!;
  }

  setScene(scene: Scene, edgeOrder: Float32Array, surface: Surface | null): void {
    this.scene = scene;
    this.edgeOrder = edgeOrder;
    this.surface = surface;
    this.boxes = boxesOf(scene);
    this.corners = new Float64Array(2 * scene.ends.reduce((most, end, i) => Math.max(most, end - (i === 0 ? 0 : scene.ends[i - 1])), 0));
  }
  setGraph(graph: Graph): void {
    this.graph = graph;
    if (this.surface) this.graphOfPolygon = Lists.group(graph.polygons, graph.dots.length / 2);
  }
  setCircles(circles: Circles): void {
    this.circles = circles;
  }
  setFillColors(colors: Uint32Array): void {
    this.fillColors = colors;
  }
  setEdgeColors(colors: Uint32Array): void {
    this.edgeColors = colors;
  }

  draw(options: DrawOptions): void {
    const { width, height } = this.canvas;
    if (this.raster.width !== width || this.raster.height !== height) this.raster = new Raster(width, height);
    this.raster.pixels.fill(wordOf(options.background));
    if (this.scene) {
      const ratio = width / Math.max(1, this.canvas.clientWidth);
      if (options.orbit && this.surface) this.drawSurface(this.scene, this.surface, options.orbit, ratio, options);
      else this.drawPlane(this.scene, ratio, options);
    }
    this.context.putImageData(this.raster.image, 0, 0);
  }

  whenDrawn(then: () => void): void {
    then();
  }

  private drawPlane(scene: Scene, ratio: number, options: DrawOptions): void {
    const { raster, boxes, corners, fillColors } = this;
    const { ends, corners: places } = scene;
    const { x, y } = options.camera;
    const [sx, sy] = [ratio * options.camera.scaleX, ratio * options.camera.scaleY];
    const [mx, my] = [raster.width / 2, raster.height / 2];
    const [left, right, low, high] = [x - mx / sx, x + mx / sx, y - my / sy, y + my / sy];
    for (let i = 0, begin = 0; i < ends.length; begin = ends[i++]) {
      const b = 4 * i;
      if (!(boxes[b] <= right && boxes[b + 1] >= left && boxes[b + 2] <= high && boxes[b + 3] >= low)) continue;
      const count = ends[i] - begin;
      for (let c = 0; c < 2 * count; c += 2) {
        corners[c] = mx + (places[2 * begin + c] - x) * sx;
        corners[c + 1] = my - (places[2 * begin + c + 1] - y) * sy;
      }
      raster.fill(corners, count, fillColors[i]);
    }
    const { edgeOrder, edgeColors } = this;
    const { maxOrder, edgesByLayer, edgeInk, circles, graph } = options;
    const alpha = options.edgeAlpha * edgeInk[3];
    if (alpha > LEAST_ALPHA) {
      const ink = wordOf(edgeInk);
      this.segments(scene.edges, options.camera, ratio, alpha, (i) =>
        edgeOrder[i] >= maxOrder ? 0 : edgesByLayer ? edgeColors[i] : ink);
    }
    if (graph) {
      const ink = wordOf(graph);
      this.segments(this.graph.segments, options.camera, ratio, graph[3], () => ink);
      const { dots } = this.graph;
      for (let i = 0; options.dotRadius > 0 && i < dots.length; i += 2) {
        if (dots[i] >= left && dots[i] <= right && dots[i + 1] >= low && dots[i + 1] <= high) {
          this.dot(mx + (dots[i] - x) * sx, my - (dots[i + 1] - y) * sy, ratio * options.dotRadius, graph);
        }
      }
    }
    if (!circles) return;
    const { centers, radii } = this.circles;
    const ink = wordOf(circles);
    for (let i = 0; i < radii.length; ++i) {
      const radius = radii[i] * sx;
      if (radius >= 0.7) raster.ring(mx + (centers[2 * i] - x) * sx, my - (centers[2 * i + 1] - y) * sy, radius, ratio, ink, circles[3]);
    }
  }

  /** Lines in the plane; colour 0: none. */
  private segments(places: Float64Array, { x, y, scaleX, scaleY }: Camera, ratio: number, alpha: number, colorOf: (i: number) => number): void {
    const { width, height } = this.raster;
    const [sx, sy, mx, my] = [ratio * scaleX, ratio * scaleY, width / 2, height / 2];
    for (let i = 0; i < places.length; i += 4) {
      const x0 = mx + (places[i] - x) * sx;
      const x1 = mx + (places[i + 2] - x) * sx;
      if ((x0 < 0 && x1 < 0) || (x0 > width && x1 > width)) continue;
      const y0 = my - (places[i + 1] - y) * sy;
      const y1 = my - (places[i + 3] - y) * sy;
      if ((y0 < 0 && y1 < 0) || (y0 > height && y1 > height)) continue;
      const color = colorOf(i >> 2);
      if (color !== 0) this.line(x0, y0, x1, y1, ratio, color, alpha);
    }
  }

  /** From the farthest polygon to the nearest, each with what is on it: what is hidden is drawn over. */
  private drawSurface(scene: Scene, surface: Surface, orbit: Orbit, ratio: number, options: DrawOptions): void {
    const { raster, corners, fillColors, edgeOrder } = this;
    const order = surface.order(orbit);
    const p: Projection = surfaceProjection(orbit, scene.box, raster.width, raster.height);
    const [u, v] = [p.x, p.y];
    const { ends, corners: places, edges } = scene;
    const alpha = options.edgeAlpha * options.edgeInk[3];
    const ink = wordOf(options.edgeInk);
    const drawn = alpha > LEAST_ALPHA ? order.edges() : null;
    const { edges: heights } = surface;
    for (let rank = 0; rank < order.polygons.length; ++rank) {
      const polygon = order.polygons[rank];
      const begin = polygon === 0 ? 0 : ends[polygon - 1];
      const count = ends[polygon] - begin;
      for (let c = 0; c < count; ++c) {
        const [x, y, h] = [places[2 * (begin + c)], places[2 * (begin + c) + 1], surface.corners[begin + c]];
        corners[2 * c] = u[0] * x + u[1] * y + u[2] * h + u[3];
        corners[2 * c + 1] = v[0] * x + v[1] * y + v[2] * h + v[3];
      }
      raster.fill(corners, count, fillColors[polygon]);
      for (let k = drawn ? drawn.begin(rank) : 0; drawn && k < drawn.ends[rank]; ++k) {
        const i = drawn.items[k];
        if (edgeOrder[i] >= options.maxOrder) continue;
        this.segment(p, edges, 4 * i, heights[2 * i], heights[2 * i + 1], ratio, options.edgesByLayer ? this.edgeColors[i] : ink, alpha);
      }
      if (count === 0) continue;
      if (options.graph) this.drawGraphOn(polygon, surface, p, ratio, options.graph, options.dotRadius);
      if (options.circles) this.drawCircleOn(polygon, surface, p, ratio, options.circles);
    }
  }

  private drawGraphOn(polygon: number, surface: Surface, p: Projection, ratio: number, ink: Ink, dotRadius: number): void {
    const { graph: { dots, segments }, graphOfPolygon: { items, ends } } = this;
    const color = wordOf(ink);
    const [x, y] = [dots[2 * polygon], dots[2 * polygon + 1]];
    const height = surface.heightAt(polygon, x, y);
    for (let k = this.graphOfPolygon.begin(polygon); k < ends[polygon]; ++k) {
      const i = 4 * items[k];
      this.segment(p, segments, i, height, surface.heightAt(polygon, segments[i + 2], segments[i + 3]), ratio, color, ink[3]);
    }
    if (dotRadius > 0) this.dot(...project(p, x, y, height), ratio * dotRadius, ink);
  }

  private drawCircleOn(polygon: number, surface: Surface, p: Projection, ratio: number, ink: Ink): void {
    const points = ringOn(surface, polygon, this.circles, p);
    const color = wordOf(ink);
    for (let i = 0; i < points.length; i += 4) {
      this.line(points[i], points[i + 1], points[i + 2], points[i + 3], ratio, color, ink[3]);
    }
  }

  /** A segment of the plane's, its ends at these heights. */
  private segment(
    { x: u, y: v }: Projection, ends: Float64Array, i: number, h0: number, h1: number, thickness: number, color: number, alpha: number,
  ): void {
    this.line(
      u[0] * ends[i] + u[1] * ends[i + 1] + u[2] * h0 + u[3], v[0] * ends[i] + v[1] * ends[i + 1] + v[2] * h0 + v[3],
      u[0] * ends[i + 2] + u[1] * ends[i + 3] + u[2] * h1 + u[3], v[0] * ends[i + 2] + v[1] * ends[i + 3] + v[2] * h1 + v[3],
      thickness, color, alpha);
  }
  private line(x0: number, y0: number, x1: number, y1: number, thickness: number, color: number, alpha: number): void {
    if (thickness === 1) this.raster.hairline(x0, y0, x1, y1, color, alpha);
    else this.raster.line(x0, y0, x1, y1, thickness, color, alpha);
  }
  private dot(x: number, y: number, radius: number, ink: Ink): void {
    this.raster.line(x, y, x, y, 2 * radius, wordOf(ink), ink[3]);
  }
}
