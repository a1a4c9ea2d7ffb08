// SPDX-License-Identifier: GPL-3.0-or-later
/** Draws a scene: the plane with any zoom, or the function as a surface over it. */
import type { Camera, Orbit } from "./camera";
import type { Circles, Graph } from "./decorations";
import { byId } from "./dom";
import { GlRenderer } from "./gl_renderer";
import { RasterRenderer } from "./raster_renderer";
import type { Scene } from "./scene";
import type { Surface } from "./surface";

export type Ink = [number, number, number, number]; // 0 to 1

/** Lines fainter than this are not drawn. */
export const LEAST_ALPHA = 0.02;

export interface DrawOptions {
  camera: Camera;
  orbit: Orbit | null; // with it, the surface
  background: Ink;
  edgeInk: Ink;
  edgesByLayer: boolean;
  maxOrder: number; // of the edges, those of a lower order
  edgeAlpha: number;
  circles: Ink | null;
  graph: Ink | null;
  dotRadius: number; // of the graph's points, in the style sheet's pixels; 0: none
}

export interface Renderer {
  readonly kind: "WebGL" | "memory";
  /** With `surface`, the scene has to be the part in its box. */
  setScene(scene: Scene, edgeOrder: Float32Array, surface: Surface | null): void;
  /** Of the scene that is set, as all that follows; on a surface at its height. */
  setGraph(graph: Graph): void;
  setCircles(circles: Circles): void;
  /** Words of bytes r, g, b, a, per polygon of the scene. */
  setFillColors(colors: Uint32Array): void;
  /** The same per edge, for `edgesByLayer`. */
  setEdgeColors(colors: Uint32Array): void;
  draw(options: DrawOptions): void;
  /** Calls `then` when what has been drawn is there: at once, or when the graphics processor is done. */
  whenDrawn(then: () => void): void;
}

/** Whether WebGL is there, and not done by the processor: browsers seldom own up to that otherwise than by name. */
function hasFastWebGl(): boolean {
  const gl = document.createElement("canvas").getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  if (!gl) return false;
  const names = gl.getExtension("WEBGL_debug_renderer_info");
  const name = String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return !/swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
}

/**
 * WebGL where a graphics processor does it; else a picture in memory, which is several times faster than WebGL done by
 * software. #webgl and #memory after the page's address choose.
 */
export function makeRenderer(canvas: HTMLCanvasElement): Renderer {
  const wish = window.location.hash;
  if (wish === "#webgl" || (wish !== "#memory" && hasFastWebGl())) {
    const gl = canvas.getContext("webgl2", { alpha: false });
    if (gl) {
      canvas.addEventListener("webglcontextlost", () => {
        byId("problem").textContent = "The graphics processor was lost: load the page again, with #memory after its address if it happens often.";
      });
      return new GlRenderer(gl);
    }
  }
  return new RasterRenderer(canvas);
}
