// SPDX-License-Identifier: GPL-3.0-or-later
/** The picture: camera, colours, what lies over the regions, pointer and keys. */
import { colorOf } from "./quantities";
import { categorical, css, scattered, sequential, type Color } from "./color";
import { NONE } from "./complex";
import { drawOverlay } from "./overlay";
import { Renderer, surfaceMatrix, type Camera, type Ink, type Orbit } from "./renderer";
import { drawnAxes, mainBox, Picker, within, type Box, type Scene } from "./scene";
import type { State } from "./state";

const SLOW = 24; // milliseconds from one picture to the next
const REST = 150; // milliseconds without a move
const MAX_LINES_PER_AREA = 6; // pixels a region takes on average, below which its edges fade

export class View {
  readonly camera: Camera = { x: 0, y: 0, scaleX: 1, scaleY: 1 };
  readonly orbit: Orbit = { yaw: 0.6, pitch: 0.7, zoom: 1 };
  private readonly renderer: Renderer;
  private readonly overlay: CanvasRenderingContext2D;
  private picker!: Picker;
  private wanted = false;
  private moving = 0; // a timer
  private isSlow = false;
  private drawn: Camera = { ...this.camera }; // what the last picture shows
  private surfaceBox: Box | null = null;
  private surfaceRange: [number, number] = [0, 1];
  private latest: Float64Array = new Float64Array(); // edges of the unit put in last
  /** Cells that the units so far make, and how many edges these have. */
  cells: { cell: Uint32Array; count: number } | null = null;
  private visibleRegions = 1;

  constructor(
    readonly state: State,
    readonly canvas: HTMLCanvasElement,
    readonly top: HTMLCanvasElement,
  ) {
    this.renderer = new Renderer(canvas);
    this.overlay = top.getContext("2d")!;
    this.loadScene();
    this.resize();
    this.home();
    new ResizeObserver(() => this.resize()).observe(canvas.parentElement!);
    this.listenToPointer();
    state.listen((change) => {
      if (change === "frame" || change === "scene") this.loadScene();
      if (change === "color" || change === "theme") this.paint();
      if (change === "layers") this.loadLayers();
      this.request();
    });
  }

  get width(): number {
    return this.canvas.clientWidth;
  }
  get height(): number {
    return this.canvas.clientHeight;
  }
  get isSurface(): boolean {
    return this.state.layers.surface && this.state.complex.dim === 2;
  }

  private resize(): void {
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    for (const canvas of [this.canvas, this.top]) {
      canvas.width = Math.max(1, Math.round(canvas.clientWidth * ratio));
      canvas.height = Math.max(1, Math.round(canvas.clientHeight * ratio));
    }
    this.draw();
  }

  /** Shows all of the box. */
  fit(box: Box): void {
    const [w, h] = [box.hi[0] - box.lo[0], box.hi[1] - box.lo[1]];
    this.camera.x = (box.lo[0] + box.hi[0]) / 2;
    this.camera.y = (box.lo[1] + box.hi[1]) / 2;
    this.camera.scaleX = (0.94 * this.width) / w;
    this.camera.scaleY = (0.9 * this.height) / h;
    if (this.state.complex.dim > 1) this.camera.scaleX = this.camera.scaleY = Math.min(this.camera.scaleX, this.camera.scaleY);
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
    return this.isSurface ? this.surfaceRegionAt(px, py) : this.picker.at(...this.toPlane(px, py));
  }

