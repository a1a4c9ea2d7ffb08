// SPDX-License-Identifier: GPL-3.0-or-later
/** The picture: camera, and what is drawn anew when. */
import { project, surfaceProjection, type Camera, type Orbit } from "./camera";
import { categorical, type Color } from "./color";
import { circlesOf, edgesOf, graphOf, layerColors, type Circles, type Graph } from "./decorations";
import { byId } from "./dom";
import { addGestures } from "./gestures";
import { placeLabels, type Label } from "./labels";
import { drawOverlay, drawPointer } from "./overlay";
import { Painter } from "./paint";
import { CanvasPen, type Point } from "./pen";
import { Picker } from "./picker";
import { remarksOn } from "./remarks";
import { LEAST_ALPHA, makeRenderer, type Ink, type Renderer } from "./renderer";
import { boxesOf, mainBox, middlesOf, type Box, type Scene } from "./scene";
import type { State } from "./state";
import { Surface } from "./surface";

const SLOW = 30; // milliseconds that drawing a picture takes
const LAST = 3; // pictures that tell how long that is
const PART_OF_TIME = 0.1; // that slow drawing takes at most while the camera moves
const REST = 150; // milliseconds without a move
const LEAST_SPACING = 2; // pixels a region is wide on average, below which there are no lines
const FADING = 6; // and how much wider, below which they fade
const SURFACE_PART = 0.3; // of the picture that a surface covers, roughly
const ROOM_FOR_DOTS = 10; // pixels a region is wide on average
const DOT = 2.2;
const RIM = 36; // pixels for the numbers of an axis

export class View {
  readonly camera: Camera = { x: 0, y: 0, scaleX: 1, scaleY: 1 };
  readonly orbit: Orbit = { yaw: 0.6, pitch: 0.7, zoom: 1 };
  readonly renderer: Renderer;
  readonly painter: Painter;
  /** The surface, where it is shown. */
  surface: Surface | null = null;
  private readonly overlay: CanvasRenderingContext2D;
  private readonly remarks = byId("remarks");
  private picker!: Picker;
  private pickedScene: Scene | null = null;
  private wanted = false;
  private moving = 0; // a timer
  private durations: number[] = []; // of the last pictures
  private drawnAt = 0; // when the last one was begun
  private isDrawing = false;
  private isStale = false; // something has changed while a picture was being drawn
  private drawn: Camera = { ...this.camera }; // what the last picture shows
  /** Edges of the unit that was put in last; none when all are. */
  newest: Uint32Array = new Uint32Array();
  /** Names of regions, where there is room; null: among too many. */
  labels: Label[] | null = [];
  /** Per polygon of the scene shown a point inside, NaN of none; and its box. */
  middles: Float64Array = new Float64Array();
  boxes: Float64Array = new Float64Array();
  private numShown = 0; // polygons that there is something of
  /** The adjacency graph and the inscribed circles, where they are shown. */
  graph: Graph | null = null;
  circles: Circles | null = null;
  /** Of the picture, in pixels of the style sheet; and where the buttons lie over it. */
  width = 1;
  height = 1;
  tools = { left: Infinity, bottom: 0 };

  constructor(
    readonly state: State,
    readonly canvas: HTMLCanvasElement,
    readonly top: HTMLCanvasElement,
  ) {
    this.renderer = makeRenderer(canvas);
    this.painter = new Painter(state);
    this.overlay = top.getContext("2d")!;
    this.loadScene();
    this.resize();
    this.home();
    new ResizeObserver(() => this.resize()).observe(canvas.parentElement!);
    addGestures(this);
    state.listen((change) => {
      if (change === "frame" || change === "scene") this.loadScene();
      if (change === "color" || change === "step" || change === "theme") this.paint();
      if (change === "layers" || change === "step") this.loadLayers();
      this.request();
    });
  }

  get isSurface(): boolean {
    return this.state.layers.surface && this.state.complex.dim === 2;
  }
  get isDark(): boolean {
    return getComputedStyle(document.documentElement).getPropertyValue("--dark").trim() === "1";
  }
  /** Whether drawing alone takes too long for thirty pictures in a second: a single long picture does not tell. */
  get isSlow(): boolean {
    return this.durations.length === LAST && Math.min(...this.durations) > SLOW;
  }

  private resize(): void {
    this.width = Math.max(1, this.canvas.clientWidth);
    this.height = Math.max(1, this.canvas.clientHeight);
    const tools = byId("tools");
    this.tools = { left: tools.offsetLeft, bottom: tools.offsetTop + tools.offsetHeight };
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    for (const canvas of [this.canvas, this.top]) {
      canvas.width = Math.round(this.width * ratio);
      canvas.height = Math.round(this.height * ratio);
    }
    this.draw();
  }

