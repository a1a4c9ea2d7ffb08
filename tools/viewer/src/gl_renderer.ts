// SPDX-License-Identifier: GPL-3.0-or-later
/** Draws with WebGL 2. */
import { surfaceMatrix } from "./camera";
import type { Circles, Graph } from "./decorations";
import { CIRCLE_FRAGMENT, CIRCLE_VERTEX, FILL_FRAGMENT, FILL_VERTEX, LINE_FRAGMENT, LINE_VERTEX } from "./gl_shaders";
import { LEAST_ALPHA, type DrawOptions, type Ink, type Renderer } from "./renderer";
import type { Scene } from "./scene";
import type { Surface } from "./surface";

/** Of the depth: lines on a surface are seen, those behind it are not. */
const LIFT = 0.001;

const split = (value: number): [number, number] => [Math.fround(value), value - Math.fround(value)];

/** Pairs x, y as high and low parts. */
function splitPairs(places: ArrayLike<number>): Float32Array {
  const parts = new Float32Array(2 * places.length);
  for (let i = 0; i < places.length; i += 2) {
    for (const j of [0, 1]) [parts[2 * i + j], parts[2 * i + 2 + j]] = split(places[i + j]);
  }
  return parts;
}

class Program {
  private readonly program: WebGLProgram;
  private readonly places = new Map<string, WebGLUniformLocation | null>();
  constructor(private readonly gl: WebGL2RenderingContext, vertex: string, fragment: string) {
    const program = (this.program = gl.createProgram());
    for (const [type, text] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]] as const) {
      const shader = gl.createShader(type)!;
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader) ?? "shader");
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) ?? "program");
  }
  use(): void {
    this.gl.useProgram(this.program);
  }
  /** A uniform of one to four floats, of the program in use. */
  set(name: string, ...values: number[]): void {
    const setters = ["uniform1fv", "uniform2fv", "uniform3fv", "uniform4fv"] as const;
    this.gl[setters[values.length - 1]](this.at(name), values);
  }
  at(name: string): WebGLUniformLocation | null {
    if (!this.places.has(name)) this.places.set(name, this.gl.getUniformLocation(this.program, name));
    return this.places.get(name)!;
  }
}

/** What is drawn at once: attributes, and those of them that are colours. */
interface Mesh {
  vao: WebGLVertexArrayObject;
  count: number;
  color: WebGLBuffer | null;
  buffers: WebGLBuffer[];
}

type Attribute = { location: number; size: number; data: Float32Array | Uint8Array | null };