  private loadScene(): void {
    const { scene, complex } = this.state;
    this.picker = new Picker(scene);
    const order = Float32Array.from(scene.facets, (facet) =>
      complex.isInterior(facet) ? complex.firstDifference[facet] : -1);
    this.surfaceBox = this.isSurface ? this.visibleBox() : null;
    if (this.surfaceBox) {
      const shown = within(scene, this.surfaceBox);
      this.renderer.setScene(shown, order, this.heights(shown));
    } else {
      this.renderer.setScene(scene, order, null);
    }
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

  /** Of corners and of edges, the output scaled to [-1, 1]. */
  private heights(scene: Scene): { corners: Float32Array; edges: Float32Array } {
    const { complex, output } = this.state;
    const corners = new Float32Array(scene.corners.length / 2);
    let begin = 0;
    scene.ends.forEach((end, i) => {
      for (let c = begin; c < end; ++c) {
        corners[c] = complex.value(scene.regions[i], output, scene.corners.subarray(2 * c, 2 * c + 2));
      }
      begin = end;
    });
    const edges = new Float32Array(2 * scene.facets.length);
    scene.facets.forEach((facet, i) => {
      for (const k of [0, 1]) {
        const point = scene.edges.subarray(4 * i + 2 * k, 4 * i + 2 * k + 2);
        edges[2 * i + k] = complex.value(complex.sides[2 * facet], output, point);
      }
    });
    const lo = corners.reduce((a, b) => Math.min(a, b), Infinity);
    const hi = corners.reduce((a, b) => Math.max(a, b), -Infinity);
    this.surfaceRange = [lo, hi];
    const scale = (x: number): number => (hi > lo ? (2 * (x - lo)) / (hi - lo) - 1 : 0);
    return { corners: corners.map(scale), edges: edges.map(scale) };
  }

  private loadLayers(): void {
    const { layers, scene, complex, section } = this.state;
    if (layers.edgesByLayer) {
      const colors = new Uint8Array(4 * scene.facets.length);
      scene.facets.forEach((facet, i) => {
        const crease = complex.firstDifference[facet];
        const color = crease === NONE ? ([128, 128, 128] as Color) : categorical(complex.creaseUnit[crease].layer);
        colors.set([...color, 255], 4 * i);
      });
      this.renderer.setLineColors("edges", colors);
    }
    if (layers.graph && complex.dim > 1) {
      const [u, v] = complex.dim === 3 ? drawnAxes(section) : [0, 1];
      const inside = new Map<number, number[]>();
      const point = (region: number): number[] => {
        let p = inside.get(region);
        if (!p) inside.set(region, (p = complex.middle(region)));
        return [p[u], p[v]];
      };
      const segments: number[] = [];
      for (const facet of scene.facets) {
        if (complex.isInterior(facet)) segments.push(...point(complex.sides[2 * facet]), ...point(complex.sides[2 * facet + 1]));
      }
      this.renderer.setLines("graph", segments);
    }
    if (layers.circles && complex.radius && complex.dim > 1) {
      const [u, v] = complex.dim === 3 ? drawnAxes(section) : [0, 1];
      const centers = new Float64Array(2 * scene.regions.length);
      const radii = new Float64Array(scene.regions.length);
      scene.regions.forEach((region, i) => {
        const center = complex.center!.subarray(region * complex.dim, (region + 1) * complex.dim);
        centers.set([center[u], center[v]], 2 * i);
        const beside = complex.dim === 3 ? center[section.axis] - section.at : 0;
        radii[i] = Math.sqrt(Math.max(0, complex.radius![region] ** 2 - beside ** 2));
      });
      this.renderer.setCircles(centers, radii);
    }
  }

  /** The colour of a region as it is shown. */
  colorOf(region: number): Color {
    const { state } = this;
    let color: Color;
    if (this.cells) {
      color = state.quantity.id === "active"
        ? sequential(this.activeSoFar(region) / Math.max(1, state.step))
        : scattered(this.cells.cell[region]);
    } else {
      color = colorOf(state.quantity, state.scale, state.values[region]);
    }
    if (state.complex.dim === 1) color = color.map((x) => Math.round(0.45 * x + 140)) as Color;
    if (state.chosen && !state.chosen.has(region)) {
      const dim = this.isDark ? 38 : 235;
      color = color.map((x) => Math.round(0.12 * x + 0.88 * dim)) as Color;
    }
    return color;
  }
  private activeSoFar(region: number): number {
    const { complex, bending, step } = this.state;
    let count = 0;
    for (let i = 0; i < step; ++i) if (complex.symbol(region, bending[i]).piece > 0) ++count;
    return count;
  }
  get isDark(): boolean {
    return getComputedStyle(document.documentElement).getPropertyValue("--dark").trim() === "1";
  }

  private paint(): void {
    const { state } = this;
    const { scene, complex } = state;
    this.cells = state.isReplaying ? complex.cellsOfFirst(state.numCreases) : null;
    this.visibleRegions = this.cells?.count ?? complex.size;
    const colors = new Uint8Array(4 * scene.regions.length);
    const steep = (region: number): number => {
      const row = (region * complex.frame.drawn_outputs + state.output) * 3;
      const [a, b] = [complex.maps[row], complex.maps[row + 1]];
      return 0.78 + (0.22 * (b - a)) / (1e-9 + Math.SQRT2 * Math.hypot(a, b, 1));
    };
    scene.regions.forEach((region, i) => {
      const light = this.isSurface ? steep(region) : 1;
      const [r, g, b] = this.colorOf(region);
      colors.set([r * light, g * light, b * light, 255], 4 * i);
    });
    this.renderer.setFillColors(colors);
    const newest = state.isReplaying || state.step === 0 ? state.bending[state.step - 1] : undefined;
    const latest: number[] = [];
    if (newest) {
      scene.facets.forEach((facet, i) => {
        const crease = complex.firstDifference[facet];
        if (crease !== NONE && complex.creaseUnit[crease] === newest) latest.push(...scene.edges.subarray(4 * i, 4 * i + 4));
      });
    }
    this.latest = Float64Array.from(latest);
  }

  request(): void {
    if (this.wanted) return;
    this.wanted = true;
    requestAnimationFrame((now) => {
      this.wanted = false;
      if (this.isSlow && this.moving && !this.isSurface) this.moveLastPicture();
      else this.drawTimed(now);
    });
  }

  /** Draws, and finds out whether that takes longer than a frame: WebGL itself does not tell. */
  private drawTimed(start: number): void {
    this.draw();
    requestAnimationFrame((now) => (this.isSlow = now - start > SLOW));
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
  private surfaceCamera(): Camera {
    const { lo, hi } = this.surfaceBox!;
    return {
      x: (lo[0] + hi[0]) / 2, y: (lo[1] + hi[1]) / 2,
      scaleX: this.width / (hi[0] - lo[0]), scaleY: this.height / (hi[1] - lo[1]),
    };
  }

  /** Where a ray from a pixel meets the surface first: by trying heights from the nearest to the farthest. */
  private surfaceRegionAt(px: number, py: number): number {
    const { state } = this;
    const m = surfaceMatrix(this.orbit, this.width / this.height);
    const [cx, cy] = [(2 * px) / this.width - 1, 1 - (2 * py) / this.height];
    const { lo, hi } = this.surfaceBox!;
    const heights = this.surfaceRange;
    const det = m[0] * m[5] - m[4] * m[1];
    for (let i = 0; i <= 400; ++i) {
      const h = 1 - i / 200;
      const y0 = cy - m[9] * h;
      const x = (cx * m[5] - m[4] * y0) / det;
      const y = (m[0] * y0 - m[1] * cx) / det;
      const point: [number, number] = [lo[0] + ((x + 1) / 2) * (hi[0] - lo[0]), lo[1] + ((y + 1) / 2) * (hi[1] - lo[1])];
      const region = Math.max(Math.abs(x), Math.abs(y)) > 1 ? -1 : this.picker.at(...point);
      if (region < 0) continue;
      const value = state.complex.value(region, state.output, point);
      if ((2 * (value - heights[0])) / (heights[1] - heights[0] || 1) - 1 >= h - 0.005) return region;
    }
    return -1;
  }
  /** The graph of a function on a line. */
  drawCurves(c: CanvasRenderingContext2D): void {
    const { scene, complex } = this.state;
    const { curves, curveOutput } = scene;
    const [from, to] = [this.toPlane(0, 0)[0], this.toPlane(this.width, 0)[0]];
    for (let output = 0; curves.length > 0 && output < complex.frame.drawn_outputs; ++output) {
      c.strokeStyle = css(this.curveColor(output));
      c.lineWidth = 2;
      c.beginPath();
      curveOutput.forEach((of, i) => {
        if (of !== output || curves[4 * i + 2] < from || curves[4 * i] > to) return;
        c.moveTo(...this.toScreen(curves[4 * i], curves[4 * i + 1]));
        c.lineTo(...this.toScreen(curves[4 * i + 2], curves[4 * i + 3]));
      });
      c.stroke();
    }
  }

  inks(): { paper: Ink; edge: Ink; graph: Ink; circle: Ink } {
    return this.isDark
      ? { paper: [0.09, 0.1, 0.12, 1], edge: [0.02, 0.02, 0.03, 0.8], graph: [1, 1, 1, 0.75], circle: [1, 1, 1, 0.9] }
      : { paper: [1, 1, 1, 1], edge: [1, 1, 1, 0.9], graph: [0.1, 0.1, 0.15, 0.7], circle: [0.05, 0.05, 0.1, 0.8] };
  }

  draw(): void {
    this.drawn = { ...this.camera };
    for (const canvas of [this.canvas, this.top]) canvas.style.transform = "";
    const { layers, scene, complex, numCreases, isReplaying } = this.state;
    const inks = this.inks();
    const area = (scene.box.hi[0] - scene.box.lo[0]) * (scene.box.hi[1] - scene.box.lo[1]);
    const shown = complex.dim === 3 ? scene.regions.length : this.visibleRegions;
    const pixels = Math.sqrt((this.camera.scaleX * this.camera.scaleY * area) / Math.max(1, shown));
    const alpha = this.isSurface ? 0.6 : Math.max(0, Math.min(1, (pixels - 2) / MAX_LINES_PER_AREA));
    this.renderer.draw({
      camera: this.isSurface ? this.surfaceCamera() : this.camera,
      orbit: this.isSurface ? this.orbit : null,
      background: inks.paper,
      edgeInk: inks.edge,
      edgesByLayer: layers.edgesByLayer,
      maxOrder: isReplaying ? numCreases : Infinity,
      edgeAlpha: layers.edges ? alpha : 0,
      circles: layers.circles && !isReplaying && complex.dim > 1 ? inks.circle : null,
      graph: layers.graph && !isReplaying && complex.dim > 1 ? inks.graph : null,
      fillAlpha: 1,
    });
    drawOverlay(this, this.overlay, this.latest);
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

  private listenToPointer(): void {
    const { state } = this;
    const top = this.top.parentElement!; // stays where it is while the canvases move
    const pointers = new Map<number, [number, number]>();
    let moved = 0;
    const place = (event: PointerEvent | WheelEvent): [number, number] => {
      const box = top.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    top.addEventListener("pointerdown", (event) => {
      if (event.target !== this.top) return;
      top.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, place(event));
      moved = 0;
    });
    top.addEventListener("pointermove", (event) => {
      const now = place(event);
      const before = pointers.get(event.pointerId);
      if (!before) return event.target === this.top ? state.hover(this.regionAt(...now)) : state.hover(-1);
      const others = [...pointers].filter(([id]) => id !== event.pointerId).map(([, p]) => p);
      pointers.set(event.pointerId, now);
      moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
      if (others.length === 0) return this.pan(now[0] - before[0], now[1] - before[1]);
      const [other] = others;
      const apart = (p: [number, number]): number => Math.hypot(p[0] - other[0], p[1] - other[1]) || 1;
      this.zoomAt((now[0] + other[0]) / 2, (now[1] + other[1]) / 2, apart(now) / apart(before));
    });
    const end = (event: PointerEvent): void => {
      if (pointers.delete(event.pointerId) && event.type === "pointerup" && moved < 4) state.select(this.regionAt(...place(event)));
    };
    top.addEventListener("pointerup", end);
    top.addEventListener("pointercancel", end);
    top.addEventListener("pointerleave", () => state.hover(-1));
    top.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoomAt(...place(event), Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.002)));
    }, { passive: false });
    this.top.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? 200 : 50;
      const middle = [this.width / 2, this.height / 2] as const;
      const keys: Record<string, () => void> = {
        ArrowLeft: () => this.pan(step, 0),
        ArrowRight: () => this.pan(-step, 0),
        ArrowUp: () => this.pan(0, step),
        ArrowDown: () => this.pan(0, -step),
        "+": () => this.zoomAt(...middle, 1.25),
        "=": () => this.zoomAt(...middle, 1.25),
        "-": () => this.zoomAt(...middle, 0.8),
        Home: () => this.home(),
        "0": () => this.home(),
        End: () => this.fit(this.state.scene.box),
        Enter: () => state.select(this.regionAt(...middle)),
        Escape: () => state.select(-1),
        n: () => state.select((state.selected + 1) % state.complex.size),
        p: () => state.select(state.selected <= 0 ? state.complex.size - 1 : state.selected - 1),
        f: () => state.selected >= 0 && this.show(state.selected),
      };
      const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    });
  }
}
