// SPDX-License-Identifier: GPL-3.0-or-later
/** What the page says of the network, and of what is not there. */
import type { FrameData } from "./data";
import { byId, counted, element, inWords } from "./dom";
import type { State } from "./state";

const REASONS: Record<string, string> = {
  "max-regions": "at the greatest number of regions (--max-regions)",
  timeout: "at the time limit (--timeout)",
  cancelled: "by a signal",
};

/** Sentences on what is missing. */
function warnings(frame: FrameData): string[] {
  const missing: string[] = [];
  if (!frame.complete) {
    missing.push(`A part of the regions only: the walk was ended early, ${REASONS[frame.reason] ?? frame.reason}. ` +
      "Counts of regions are lower bounds; what lies behind the regions shown is not known.");
  }
  if (frame.left_out.length > 0) missing.push(`Left out for want of time: ${inWords(frame.left_out)}.`);
  return missing;
}

/** What is shown, and what is not. */
export function addFacts(state: State): void {
  const { page } = state;
  const tell = (): void => {
    const { frame, dim, numFacets } = state.complex;
    const shape = [frame.input_dim, ...frame.layers.map((layer) => layer.units.length)].join(" → ");
    document.title = `${frame.network.name}: linear regions`;
    byId("title").textContent = frame.network.name;
    byId("counts").textContent = (frame.complete ? "" : "at least ") + [
      counted(frame.activation_regions, "activation region"), counted(frame.linear_regions, "linear region"),
      counted(frame.affine_pieces, "affine piece"), counted(frame.adjacencies, "adjacency", "adjacencies"),
    ].join(", ");
    const facts = [
      `Network: ${shape}, SHA-256 ${frame.network.sha256}.`,
      `Domain: ${frame.domain.label}, dimension ${dim}, ${counted(numFacets, "facet")}.` +
        (page.fitted ? ` It was put around all vertices: the domain asked for, ${page.domain_asked}, has unbounded regions. Every region and every facet of it is here; inradii and volumes are those inside the box.` : ""),
      ...warnings(frame),
      state.complex.radius || frame.left_out.includes("inscribed balls") ? "" : "Inscribed balls were left out, as asked for.",
      frame.drawn_outputs < frame.outputs ? `Colours and surfaces show the first ${frame.drawn_outputs} of ${frame.outputs} outputs.` : "",
      dim === 3 ? "An output is shown as a surface over a plane only: of more inputs, one that --slice gives." : "",
      frame.boundary?.kind === "level" ? `Decision: the output against ${frame.boundary.level}.` : "",
      "Maps, vertices and radii written out are exact: computed here from the network's numbers. The picture, colours, histogram and table show exact numbers rounded to doubles.",
      page.arguments === null ? "" : `The same regions in files: crease analyze ${page.arguments} -o DIR, crease insphere ${page.arguments} --json.`,
      `crease ${page.tool_version}`,
    ];
    byId("facts").replaceChildren(...facts.filter((fact) => fact !== "").map((fact) => element("p", { textContent: fact })));
    const problems = warnings(frame);
    const others = page.frames.length > 1 && problems.length === 0 && !page.complete ? ["Other checkpoints are not complete."] : [];
    byId("incomplete").hidden = problems.length + others.length === 0;
    byId("incomplete").textContent = [...problems, ...others].join(" ");
  };
  state.listen((change) => change === "frame" && tell());
  tell();
}