export class GlRenderer implements Renderer {
  readonly kind = "WebGL";
  private readonly fillProgram: Program;
  private readonly lineProgram: Program;
  private readonly circleProgram: Program;
  private fill: Mesh | null = null;
  private edges: Mesh | null = null;
  private graph: Mesh | null = null;
  private dots: Mesh | null = null;
  private circles: Mesh | null = null;
  private surface: Surface | null = null;
  private polygonOfCorner = new Uint32Array();
  private readonly canvas: HTMLCanvasElement;

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.canvas = gl.canvas as HTMLCanvasElement;
    this.fillProgram = new Program(gl, FILL_VERTEX, FILL_FRAGMENT);
    this.lineProgram = new Program(gl, LINE_VERTEX, LINE_FRAGMENT);
    this.circleProgram = new Program(gl, CIRCLE_VERTEX, CIRCLE_FRAGMENT);
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
    gl.polygonOffset(1, 1);
  }

  private mesh(attributes: Attribute[], count: number, areInstances: boolean): Mesh {
    const { gl } = this;
    const mesh: Mesh = { vao: gl.createVertexArray(), count, color: null, buffers: [] };
    gl.bindVertexArray(mesh.vao);
    for (const { location, size, data } of attributes) {
      if (!data) continue;
      const buffer = gl.createBuffer();
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
      gl.enableVertexAttribArray(location);
      const isColor = data instanceof Uint8Array;
      gl.vertexAttribPointer(location, size, isColor ? gl.UNSIGNED_BYTE : gl.FLOAT, isColor, 0, 0);
      if (areInstances) gl.vertexAttribDivisor(location, 1);
      if (isColor) mesh.color = buffer;
      mesh.buffers.push(buffer);
    }
    return mesh;
  }
  private release(mesh: Mesh | null): void {
    if (!mesh) return;
    this.gl.deleteVertexArray(mesh.vao);
    for (const buffer of mesh.buffers) this.gl.deleteBuffer(buffer);
  }

  setScene(scene: Scene, edgeOrder: Float32Array, surface: Surface | null): void {
    const { gl } = this;
    this.surface = surface;
    this.release(this.fill);
    const corners = scene.corners.length / 2;
    this.polygonOfCorner = new Uint32Array(corners);
    const indices = new Uint32Array(3 * corners);
    let size = 0;
    for (let i = 0, begin = 0; i < scene.ends.length; begin = scene.ends[i++]) {
      for (let c = begin; c < scene.ends[i]; ++c) {
        this.polygonOfCorner[c] = i;
        if (c < begin + 2) continue;
        indices[size++] = begin;
        indices[size++] = c - 1;
        indices[size++] = c;
      }
    }
    this.fill = this.mesh([
      { location: 0, size: 4, data: splitPairs(scene.corners) },
      { location: 1, size: 4, data: new Uint8Array(4 * corners) },
      { location: 2, size: 1, data: surface?.corners ?? null },
    ], size, false);
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, indices.subarray(0, size), gl.STATIC_DRAW);
    this.fill.buffers.push(buffer);
    this.release(this.edges);
    this.edges = this.lines(scene.edges, surface?.edges ?? null, edgeOrder);
  }
  private lines(segments: Float64Array, heights: Float32Array | null, orders: Float32Array | null): Mesh {
    const count = segments.length / 4;
    const from = splitPairs(Float64Array.from({ length: 2 * count }, (_, i) => segments[4 * (i >> 1) + (i & 1)]));
    const to = splitPairs(Float64Array.from({ length: 2 * count }, (_, i) => segments[4 * (i >> 1) + 2 + (i & 1)]));
    return this.mesh([
      { location: 0, size: 4, data: from },
      { location: 1, size: 4, data: to },
      { location: 2, size: 4, data: orders && new Uint8Array(4 * count) },
      { location: 3, size: 2, data: heights },
      { location: 4, size: 1, data: orders },
    ], count, true);
  }

  setGraph({ dots, segments, polygons }: Graph): void {
    const { surface } = this;
    this.release(this.graph);
    this.release(this.dots);
    this.graph = this.lines(segments, surface && new Float32Array(2 * polygons.length).map((_, i) =>
      surface.heightAt(polygons[i >> 1], segments[2 * i], segments[2 * i + 1])), null);
    this.dots = this.instances(dots, new Float64Array(dots.length / 2).map((_, i) => dots[2 * i]));
  }
  setCircles({ centers, radii }: Circles): void {
    this.release(this.circles);
    this.circles = this.instances(centers, radii);
  }
  /** One per polygon; none where the radius is not a number. */
  private instances(centers: Float64Array, radii: Float64Array): Mesh {
    const { surface } = this;
    const planes = surface && new Float32Array(3 * radii.length);
    for (let i = 0; planes && i < radii.length; ++i) {
      planes.set([...surface.slopeOf(i), surface.heightAt(i, centers[2 * i], centers[2 * i + 1])], 3 * i);
    }
    return this.mesh([
      { location: 0, size: 4, data: splitPairs(centers) },
      { location: 1, size: 1, data: Float32Array.from(radii) },
      { location: 2, size: 3, data: planes },
    ], radii.length, true);
  }

  setFillColors(colors: Uint32Array): void {
    this.upload(this.fill, this.polygonOfCorner.map((polygon) => colors[polygon]));
  }
  setEdgeColors(colors: Uint32Array): void {
    this.upload(this.edges, colors);
  }
  private upload(mesh: Mesh | null, colors: Uint32Array): void {
    if (!mesh) return;
    this.gl.bindBuffer(this.gl.ARRAY_BUFFER, mesh.color);
    this.gl.bufferData(this.gl.ARRAY_BUFFER, colors, this.gl.DYNAMIC_DRAW);
  }

  draw(options: DrawOptions): void {
    const { gl, canvas, fillProgram, lineProgram, circleProgram } = this;
    const { camera, orbit, edgeInk, edgeAlpha, maxOrder, graph, circles, dotRadius } = options;
    const ratio = canvas.width / Math.max(1, canvas.clientWidth);
    const [x, xLow] = split(camera.x);
    const [y, yLow] = split(camera.y);
    const tilt = orbit && surfaceMatrix(orbit, canvas.width / canvas.height);
    for (const program of [fillProgram, lineProgram, circleProgram]) {
      program.use();
      program.set("center", x, y, xLow, yLow);
      program.set("scale", (2 * ratio * camera.scaleX) / canvas.width, (2 * ratio * camera.scaleY) / canvas.height);
      program.set("halfSize", canvas.width / 2, canvas.height / 2);
      program.set("width", ratio);
      program.set("lift", LIFT);
      gl.uniform1i(program.at("isSurface"), tilt ? 1 : 0);
      if (tilt) gl.uniformMatrix4fv(program.at("surface"), false, tilt);
    }
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.clearColor(...options.background);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    for (const ability of [gl.DEPTH_TEST, gl.POLYGON_OFFSET_FILL]) tilt ? gl.enable(ability) : gl.disable(ability);
    gl.disable(gl.BLEND);
    fillProgram.use();
    if (this.fill) {
      gl.bindVertexArray(this.fill.vao);
      gl.drawElements(gl.TRIANGLES, this.fill.count, gl.UNSIGNED_INT, 0);
    }
    // What is on a surface hides nothing.
    gl.disable(gl.POLYGON_OFFSET_FILL);
    gl.enable(gl.BLEND);
    gl.depthMask(false);
    this.drawLines(this.edges, options.edgesByLayer ? null : edgeInk, edgeAlpha * edgeInk[3], maxOrder);
    if (graph) {
      this.drawLines(this.graph, graph, graph[3], Infinity);
      if (dotRadius > 0) this.drawCircles(this.dots, graph, dotRadius * ratio);
    }
    if (circles) this.drawCircles(this.circles, circles, 0);
    gl.depthMask(true);
  }

  whenDrawn(then: () => void): void {
    const { gl } = this;
    const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    const look = (): void => {
      if (fence && !gl.isContextLost() && gl.getSyncParameter(fence, gl.SYNC_STATUS) === gl.UNSIGNALED) return void setTimeout(look, 1);
      gl.deleteSync(fence);
      then();
    };
    look();
  }

  /** Without ink, in colours of their own. */
  private drawLines(lines: Mesh | null, ink: Ink | null, alpha: number, maxOrder: number): void {
    const { gl, lineProgram } = this;
    if (!lines || alpha <= LEAST_ALPHA) return;
    lineProgram.use();
    lineProgram.set("tint", ...(ink ? [ink[0], ink[1], ink[2], 1] : [0, 0, 0, 0]));
    lineProgram.set("alpha", alpha);
    lineProgram.set("maxOrder", Math.min(maxOrder, 1e30));
    gl.bindVertexArray(lines.vao);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, lines.count);
  }
  /** Circles, or with a radius dots. */
  private drawCircles(circles: Mesh | null, ink: Ink, dotRadius: number): void {
    const { gl, circleProgram } = this;
    if (!circles) return;
    circleProgram.use();
    circleProgram.set("dotRadius", dotRadius);
    circleProgram.set("ink", ...ink);
    gl.bindVertexArray(circles.vao);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, circles.count);
  }
}
