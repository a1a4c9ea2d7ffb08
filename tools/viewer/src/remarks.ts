// SPDX-License-Identifier: GPL-3.0-or-later
/** What of the things switched on is not in the picture, or not as elsewhere, in words. */
import { inWords, withCommas } from "./dom";
import { MOST_NAMED } from "./labels";
import { LEAST_ALPHA } from "./renderer";
import type { View } from "./view";

export function remarksOn(view: View): string[] {
  const { state, surface } = view;
  const { layers, complex, isReplaying } = state;
  const remarks: string[] = [];
  if (isReplaying) {
    const isOn = { boundary: layers.boundary && complex.boundaryCorners !== null, circles: layers.circles, graph: layers.graph, labels: layers.labels };
    const names = [
      isOn.boundary ? "decision boundary" : "", isOn.circles ? "inscribed balls" : "", isOn.graph ? "adjacency graph" : "", isOn.labels ? "labels" : "",
    ].filter((name) => name !== "");
    if (names.length > 0) remarks.push(`Not shown until all units are in: ${inWords(names)}.`);
    if (surface) remarks.push("The heights are those of the whole network.");
  }
  const faint = [
    ...(layers.edges && view.edgeAlpha <= LEAST_ALPHA ? ["creases"] : []),
    ...(view.graph && view.graphAlpha <= LEAST_ALPHA ? ["the graph"] : []),
  ];
  if (faint.length > 0) remarks.push(`Regions are too small here for ${inWords(faint)}: zoom in.`);
  if (!view.labels) remarks.push(`No labels among more than ${withCommas(MOST_NAMED)} regions: zoom in.`);
  if (surface && surface.isPart) remarks.push("The surface is over the part of the plane that was in sight.");
  const { selected } = state;
  if (surface && selected >= 0 && !isReplaying) {
    const polygon = surface.scene.regions.indexOf(selected);
    const [x, y] = [view.middles[2 * polygon], view.middles[2 * polygon + 1]];
    if (Number.isNaN(x)) remarks.push(`R${selected} is beyond that part.`);
    else if (!surface.isPlaceSeen(polygon, x, y, view.orbit)) remarks.push(`R${selected} is hidden, or nearly so; its outline shows through.`);
  }
  if (complex.dim === 3 && !isReplaying && (view.circles || view.graph)) {
    remarks.push(`In the section only: ${inWords([...(view.circles ? ["where it cuts the balls"] : []), ...(view.graph ? ["which of its regions are adjacent"] : [])])}.`);
  }
  return remarks;
}