  /** Shows all of the box. */
  fit(box: Box): void {
    const [w, h] = [box.hi[0] - box.lo[0], box.hi[1] - box.lo[1]];
    const { camera } = this;
    // Below the buttons, and beside the numbers of the axes.
    const rim = { left: RIM, right: 12, top: this.tools.bottom + 8, bottom: RIM };
    const [width, height] = [Math.max(50, this.width - rim.left - rim.right), Math.max(50, this.height - rim.top - rim.bottom)];
    camera.scaleX = width / w;
    camera.scaleY = height / h;
    if (this.state.complex.dim > 1) camera.scaleX = camera.scaleY = Math.min(camera.scaleX, camera.scaleY);
    camera.x = (box.lo[0] + box.hi[0]) / 2 - (rim.left - rim.right) / 2 / camera.scaleX;
    camera.y = (box.lo[1] + box.hi[1]) / 2 + (rim.top - rim.bottom) / 2 / camera.scaleY;
    this.orbit.zoom = 1;
    if (this.isSurface) this.loadScene();
    this.request();
  }
  home(): void {
    const { complex, scene, section } = this.state;
    this.fit(mainBox(complex, scene, section));
  }
  /** Moves to a region, and so near that it can be seen. */
  show(region: number): void {
    const { complex, section } = this.state;
    if (complex.dim === 3 && !this.state.scene.regions.includes(region)) {
      this.state.setSection({ axis: section.axis, at: complex.middle(region)[section.axis] });
    }
    const { scene } = this.state;
    const polygon = scene.regions.indexOf(region);
    if (polygon < 0) return;
    const corners = scene.corners.subarray(polygon === 0 ? 0 : 2 * scene.ends[polygon - 1], 2 * scene.ends[polygon]);
    const box: Box = { lo: [Infinity, Infinity], hi: [-Infinity, -Infinity] };
    corners.forEach((x, i) => {
      box.lo[i % 2] = Math.min(box.lo[i % 2], x);
      box.hi[i % 2] = Math.max(box.hi[i % 2], x);
    });
    if (this.state.complex.dim === 1) [box.lo[1], box.hi[1]] = [scene.box.lo[1], scene.box.hi[1]];
    const size = Math.max(box.hi[0] - box.lo[0], this.state.complex.dim > 1 ? box.hi[1] - box.lo[1] : 0);
    for (const j of this.state.complex.dim === 1 ? [0] : [0, 1]) {
      const middle = (box.lo[j] + box.hi[j]) / 2;
      [box.lo[j], box.hi[j]] = [middle - 1.5 * size, middle + 1.5 * size];
    }
    this.fit(box);
  }

  toScreen(x: number, y: number): [number, number] {
    return [this.width / 2 + (x - this.camera.x) * this.camera.scaleX, this.height / 2 - (y - this.camera.y) * this.camera.scaleY];
  }
  toPlane(px: number, py: number): [number, number] {
    return [this.camera.x + (px - this.width / 2) / this.camera.scaleX, this.camera.y - (py - this.height / 2) / this.camera.scaleY];
  }
  regionAt(px: number, py: number): number {
    return this.surface
      ? this.surface.regionAt(px, py, this.orbit, this.width, this.height)
      : this.picker.at(...this.toPlane(px, py));
  }

  /** The scene that is drawn: that of the plane, or the part under the surface. */
  get shownScene(): Scene {
    return this.surface?.scene ?? this.state.scene;
  }
  /** From a place in the plane, and a height where there is a surface, to pixels. */
  private get placer(): (x: number, y: number, height: number) => Point {
    const { surface } = this;
    if (!surface) return (x, y) => this.toScreen(x, y);
    const projection = surfaceProjection(this.orbit, surface.scene.box, this.width, this.height);
    return (x, y, height) => project(projection, x, y, height);
  }
  /** The corners of a polygon of the scene shown, in the picture. */
  cornersOf(polygon: number): Point[] {
    const { placer, surface, shownScene: { corners, ends } } = this;
    const points: Point[] = [];
    for (let c = polygon === 0 ? 0 : ends[polygon - 1]; c < ends[polygon]; ++c) {
      points.push(placer(corners[2 * c], corners[2 * c + 1], surface?.corners[c] ?? 0));
    }
    return points;
  }
  endsOf(edge: number): [Point, Point] {
    const { placer, surface, shownScene: { edges } } = this;
    const end = (k: number): Point => placer(edges[4 * edge + 2 * k], edges[4 * edge + 2 * k + 1], surface?.edges[2 * edge + k] ?? 0);
    return [end(0), end(1)];
  }
  /** A place of a polygon. */
  placeOn(polygon: number, x: number, y: number): Point {
    return this.placer(x, y, this.surface?.heightAt(polygon, x, y) ?? 0);
  }
  /** The corners of a region; none where it is not in the scene. */
  polygonOf(region: number): Point[] {
    const polygon = this.shownScene.regions.indexOf(region);
    return polygon < 0 ? [] : this.cornersOf(polygon);
  }

