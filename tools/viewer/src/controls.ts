// SPDX-License-Identifier: GPL-3.0-or-later
/** Menus, switches and sliders. */
import { unitName } from "./complex";
import { byId, counted, element, withCommas } from "./dom";
import { quantitiesOf } from "./quantities";
import type { Layers, State } from "./state";
import type { View } from "./view";

function addMenus(state: State): void {
  const menu = byId<HTMLSelectElement>("quantity");
  const output = byId<HTMLSelectElement>("output");
  const fill = (): void => {
    menu.replaceChildren(...quantitiesOf(state.complex).map(({ id, label }) => element("option", { value: id, textContent: label })));
    menu.value = state.quantity.id;
    const { drawn_outputs: outputs } = state.complex.frame;
    output.replaceChildren(...Array.from({ length: outputs }, (_, k) => element("option", { value: String(k), textContent: `output ${k}` })));
    output.value = String(state.output);
    byId("output-row").hidden = outputs < 2;
  };
  menu.addEventListener("change", () => state.setQuantity(menu.value));
  output.addEventListener("change", () => state.setOutput(Number(output.value)));
  state.listen((change) => {
    if (change === "frame") fill();
    if (change === "color") menu.value = state.quantity.id;
  });
  fill();
}

function addSwitches(state: State): void {
  const { complex } = state;
  const offered: [keyof Layers, string, boolean][] = [
    ["edges", "creases", true],
    ["edgesByLayer", "creases by layer", true],
    ["boundary", "decision boundary", complex.boundaryCorners !== null],
    ["circles", complex.dim === 3 ? "inscribed balls" : "inscribed circles", complex.dim > 1 && complex.radius !== null],
    ["graph", "adjacency graph", complex.dim > 1],
    ["surface", "surface", complex.dim === 2],
    ["labels", "labels", true],
  ];
  byId("layers").replaceChildren(...offered.filter(([, , isOffered]) => isOffered).map(([name, label]) => {
    const box = element("input", { type: "checkbox", id: `layer-${name}`, checked: state.layers[name] });
    box.addEventListener("change", () => state.setLayer(name, box.checked));
    state.listen((change) => (change === "layers" || change === "scene") && (box.checked = state.layers[name]));
    return element("label", {}, box, ` ${label}`);
  }));
}

function addReplay(state: State, view: View): void {
  const slider = byId<HTMLInputElement>("step");
  const words = byId("step-words");
  const play = byId<HTMLButtonElement>("play");
  let timer = 0;
  const ends = (): number[] => {
    const list = [0];
    state.bending.forEach((unit, i) => {
      if (i + 1 === state.bending.length || state.bending[i + 1].layer !== unit.layer) list.push(i + 1);
    });
    return list;
  };
  const tell = (): void => {
    const { bending, step } = state;
    slider.max = String(bending.length);
    slider.value = String(step);
    const unit = bending[step - 1];
    const count = view.painter.cells?.count ?? state.complex.size;
    const text = step === bending.length ? "all units" : unit ? `${step} of ${bending.length} units, last ${unitName(unit)}` : "no unit";
    words.textContent = `${text}: ${counted(count, "region")}`;
    slider.setAttribute("aria-valuetext", words.textContent);
    byId("marks").replaceChildren(...ends().map((end) => element("option", { value: String(end) })));
  };
  const stop = (): void => {
    window.clearInterval(timer);
    timer = 0;
    play.textContent = "Play";
  };
  slider.addEventListener("input", () => {
    stop();
    state.setStep(Number(slider.value));
  });
  byId("layer-back").addEventListener("click", () => state.setStep([...ends()].reverse().find((end) => end < state.step) ?? 0));
  byId("layer-on").addEventListener("click", () => state.setStep(ends().find((end) => end > state.step) ?? state.bending.length));
  play.addEventListener("click", () => {
    if (timer) return stop();
    if (!state.isReplaying) state.setStep(0);
    play.textContent = "Stop";
    timer = window.setInterval(() => {
      state.setStep(state.step + 1);
      if (!state.isReplaying) stop();
    }, Math.max(60, Math.min(600, 12000 / state.bending.length)));
  });
  state.listen((change) => (change === "step" || change === "frame") && tell());
  tell();
}

function addFrames(state: State): void {
  const slider = byId<HTMLInputElement>("frame");
  const count = state.page.frames.length;
  byId("frame-row").hidden = count < 2;
  slider.max = String(count - 1);
  const tell = (): void => {
    slider.value = String(state.frame);
    const { network, activation_regions: regions } = state.complex.frame;
    byId("frame-words").textContent = `${state.frame + 1} of ${count}: ${network.name}, ${counted(regions, "region")}`;
    slider.setAttribute("aria-valuetext", byId("frame-words").textContent ?? "");
  };
  slider.addEventListener("input", () => state.setFrame(Number(slider.value)));
  state.listen((change) => change === "frame" && tell());
  tell();
}

function addSection(state: State): void {
  const { complex } = state;
  byId("section-row").hidden = complex.dim !== 3;
  if (complex.dim !== 3) return;
  const slider = byId<HTMLInputElement>("section");
  const axis = byId<HTMLSelectElement>("axis");
  const range = (): [number, number] => {
    const values = state.complex.vertices.filter((_, i) => i % 3 === state.section.axis);
    return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  };
  let [lo, hi] = range();
  const tell = (): void => {
    slider.value = String(Math.round((1000 * (state.section.at - lo)) / (hi - lo)));
    byId("section-words").textContent = `x${"₁₂₃"[state.section.axis]} = ${state.section.at.toPrecision(4)}: ` +
      `${withCommas(state.scene.regions.length)} of ${withCommas(state.complex.size)} regions`;
    slider.setAttribute("aria-valuetext", byId("section-words").textContent ?? "");
  };
  slider.addEventListener("input", () => state.setSection({ ...state.section, at: lo + ((hi - lo) * Number(slider.value)) / 1000 }));
  axis.addEventListener("change", () => {
    state.section.axis = Number(axis.value);
    [lo, hi] = range();
    state.setSection({ axis: state.section.axis, at: (lo + hi) / 2 });
  });
  state.listen((change) => (change === "scene" || change === "frame") && tell());
  tell();
}

function addTheme(state: State): void {
  const menu = byId<HTMLSelectElement>("theme");
  menu.addEventListener("change", () => {
    document.documentElement.dataset.theme = menu.value;
    state.emit("theme");
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => state.emit("theme"));
}

export function addControls(state: State, view: View): void {
  addMenus(state);
  addSwitches(state);
  addReplay(state, view);
  addFrames(state);
  addSection(state);
  addTheme(state);
  byId("zoom-in").addEventListener("click", () => view.zoomAt(view.width / 2, view.height / 2, 1.5));
  byId("zoom-out").addEventListener("click", () => view.zoomAt(view.width / 2, view.height / 2, 1 / 1.5));
  byId("home").addEventListener("click", () => view.home());
  byId("all").addEventListener("click", () => view.fit(state.scene.box));
}
