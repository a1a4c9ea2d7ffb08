// SPDX-License-Identifier: GPL-3.0-or-later
/** Pointer, wheel and keys on the picture. */
import type { View } from "./view";

const STILL = 4; // pixels that a click may move

type Point = [number, number];

function addPointer(view: View): void {
  const { state, top } = view;
  const stage = top.parentElement!; // stays where it is while the canvases move
  const pointers = new Map<number, Point>();
  let moved = 0;
  const place = (event: PointerEvent | WheelEvent): Point => {
    const box = stage.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  stage.addEventListener("pointerdown", (event) => {
    if (event.target !== top) return;
    stage.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, place(event));
    moved = 0;
    if (event.pointerType === "touch") state.hover(-1);
  });
  stage.addEventListener("pointermove", (event) => {
    const now = place(event);
    const before = pointers.get(event.pointerId);
    if (!before) return state.hover(event.target === top ? view.regionAt(...now) : -1);
    const others = [...pointers].filter(([id]) => id !== event.pointerId).map(([, p]) => p);
    pointers.set(event.pointerId, now);
    moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
    if (others.length === 0) return view.pan(now[0] - before[0], now[1] - before[1]);
    const [other] = others;
    const apart = (p: Point): number => Math.hypot(p[0] - other[0], p[1] - other[1]) || 1;
    view.zoomAt((now[0] + other[0]) / 2, (now[1] + other[1]) / 2, apart(now) / apart(before));
  });
  const end = (event: PointerEvent): void => {
    if (!pointers.delete(event.pointerId) || event.type !== "pointerup" || moved >= STILL) return;
    const region = view.regionAt(...place(event));
    state.select(region);
    if (event.pointerType === "touch") state.hover(region); // a finger cannot hover
  };
  stage.addEventListener("pointerup", end);
  stage.addEventListener("pointercancel", end);
  stage.addEventListener("pointerleave", (event) => event.pointerType === "touch" || state.hover(-1));
  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    view.zoomAt(...place(event), Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.002)));
  }, { passive: false });
}

function addKeys(view: View): void {
  const { state, top } = view;
  for (const kind of ["focus", "blur"] as const) top.addEventListener(kind, () => view.request()); // the cross in the middle
  top.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 200 : 50;
    const middle = [view.width / 2, view.height / 2] as const;
    const keys: Record<string, () => void> = {
      ArrowLeft: () => view.pan(step, 0),
      ArrowRight: () => view.pan(-step, 0),
      ArrowUp: () => view.pan(0, step),
      ArrowDown: () => view.pan(0, -step),
      "+": () => view.zoomAt(...middle, 1.25),
      "=": () => view.zoomAt(...middle, 1.25),
      "-": () => view.zoomAt(...middle, 0.8),
      Home: () => view.home(),
      "0": () => view.home(),
      End: () => view.fit(state.scene.box),
      Enter: () => state.select(view.regionAt(...middle)),
      Escape: () => state.select(-1),
      n: () => state.select((state.selected + 1) % state.complex.size),
      p: () => state.select(state.selected <= 0 ? state.complex.size - 1 : state.selected - 1),
      f: () => state.selected >= 0 && view.show(state.selected),
    };
    const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

export function addGestures(view: View): void {
  addPointer(view);
  addKeys(view);
}
