// SPDX-License-Identifier: GPL-3.0-or-later
/** The picture as a file: PNG as it is on the screen, SVG for what lies in it. */
import { byId, download } from "./dom";
import { toSvg } from "./svg";
import type { View } from "./view";

export function addExport(view: View): void {
  const name = (): string => view.state.complex.frame.network.name.replace(/[^\w.-]+/g, "_");
  const words = byId("export-words");
  view.top.addEventListener("pointerdown", () => (words.textContent = ""));
  byId("export-svg").addEventListener("click", () => {
    const { text, leftOut } = toSvg(view);
    words.textContent = leftOut;
    download(`${name()}.svg`, new Blob([text], { type: "image/svg+xml" }));
  });
  byId("export-png").addEventListener("click", () => {
    view.draw();
    const both = document.createElement("canvas");
    both.width = view.canvas.width;
    both.height = view.canvas.height;
    const c = both.getContext("2d")!;
    c.drawImage(view.canvas, 0, 0);
    c.drawImage(view.top, 0, 0);
    both.toBlob((blob) => blob && download(`${name()}.png`, blob), "image/png");
  });
}
