// SPDX-License-Identifier: GPL-3.0-or-later
// Pages of `crease view` in a browser, held against what other commands say of the same regions. How it is run:
// tests/support/viewer_page.mjs.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { data, directory, open, run, runAll, shots } from "./support/viewer_page.mjs";

const lines = (text) => text.trim().split("\n").map((line) => JSON.parse(line));
/** The complex in files, by id, and inspheres. */
function truth(words) {
  const out = join(directory, "complex.json");
  run("analyze", ...words, "-o", out);
  return { ...JSON.parse(readFileSync(out, "utf8")), inspheres: JSON.parse(run("insphere", ...words, "--json")).regions };
}

/** Compares p/q strings without rounding. */
function compare(a, b) {
  const parts = (text) => {
    const [n, d = "1"] = text.split("/");
    return [BigInt(n), BigInt(d)];
  };
  const [[an, ad], [bn, bd]] = [parts(a), parts(b)];
  const difference = an * bd - bn * ad;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The exact numbers of regions on the page, against the other commands'. */
async function checkRegions(words, every) {
  const page = await open(words);
  const expected = truth(words);
  const rowsOf = (table) => table.map((row) => row);
  const [regions, facets, vertices] = [rowsOf(expected.regions), rowsOf(expected.facets), rowsOf(expected.vertices)];
  for (let id = 0; id < regions.length; id += every) {
    const region = regions[id];
    await page.evaluate((r) => window.crease.state.select(r), id);
    const shown = await page.evaluate(() => ({
      pattern: document.querySelector("#details .pattern").textContent,
      map: [...document.querySelectorAll("#details .map")].map((m) => [...m.querySelectorAll(".exact")].map((x) => x.dataset.exact)),
      vertices: [...document.querySelectorAll("#details .vertex")].map((v) => [Number(v.dataset.vertex), [...v.querySelectorAll(".exact")].map((x) => x.dataset.exact)]),
      facets: [...document.querySelectorAll("#details .facet")].map((f) => Number(f.dataset.facet)),
      neighbors: [...document.querySelectorAll("#details .neighbor")].map((n) => Number(n.textContent.slice(1))),
      radius: { ...document.querySelector("#details .radius").dataset },
    }));
    assert.equal(shown.pattern, region.pattern);
    const dim = expected.domain.dim;
    const map = region.c.map((c, k) => [...region.A.slice(k * dim, (k + 1) * dim), c].map(String));
    assert.deepEqual(shown.map, map, `map of R${id}`);
    assert.deepEqual(shown.vertices, region.vertices.map((v) => [v, vertices[v].coordinates.map(String)]), `vertices of R${id}`);
    assert.deepEqual(shown.facets, region.facets);
    const around = region.facets.map((f) => facets[f]).filter((f) => f.kind === "interior");
    assert.deepEqual(shown.neighbors, around.map((f) => (f.region === id ? f.neighbor : f.region)));
    const { radius } = expected.inspheres[id];
    if (typeof radius === "string") {
      assert.equal(shown.radius.exact, radius);
    } else {
      assert.ok(compare(shown.radius.lo, radius.hi) <= 0 && compare(radius.lo, shown.radius.hi) <= 0, `radius of R${id}`);
      assert.equal(shown.radius.exact, undefined);
    }
    const rows = await page.evaluate((r) => Array.from(window.crease.state.complex.regionFacets.at(r), (f) => {
      const { normal, offset } = window.crease.state.exact.facetRow(r, f);
      return [...normal, offset].map(String);
    }), id);
    rows.forEach((row, k) => {
      const facet = facets[region.facets[k]];
      const sign = facet.region === id ? 1n : -1n;
      assert.deepEqual(row, [...facet.normal, facet.offset].map((x) => String(sign * BigInt(x))), `facet F${facet.id}`);
    });
  }
  await page.done();
}

const tests = {
  async "exact numbers agree with analyze and insphere"() {
    for (const [words, every] of [
      [[data("moons.onnx"), "--domain", "box:-3,3"], 9],
      [[data("duplicated_units.json"), "--domain", "box:-2,2"], 1],
      [[data("dead_layer.json"), "--domain", "box:-2,2"], 1],
      [[data("pencil_5.json"), "--domain", "box:-1,1"], 1],
      [[data("moons_maxout.onnx"), "--domain", "box:-3,3"], 3],
      [[data("zigzag_2_2_3.json"), "--domain", "box:-1,1"], 7],
      [[data("damped_sine.onnx"), "--domain", "box:-3,3"], 3],
      [[data("shells.onnx"), "--domain", "box:-2,2"], 97],
      [[data("digits.onnx"), "--slice", data("slices/digits_0_1_7.json")], 40],
    ]) await checkRegions(words, every);
  },

  async "hover and click in the picture"() {
    const page = await open([data("moons.onnx"), "--domain", "box:-3,3"]);
    const box = await page.locator("#top").boundingBox();
    const at = await page.evaluate(() => {
      const { view, state } = window.crease;
      return view.toScreen(...state.complex.middle(17));
    });
    await page.mouse.move(box.x + at[0], box.y + at[1]);
    const pattern = await page.evaluate(() => window.crease.state.complex.pattern(17));
    assert.ok((await page.locator("#tip").innerText()).includes(pattern));
    assert.ok((await page.locator("#tip").innerText()).startsWith("R17"));
    await page.mouse.down();
    await page.mouse.up();
    assert.equal(await page.locator("#details .pattern").innerText(), pattern);
    assert.equal(await page.locator("#table-body [aria-selected=true]").getAttribute("data-region"), "17");
    assert.ok((await page.locator("#status").innerText()).includes("R17"));
    await page.locator("#details .neighbor").first().click();
    assert.notEqual(await page.evaluate(() => window.crease.state.selected), 17);
    await page.shot("moons-selected.png");
    await page.done();
  },

  async "the slider replays the construction"() {
    const words = [data("spirals.onnx"), "--domain", "box:-4,4"];
    const page = await open(words);
    const counts = [];
    const total = await page.evaluate(() => window.crease.state.bending.length);
    for (let step = 0; step <= total; ++step) {
      await page.locator("#step").fill(String(step));
      counts.push(Number((await page.locator("#step-words").innerText()).match(/: ([\d,]+) region/)[1].replace(/,/g, "")));
      if (step === 24) await page.shot("spirals-replay.png");
    }
    assert.equal(counts[0], 1);
    assert.ok(counts.every((n, i) => i === 0 || n >= counts[i - 1]));
    assert.equal(counts[total], JSON.parse(run("count", ...words, "--json")).activation_regions);
    // The first layers alone are a network, too.
    const network = join(directory, "spirals.json");
    run("convert", words[0], network);
    const whole = JSON.parse(readFileSync(network, "utf8"));
    for (const layers of [1, 2]) {
      const file = join(directory, `first_${layers}.json`);
      writeFileSync(file, JSON.stringify({ ...whole, layers: whole.layers.slice(0, layers) }));
      assert.equal(counts[16 * layers], JSON.parse(run("count", file, "--domain", "box:-4,4", "--json")).activation_regions);
    }
    await page.locator("#layer-back").click();
    assert.equal(await page.evaluate(() => window.crease.state.step), 32);
    await page.done();
  },

  async "histogram, table and search are linked"() {
    const page = await open([data("moons.onnx"), "--domain", "box:-3,3"]);
    await page.locator("#quantity").selectOption("radius");
    const chart = await page.locator("#histogram svg").boundingBox();
    await page.mouse.move(chart.x + chart.width * 0.5, chart.y + 20);
    await page.mouse.down();
    await page.mouse.move(chart.x + chart.width, chart.y + 20);
    await page.mouse.up();
    const { chosen, expected } = await page.evaluate(() => {
      const { state } = window.crease;
      const list = [...state.values.keys()].filter((r) => state.scale.place(state.values[r]) >= 0.5);
      return { chosen: [...state.chosen].sort((a, b) => a - b), expected: list };
    });
    assert.deepEqual(chosen, expected);
    assert.ok(chosen.length > 0 && chosen.length < 302);
    assert.equal(await page.locator("#table-title").innerText(), `${chosen.length} of 302 regions`);
    await page.shot("moons-brushed.png");
    await page.locator("#unchoose").click();
    assert.equal(await page.locator("#table-title").innerText(), "302 regions");
    await page.getByRole("columnheader", { name: "inradius" }).getByRole("button").click();
    const first = Number(await page.locator("#table-body [role=row]").first().getAttribute("data-region"));
    assert.equal(first, await page.evaluate(() => window.crease.state.complex.radius.indexOf(Math.min(...window.crease.state.complex.radius))));

    const find = async (text) => {
      await page.locator("#search-text").fill(text);
      await page.keyboard.press("Enter");
      return page.locator("#search-answer").innerText();
    };
    const region = JSON.parse(run("region", data("moons.onnx"), "--domain", "box:-3,3", "--at", "1/3,-0.25", "--json"));
    await find("1/3, -0.25");
    assert.equal(await page.locator("#details .pattern").innerText(), region.regions[0].pattern);
    const pattern = await page.evaluate(() => window.crease.state.complex.pattern(5));
    assert.equal(await find(pattern), "R5");
    assert.match(await find("R999"), /There is no R999/);
    assert.match(await find("<b>"), /pattern/);
    assert.match(await find("7,7"), /outside/);
    await page.done();
    const pencil = await open([data("pencil_5.json"), "--domain", "box:-1,1"]);
    assert.equal((await pencil.evaluate(() => window.crease.search("1/3,1/7"))).length, 10);
    await pencil.done();
  },

  async "export"() {
    const page = await open([data("xor.onnx"), "--level", "1/2"]);
    const fetch = async (button) => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.locator(button).click()]);
      return readFileSync(await download.path());
    };
    const svg = (await fetch("#export-svg")).toString();
    const regions = await page.evaluate(() => window.crease.state.complex.size);
    assert.equal(svg.match(/<polygon /g).length, regions);
    assert.ok(svg.startsWith("<svg ") && svg.trimEnd().endsWith("</svg>"));
    const parsed = await page.evaluate((text) => new DOMParser().parseFromString(text, "image/svg+xml").querySelector("parsererror"), svg);
    assert.equal(parsed, null);
    const png = await fetch("#export-png");
    assert.deepEqual([...png.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
    if (shots) writeFileSync(join(shots, "xor-export.png"), png), writeFileSync(join(shots, "xor-export.svg"), svg);
    await page.done();
  },

  async "keys, overlays, themes, surface"() {
    const page = await open([data("moons.onnx")], { colorScheme: "dark" });
    assert.equal(await page.evaluate(() => window.crease.view.isDark), true);
    await page.locator("#top").focus();
    const before = await page.evaluate(() => ({ ...window.crease.view.camera }));
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("+");
    const after = await page.evaluate(() => ({ ...window.crease.view.camera }));
    assert.ok(after.x > before.x && after.scaleX > before.scaleX);
    await page.keyboard.press("Home");
    await page.keyboard.press("n");
    assert.equal(await page.evaluate(() => window.crease.state.selected), 0);
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => window.crease.state.selected), -1);
    for (const name of ["circles", "graph", "edgesByLayer"]) await page.locator(`#layer-${name}`).check();
    await page.waitForTimeout(200);
    await page.shot("moons-dark-overlays.png");
    for (const name of ["circles", "graph", "edgesByLayer"]) await page.locator(`#layer-${name}`).uncheck();
    await page.locator("#theme").selectOption("light");
    assert.equal(await page.evaluate(() => window.crease.view.isDark), false);
    await page.locator("#quantity").selectOption("class");
    await page.waitForTimeout(200);
    await page.shot("moons-light-class.png");
    await page.locator("#quantity").selectOption("value");
    await page.locator("#layer-surface").check();
    await page.waitForTimeout(200);
    await page.shot("moons-surface.png");
    const box = await page.locator("#top").boundingBox();
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    assert.ok((await page.evaluate(() => window.crease.state.selected)) >= 0);
    await page.done();
  },

  async "lines, space, checkpoints"() {
    const line = await open([data("damped_sine.onnx"), "--domain", "box:-3,3"]);
    await line.shot("damped-sine.png");
    await line.done();
    const space = await open([data("shells.onnx"), "--domain", "box:-2,2"]);
    const sections = [];
    for (const place of ["200", "500", "700"]) {
      await space.locator("#section").fill(place);
      sections.push(await space.locator("#section-words").innerText());
    }
    assert.equal(new Set(sections).size, 3);
    // In a section every polygon's area is that of its part of the plane: they fill the square.
    const area = await space.evaluate(() => {
      const { corners, ends } = window.crease.state.scene;
      let sum = 0;
      ends.forEach((end, i) => {
        const begin = i === 0 ? 0 : ends[i - 1];
        let twice = 0;
        for (let k = begin; k < end; ++k) {
          const n = k + 1 === end ? begin : k + 1;
          twice += corners[2 * k] * corners[2 * n + 1] - corners[2 * n] * corners[2 * k + 1];
        }
        sum += Math.abs(twice) / 2;
      });
      return sum;
    });
    assert.ok(Math.abs(area - 16) < 1e-9, `${area}`);
    await space.shot("shells-section.png");
    await space.done();
    const run3 = await open([data("moons.onnx"), data("spirals.onnx"), data("moons_maxout.onnx"), "--domain", "box:-3,3"]);
    await run3.locator("#frame").fill("1");
    assert.match(await run3.locator("#frame-words").innerText(), /^2 of 3: spirals/);
    await run3.shot("checkpoints.png");
    await run3.done();
  },

  async "names do not end the data"() {
    const file = join(directory, "<script>alert(1)<!--.json");
    writeFileSync(file, readFileSync(data("abs_1d.json")));
    const page = await open([file]);
    assert.equal(await page.locator("#title").innerText(), "<script>alert(1)<!--");
    await page.done();
  },
};

await runAll(tests);
