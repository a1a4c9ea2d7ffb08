// SPDX-License-Identifier: GPL-3.0-or-later
/** Finds regions: "R17", a pattern ("01?1|1*", where ? is any symbol), or a point ("0.5, -1/3"), exactly. */
import { byId, withCommas } from "./dom";
import { parseRational } from "./rational";
import type { State } from "./state";
import type { View } from "./view";

/** The regions meant; throws Error with words for people. */
export function search(state: State, text: string): number[] {
  const { complex, exact } = state;
  const words = text.trim();
  const region = /^R(\d+)$/i.exec(words);
  if (region) {
    if (Number(region[1]) >= complex.size) throw new Error(`There is no R${region[1]}: the last one is R${complex.size - 1}.`);
    return [Number(region[1])];
  }
  const coordinates = words.split(/[,;\s]+/).filter((word) => word !== "");
  const looksLikePattern = /^[0-9a-z*?|{}]+$/.test(words) && (words.includes("|") || words.length === complex.units.length);
  if (!looksLikePattern && coordinates.length === complex.dim) {
    const found = exact.regionsAt(coordinates.map(parseRational));
    if (found.length === 0) throw new Error("The point lies outside the regions shown.");
    return found;
  }
  if (!/^[0-9a-z*?|{}]+$/.test(words)) {
    throw new Error(`Give R and a number, a pattern, or a point of ${complex.dim} coordinates by commas.`);
  }
  const wanted = new RegExp("^" + words.replace(/[|*{}]/g, "\\$&").replace(/\?/g, "[0-9a-z*]"));
  const found: number[] = [];
  for (let i = 0; i < complex.size; ++i) if (wanted.test(complex.pattern(i))) found.push(i);
  if (found.length === 0) throw new Error("No region has this pattern.");
  return found;
}

export function addSearch(state: State, view: View): void {
  const form = byId<HTMLFormElement>("search");
  const input = byId<HTMLInputElement>("search-text");
  const answer = byId("search-answer");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim() === "") {
      answer.textContent = "";
      return state.choose(null);
    }
    try {
      const found = search(state, input.value);
      answer.textContent = found.length === 1 ? `R${found[0]}` : `${withCommas(found.length)} regions`;
      if (found.length > 1) state.choose(new Set(found));
      state.select(found[0]);
      if (found.length === 1) view.show(found[0]);
    } catch (error) {
      answer.textContent = error instanceof Error ? error.message : String(error);
    }
  });
}
