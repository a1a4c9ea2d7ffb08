// SPDX-License-Identifier: GPL-3.0-or-later
/** Draws with WebGL 2. */
import { surfaceMatrix } from "./camera";
import type { DrawOptions, Ink, Renderer } from "./renderer";
import type { Scene } from "./scene";
import type { Surface } from "./surface";

/** Positions are sums of two floats: one alone would tremble when the picture is magnified. */
const VERTEX = `#version 300 es
precision highp float;
layout(location = 0) in vec2 high;
layout(location = 1) in vec2 low;
layout(location = 2) in vec4 color;
layout(location = 3) in float height;
layout(location = 4) in float order;
uniform vec4 center;  // high, low
uniform vec2 scale;   // to clip space
uniform mat4 surface;
uniform bool isSurface;
uniform float lift;
uniform float maxOrder;
uniform vec4 tint;    // alpha is the strength
out vec4 shade;
void main() {
  shade = vec4(mix(color.rgb, tint.rgb, tint.a), color.a);
  vec2 p = ((high - center.xy) + (low - center.zw)) * scale;
  gl_Position = isSurface ? surface * vec4(p, height, 1.0) : vec4(p, 0.0, 1.0);
  if (isSurface) gl_Position.z -= lift;
  if (order >= maxOrder) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}`;

const FRAGMENT = `#version 300 es
precision highp float;
in vec4 shade;
uniform float alpha;
out vec4 color;
void main() { color = vec4(shade.rgb, shade.a * alpha); }`;

const CIRCLE_VERTEX = `#version 300 es
precision highp float;
layout(location = 0) in vec4 place;   // high, low
layout(location = 1) in float radius;
uniform vec4 center;
uniform vec2 scale;
uniform vec2 halfSize;                // of the picture, in pixels
out vec2 offset;
out float size;
void main() {
  vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1)) * 2.0 - 1.0;
  vec2 pixels = radius * scale * halfSize;
  size = pixels.x;
  offset = corner * (pixels.x + 1.0);
  vec2 p = ((place.xy - center.xy) + (place.zw - center.zw)) * scale;
  gl_Position = vec4(p + offset / halfSize, 0.0, 1.0);
  if (size < 0.7) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}`;

const CIRCLE_FRAGMENT = `#version 300 es
precision highp float;
in vec2 offset;
in float size;
uniform vec4 ink;
out vec4 color;
void main() {
  float d = abs(length(offset) - size);
  color = vec4(ink.rgb, ink.a * clamp(1.2 - d, 0.0, 1.0));
}`;

const split = (value: number): [number, number] => [Math.fround(value), value - Math.fround(value)];

interface Mesh {
  vao: WebGLVertexArrayObject;
  count: number;
  color: WebGLBuffer;
  buffers: WebGLBuffer[];
}

