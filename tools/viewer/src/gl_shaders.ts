// SPDX-License-Identifier: GPL-3.0-or-later
/** What the graphics processor does. Positions are sums of two floats: one alone would tremble when the picture is magnified. */

const COMMON = `#version 300 es
precision highp float;
uniform vec4 center;        // high, low
uniform vec2 scale;         // to clip space
uniform mat4 surface;
uniform bool isSurface;
const vec4 NOWHERE = vec4(2.0, 2.0, 2.0, 1.0);
vec2 spotOf(vec4 place) { return ((place.xy - center.xy) + (place.zw - center.zw)) * scale; }
vec4 clipped(vec2 spot, float height) { return isSurface ? surface * vec4(spot, height, 1.0) : vec4(spot, 0.0, 1.0); }
`;

/** Regions. */
export const FILL_VERTEX = `${COMMON}
layout(location = 0) in vec4 place;  // high, low
layout(location = 1) in vec4 color;
layout(location = 2) in float height;
out vec4 shade;
void main() {
  shade = color;
  gl_Position = clipped(spotOf(place), height);
}`;

export const FILL_FRAGMENT = `#version 300 es
precision highp float;
in vec4 shade;
out vec4 color;
void main() { color = shade; }`;

/** Segments, as bands of a width; only what is in sight, since floats know no pixels of a line that is much longer. */
export const LINE_VERTEX = `${COMMON}
layout(location = 0) in vec4 from;
layout(location = 1) in vec4 to;
layout(location = 2) in vec4 color;
layout(location = 3) in vec2 heights;
layout(location = 4) in float order;
uniform vec2 halfSize;      // of the picture, in pixels of the screen
uniform float width;        // in these
uniform float lift;
uniform float maxOrder;
uniform vec4 tint;          // alpha is the strength
out vec3 shade;
out float across;
void main() {
  shade = mix(color.rgb, tint.rgb, tint.a);
  vec4 a = clipped(spotOf(from), heights.x);
  vec4 b = clipped(spotOf(to), heights.y);
  vec2 way = b.xy - a.xy;
  vec2 limit = 1.0 + (width + 2.0) / halfSize;
  float t0 = 0.0;
  float t1 = 1.0;
  for (int j = 0; j < 2; ++j) {
    if (way[j] == 0.0) {
      if (abs(a[j]) > limit[j]) t1 = -1.0;
    } else {
      float u = (-limit[j] - a[j]) / way[j];
      float v = (limit[j] - a[j]) / way[j];
      t0 = max(t0, min(u, v));
      t1 = min(t1, max(u, v));
    }
  }
  vec2 pixels = way * halfSize;
  if (order >= maxOrder || t0 >= t1 || pixels == vec2(0.0)) {
    gl_Position = NOWHERE;
    return;
  }
  gl_Position = mix(a, b, (gl_VertexID & 1) == 0 ? t0 : t1);
  across = (gl_VertexID < 2 ? -1.0 : 1.0) * (0.5 * width + 0.5);
  gl_Position.xy += across * normalize(vec2(-pixels.y, pixels.x)) / halfSize;
  if (isSurface) gl_Position.z -= lift;
}`;

export const LINE_FRAGMENT = `#version 300 es
precision highp float;
in vec3 shade;
in float across;
uniform float width;
uniform float alpha;
out vec4 color;
void main() { color = vec4(shade, alpha * clamp(0.5 * width + 0.5 - abs(across), 0.0, 1.0)); }`;

/** Circles in their regions' planes, and dots that face the viewer. */
export const CIRCLE_VERTEX = `${COMMON}
layout(location = 0) in vec4 place;
layout(location = 1) in float radius;
layout(location = 2) in vec3 plane;  // on a surface: rise per unit of x and y, height
uniform vec2 halfSize;
uniform float lift;
uniform float width;
uniform float dotRadius;             // in pixels of the screen; 0: circles
out vec2 spot;                       // of the plane
out vec2 offset;                     // from the middle, in radii
void main() {
  vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1)) * 2.0 - 1.0;
  spot = spotOf(place);
  float height = plane.z;
  float size = dotRadius;
  float breadth = dotRadius;
  if (dotRadius == 0.0) {
    // Its radii along x and y in the picture: a circle on a surface may be seen nearly from the side.
    vec2 middle = clipped(spot, height).xy;
    vec2 u = (clipped(spot + vec2(radius * scale.x, 0.0), height + plane.x * radius).xy - middle) * halfSize;
    vec2 v = (clipped(spot + vec2(0.0, radius * scale.y), height + plane.y * radius).xy - middle) * halfSize;
    size = max(length(u), length(v));
    breadth = abs(u.x * v.y - u.y * v.x) / size;
  }
  offset = corner * (1.0 + min(3.0, (width + 2.0) / breadth));  // with room for a line
  if (dotRadius == 0.0) {
    spot += offset * radius * scale;
    height += dot(plane.xy, offset * radius);
  }
  gl_Position = clipped(spot, height);
  if (isSurface) gl_Position.z -= lift;
  if (dotRadius > 0.0) gl_Position.xy += offset * dotRadius / halfSize;
  if (size < 0.7 || !(radius == radius)) gl_Position = NOWHERE;
}`;

export const CIRCLE_FRAGMENT = `#version 300 es
precision highp float;
in vec2 spot;
in vec2 offset;
uniform bool isSurface;
uniform float dotRadius;
uniform float width;
uniform vec4 ink;
out vec4 color;
void main() {
  float l = length(offset);
  float pixel = max(1e-6, length(vec2(dFdx(l), dFdy(l))));
  if (isSurface && dotRadius == 0.0 && max(abs(spot.x), abs(spot.y)) > 1.0) discard;
  float beyond = dotRadius > 0.0 ? l - 1.0 : abs(l - 1.0);
  float reach = dotRadius > 0.0 ? 0.5 : 0.5 * width + 0.5;
  color = vec4(ink.rgb, ink.a * clamp(reach - beyond / pixel, 0.0, 1.0));
}`;