  private loadScene(): void {
    const { scene, complex, output } = this.state;
    if (scene !== this.pickedScene) {
      this.picker = new Picker(scene);
      this.pickedScene = scene;
    }
    const order = Float32Array.from(scene.facets, (facet) =>
      complex.isInterior(facet) ? complex.firstDifference[facet] : -1);
    this.surface = this.isSurface ? new Surface(complex, scene, this.picker, output, this.visibleBox()) : null;
    this.renderer.setScene(this.shownScene, order, this.surface);
    this.middles = middlesOf(this.shownScene);
    this.boxes = boxesOf(this.shownScene);
    this.numShown = this.middles.reduce((sum, x, i) => sum + (i % 2 === 0 && !Number.isNaN(x) ? 1 : 0), 0);
    this.loadLayers();
    this.paint();
  }
  curveColor(output: number): Color {
    return categorical(output === 0 ? 5 : output === 1 ? 2 : output);
  }

  /** What is in sight of the scene's box. */
  private visibleBox(): Box {
    const { box } = this.state.scene;
    const [from, to] = [this.toPlane(0, this.height), this.toPlane(this.width, 0)];
    const visible: Box = {
      lo: [Math.max(box.lo[0], from[0]), Math.max(box.lo[1], from[1])],
      hi: [Math.min(box.hi[0], to[0]), Math.min(box.hi[1], to[1])],
    };
    return visible.lo[0] < visible.hi[0] && visible.lo[1] < visible.hi[1] ? visible : box;
  }

  private loadLayers(): void {
    const { layers, complex, section, isReplaying } = this.state;
    const scene = this.shownScene;
    if (layers.edgesByLayer) this.renderer.setEdgeColors(layerColors(complex, scene));
    const isOffered = complex.dim > 1 && !isReplaying;
    this.graph = layers.graph && isOffered ? graphOf(complex, scene, this.middles) : null;
    if (this.graph) this.renderer.setGraph(this.graph);
    this.circles = layers.circles && isOffered && complex.radius ? circlesOf(complex, scene, section) : null;
    if (this.circles) this.renderer.setCircles(this.circles);
  }

  private paint(): void {
    const { state, painter } = this;
    painter.update(this.isDark);
    this.renderer.setFillColors(painter.words(this.isSurface));
    const newest = state.isReplaying ? state.bending[state.step - 1] : undefined;
    this.newest = newest ? edgesOf(newest, state.complex, this.shownScene) : new Uint32Array();
  }

  request(): void {
    if (this.wanted) return;
    this.wanted = true;
    requestAnimationFrame(() => {
      this.wanted = false;
      const rest = Math.min(...this.durations) / PART_OF_TIME;
      if (this.isSlow && this.moving && !this.isSurface && performance.now() - this.drawnAt < rest) this.moveLastPicture();
      else if (this.isDrawing) this.isStale = true;
      else this.drawTimed();
    });
  }

  /**
   * Draws, and finds out how long that takes: from the first call to the last pixel, not from frame to frame, which a slow
   * display makes long. The next picture is begun when this one is there: no time in a queue is counted.
   */
  private drawTimed(): void {
    const before = (this.drawnAt = performance.now());
    this.isDrawing = true;
    this.draw();
    this.renderer.whenDrawn(() => {
      this.durations = [...this.durations, performance.now() - before].slice(-LAST);
      this.isDrawing = false;
      if (this.isStale) this.request();
      this.isStale = false;
    });
  }

  /** While the camera moves, and drawing is slow, the last picture moves along; it is drawn anew when the camera rests. */
  private move(): void {
    window.clearTimeout(this.moving);
    this.moving = window.setTimeout(() => {
      this.moving = 0;
      this.request();
    }, REST);
    this.request();
  }
  private moveLastPicture(): void {
    const { camera, drawn } = this;
    const x = (drawn.x - camera.x) * camera.scaleX;
    const y = (camera.y - drawn.y) * camera.scaleY;
    const transform = `translate(${x}px, ${y}px) scale(${camera.scaleX / drawn.scaleX}, ${camera.scaleY / drawn.scaleY})`;
    for (const canvas of [this.canvas, this.top]) canvas.style.transform = transform;
  }

  /** In surface mode the plane's box fills the picture before it is turned. */
  private surfaceCamera({ lo, hi }: Box): Camera {
    return {
      x: (lo[0] + hi[0]) / 2, y: (lo[1] + hi[1]) / 2,
      scaleX: this.width / (hi[0] - lo[0]), scaleY: this.height / (hi[1] - lo[1]),
    };
  }

