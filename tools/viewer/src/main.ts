// SPDX-License-Identifier: GPL-3.0-or-later
import "./style.css";
import { addControls } from "./controls";
import { readPage } from "./data";
import { addDetails } from "./details";
import { byId } from "./dom";
import { addExport } from "./export";
import { addFacts } from "./facts";
import { addHistogram } from "./histogram";
import { addSearch, search } from "./search";
import { State } from "./state";
import { toSvg, type SvgPicture } from "./svg";
import { addTable } from "./table";
import { View } from "./view";

declare global {
  interface Window {
    /** For scripts and tests: what is shown, and the picture. */
    crease?: { state: State; view: View; search: (text: string) => number[]; svg: (most?: number) => SvgPicture };
  }
}

function start(): void {
  const page = readPage();
  if (!page) {
    byId("problem").textContent = "This page has no data: it is what 'crease view' puts them into.";
    return;
  }
  const state = new State(page);
  const view = new View(state, byId<HTMLCanvasElement>("picture"), byId<HTMLCanvasElement>("top"));
  addControls(state, view);
  addFacts(state);
  addDetails(state, view);
  addHistogram(state);
  addTable(state, view);
  addSearch(state, view);
  addExport(view);
  window.crease = { state, view, search: (text) => search(state, text), svg: (most) => toSvg(view, most) };
  document.body.dataset.ready = "yes";
}

try {
  start();
} catch (error) {
  byId("problem").textContent = `The page cannot be shown: ${error instanceof Error ? error.message : String(error)}.`;
  throw error;
}