export class GlRenderer implements Renderer {
  readonly kind = "WebGL";
  private readonly program: WebGLProgram;
  private readonly circleProgram: WebGLProgram;
  private readonly uniforms = new Map<WebGLProgram, Map<string, WebGLUniformLocation | null>>();
  private fill: Mesh | null = null;
  private readonly lines = new Map<string, Mesh>();
  private circles: { vao: WebGLVertexArrayObject; count: number; buffers: WebGLBuffer[] } | null = null;
  private polygonOfCorner = new Uint32Array();
  private readonly canvas: HTMLCanvasElement;

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.canvas = gl.canvas as HTMLCanvasElement;
    this.program = this.link(VERTEX, FRAGMENT);
    this.circleProgram = this.link(CIRCLE_VERTEX, CIRCLE_FRAGMENT);
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
  }

  private link(vertex: string, fragment: string): WebGLProgram {
    const { gl } = this;
    const program = gl.createProgram();
    for (const [type, text] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]] as const) {
      const shader = gl.createShader(type)!;
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader) ?? "shader");
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) ?? "program");
    return program;
  }

  private at(program: WebGLProgram, name: string): WebGLUniformLocation | null {
    let known = this.uniforms.get(program);
    if (!known) this.uniforms.set(program, (known = new Map()));
    if (!known.has(name)) known.set(name, this.gl.getUniformLocation(program, name));
    return known.get(name)!;
  }

  private buffer(data: BufferSource, location: number, size: number, kind: "float" | "color", mesh: WebGLBuffer[]): WebGLBuffer {
    const { gl } = this;
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, size, kind === "float" ? gl.FLOAT : gl.UNSIGNED_BYTE, kind === "color", 0, 0);
    mesh.push(buffer);
    return buffer;
  }

  /** Points x, y with their heights and orders; colours come later. */
  private mesh(points: ArrayLike<number>, heights: ArrayLike<number> | null, orders: ArrayLike<number> | null): Mesh {
    const { gl } = this;
    const count = points.length / 2;
    const high = new Float32Array(2 * count);
    const low = new Float32Array(2 * count);
    for (let i = 0; i < 2 * count; ++i) {
      high[i] = points[i];
      low[i] = points[i] - high[i];
    }
    const vao = gl.createVertexArray();
    gl.bindVertexArray(vao);
    const buffers: WebGLBuffer[] = [];
    this.buffer(high, 0, 2, "float", buffers);
    this.buffer(low, 1, 2, "float", buffers);
    const color = this.buffer(new Uint8Array(4 * count).fill(255), 2, 4, "color", buffers);
    if (heights) this.buffer(Float32Array.from(heights), 3, 1, "float", buffers);
    if (orders) this.buffer(Float32Array.from(orders), 4, 1, "float", buffers);
    return { vao, count, color, buffers };
  }

  private release(mesh: { vao: WebGLVertexArrayObject; buffers: WebGLBuffer[] } | null | undefined): void {
    if (!mesh) return;
    this.gl.deleteVertexArray(mesh.vao);
    for (const buffer of mesh.buffers) this.gl.deleteBuffer(buffer);
  }

  setScene(scene: Scene, edgeOrder: Float32Array, surface: Surface | null): void {
    const { gl } = this;
    this.release(this.fill);
    const corners = scene.corners.length / 2;
    this.fill = this.mesh(scene.corners, surface?.corners ?? null, null);
    this.polygonOfCorner = new Uint32Array(corners);
    const indices = new Uint32Array(3 * Math.max(0, corners));
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
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, indices.subarray(0, size), gl.STATIC_DRAW);
    this.fill.buffers.push(buffer);
    this.fill.count = size;
    const orders = new Float32Array(2 * edgeOrder.length).map((_, i) => edgeOrder[i >> 1]);
    this.setLines("edges", scene.edges, surface?.edges ?? null, orders);
  }

  setGraph(segments: Float64Array): void {
    this.setLines("graph", segments);
  }
  private setLines(name: string, segments: ArrayLike<number>, heights: Float32Array | null = null, orders: Float32Array | null = null): void {
    this.release(this.lines.get(name));
    this.lines.set(name, this.mesh(segments, heights, orders));
  }

  setCircles(centers: Float64Array, radii: Float64Array): void {
    const { gl } = this;
    this.release(this.circles);
    const places = new Float32Array(4 * radii.length);
    for (let i = 0; i < radii.length; ++i) {
      const [x, xLow] = split(centers[2 * i]);
      const [y, yLow] = split(centers[2 * i + 1]);
      places.set([x, y, xLow, yLow], 4 * i);
    }
    const vao = gl.createVertexArray();
    gl.bindVertexArray(vao);
    const buffers: WebGLBuffer[] = [];
    this.buffer(places, 0, 4, "float", buffers);
    this.buffer(Float32Array.from(radii), 1, 1, "float", buffers);
    gl.vertexAttribDivisor(0, 1);
    gl.vertexAttribDivisor(1, 1);
    this.circles = { vao, count: radii.length, buffers };
  }

  setFillColors(colors: Uint32Array): void {
    if (this.fill) this.upload(this.fill, this.polygonOfCorner.map((polygon) => colors[polygon]));
  }
  setEdgeColors(colors: Uint32Array): void {
    const mesh = this.lines.get("edges");
    if (mesh) this.upload(mesh, new Uint32Array(mesh.count).map((_, i) => colors[i >> 1]));
  }
  private upload(mesh: Mesh, colors: Uint32Array): void {
    this.gl.bindBuffer(this.gl.ARRAY_BUFFER, mesh.color);
    this.gl.bufferData(this.gl.ARRAY_BUFFER, colors, this.gl.DYNAMIC_DRAW);
  }

  draw(options: DrawOptions): void {
    const { gl, canvas, program } = this;
    const ratio = canvas.width / Math.max(1, canvas.clientWidth);
    const { camera, orbit } = options;
    const scale: [number, number] = [
      (2 * ratio * camera.scaleX) / canvas.width,
      (2 * ratio * camera.scaleY) / canvas.height,
    ];
    const [x, xLow] = split(camera.x);
    const [y, yLow] = split(camera.y);
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.clearColor(...options.background);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.useProgram(program);
    gl.uniform4f(this.at(program, "center"), x, y, xLow, yLow);
    gl.uniform2f(this.at(program, "scale"), ...scale);
    gl.uniform1i(this.at(program, "isSurface"), orbit ? 1 : 0);
    if (orbit) {
      gl.uniformMatrix4fv(this.at(program, "surface"), false, surfaceMatrix(orbit, canvas.width / canvas.height));
      gl.enable(gl.DEPTH_TEST);
    } else {
      gl.disable(gl.DEPTH_TEST);
    }
    gl.uniform4f(this.at(program, "tint"), 0, 0, 0, 0);
    gl.uniform1f(this.at(program, "lift"), 0);
    gl.uniform1f(this.at(program, "maxOrder"), 1e30);
    gl.uniform1f(this.at(program, "alpha"), 1);
    gl.disable(gl.BLEND);
    if (this.fill) {
      gl.bindVertexArray(this.fill.vao);
      gl.drawElements(gl.TRIANGLES, this.fill.count, gl.UNSIGNED_INT, 0);
    }
    const lines = (name: string, ink: Ink | null, alpha: number, maxOrder: number): void => {
      const mesh = this.lines.get(name);
      if (!mesh || mesh.count === 0 || alpha <= 0.02) return;
      alpha < 1 ? gl.enable(gl.BLEND) : gl.disable(gl.BLEND);
      if (ink) gl.uniform4f(this.at(program, "tint"), ink[0], ink[1], ink[2], 1);
      else gl.uniform4f(this.at(program, "tint"), 0, 0, 0, 0);
      gl.uniform1f(this.at(program, "alpha"), alpha);
      gl.uniform1f(this.at(program, "maxOrder"), Math.min(maxOrder, 1e30));
      gl.uniform1f(this.at(program, "lift"), 0.002);
      gl.bindVertexArray(mesh.vao);
      gl.drawArrays(gl.LINES, 0, mesh.count);
    };
    lines("edges", options.edgesByLayer ? null : options.edgeInk, options.edgeAlpha * options.edgeInk[3], options.maxOrder);
    if (!orbit) {
      if (options.graph) lines("graph", options.graph, options.graph[3], Infinity);
      if (options.circles) this.drawCircles(options.circles, [x, y, xLow, yLow], scale);
    }
  }

  private drawCircles(ink: Ink, center: [number, number, number, number], scale: [number, number]): void {
    const { gl, circleProgram: program, circles, canvas } = this;
    if (!circles) return;
    const ratio = canvas.width / Math.max(1, canvas.clientWidth);
    gl.useProgram(program);
    gl.enable(gl.BLEND);
    gl.uniform4f(this.at(program, "center"), ...center);
    gl.uniform2f(this.at(program, "scale"), ...scale);
    gl.uniform2f(this.at(program, "halfSize"), canvas.width / 2 / ratio, canvas.height / 2 / ratio);
    gl.uniform4f(this.at(program, "ink"), ...ink);
    gl.bindVertexArray(circles.vao);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, circles.count);
  }
}