  private get inks(): { paper: Ink; edge: Ink; graph: Ink; circle: Ink } {
    return this.isDark
      ? { paper: [0.08, 0.086, 0.1, 1], edge: [0.02, 0.02, 0.03, 0.8], graph: [1, 1, 1, 0.75], circle: [1, 1, 1, 0.9] }
      : { paper: [1, 1, 1, 1], edge: [1, 1, 1, 0.9], graph: [0.1, 0.1, 0.15, 0.7], circle: [0.05, 0.05, 0.1, 0.8] };
  }

  get colors(): { ink: string; paper: string } {
    return this.isDark ? { ink: "#f2f2f4", paper: "#14161a" } : { ink: "#16181d", paper: "#ffffff" };
  }

  /** Pixels that a region is wide on average. */
  private get spacing(): number {
    const { complex, scene: { box } } = this.state;
    const shown = this.painter.cells ? (this.numShown * this.painter.cells.count) / complex.size : this.numShown;
    const area = this.surface
      ? SURFACE_PART * this.width * this.height * this.orbit.zoom ** 2
      : this.camera.scaleX * this.camera.scaleY * (box.hi[0] - box.lo[0]) * (box.hi[1] - box.lo[1]);
    return Math.sqrt(area / Math.max(1, shown));
  }
  /** How strong edges are drawn: not at all where they would be all there is to see. */
  get edgeAlpha(): number {
    return this.state.layers.edges ? Math.min(this.surface ? 0.6 : 1, this.lineAlpha) : 0;
  }
  private get lineAlpha(): number {
    return Math.max(0, Math.min(1, (this.spacing - LEAST_SPACING) / FADING));
  }
  /** Likewise of the graph. */
  get graphAlpha(): number {
    return this.graph ? this.lineAlpha : 0;
  }
  /** Of the graph's points; none where they would be all there is to see. */
  get dotRadius(): number {
    return this.spacing > ROOM_FOR_DOTS ? DOT : 0;
  }

  /** Finds out what depends on the camera. */
  update(): void {
    this.labels = placeLabels(this);
  }

  draw(): void {
    this.drawn = { ...this.camera };
    for (const canvas of [this.canvas, this.top]) canvas.style.transform = "";
    const { layers, numCreases, isReplaying } = this.state;
    const { inks, surface } = this;
    this.renderer.draw({
      camera: surface ? this.surfaceCamera(surface.scene.box) : this.camera,
      orbit: surface ? this.orbit : null,
      background: inks.paper,
      edgeInk: inks.edge,
      edgesByLayer: layers.edgesByLayer,
      maxOrder: isReplaying ? numCreases : Infinity,
      edgeAlpha: this.edgeAlpha,
      circles: this.circles && inks.circle,
      graph: this.graphAlpha > LEAST_ALPHA ? [inks.graph[0], inks.graph[1], inks.graph[2], inks.graph[3] * this.graphAlpha] : null,
      dotRadius: this.dotRadius,
    });
    const ratio = this.top.width / this.width;
    this.overlay.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.overlay.clearRect(0, 0, this.width, this.height);
    const { ink, paper } = this.colors;
    const pen = new CanvasPen(this.overlay, ink, paper);
    this.update();
    drawOverlay(this, pen);
    drawPointer(this, pen);
    const words = remarksOn(this).join(" ");
    if (this.remarks.textContent !== words) this.remarks.textContent = words;
  }

  zoomAt(px: number, py: number, factor: number): void {
    if (this.isSurface) {
      this.orbit.zoom = Math.max(0.2, Math.min(20, this.orbit.zoom * factor));
      return this.move();
    }
    const [x, y] = this.toPlane(px, py);
    const { lo, hi } = this.state.scene.box;
    const least = (0.2 * Math.min(this.width, this.height)) / Math.max(hi[0] - lo[0], hi[1] - lo[1]);
    const scaleX = this.camera.scaleX * factor;
    if (scaleX < Math.min(least, this.camera.scaleX) || scaleX > 1e13 * least) return;
    this.camera.scaleX = scaleX;
    if (this.state.complex.dim > 1) this.camera.scaleY *= factor;
    this.camera.x = x - (px - this.width / 2) / this.camera.scaleX;
    this.camera.y = y + (py - this.height / 2) / this.camera.scaleY;
    this.move();
  }
  pan(dx: number, dy: number): void {
    if (this.isSurface) {
      this.orbit.yaw += dx / 200;
      this.orbit.pitch = Math.max(0.05, Math.min(Math.PI / 2, this.orbit.pitch + dy / 200));
    } else {
      this.camera.x -= dx / this.camera.scaleX;
      this.camera.y += dy / this.camera.scaleY;
    }
    this.move();
  }
}
