// SPDX-License-Identifier: GPL-3.0-or-later
// What pages of `crease view` draw, how fast, and for whom. How it is run: tests/support/viewer_page.mjs.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { data, directory, open, run, runAll, shots, source } from "./support/viewer_page.mjs";

const MOONS = [data("moons.onnx"), "--domain", "box:-3,3"];

/** 317 by 317 squares: more than a hundred thousand regions. */
function grid() {
  const n = 316;
  const lines = Array.from({ length: n }, (_, k) => `-${2 * k + 1}/${2 * n}`);
  const file = join(directory, "grid.json");
  writeFileSync(file, JSON.stringify({ format: "crease-network/1", input_dim: 2, layers: [
    { weights: [...lines.map(() => [1, 0]), ...lines.map(() => [0, 1])], bias: [...lines, ...lines], activation: "relu" },
    { weights: [Array.from({ length: 2 * n }, (_, k) => (-1) ** k)], bias: ["1/7"], activation: "identity" }] }));
  return [file, "--domain", "box:0,1"];
}

/** The median and the greatest, in milliseconds; and what a tenth keeps, which other programs on the machine disturb less. */
function summary(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return { quick: sorted[Math.floor(sorted.length / 10)], median: sorted[sorted.length >> 1], worst: sorted[sorted.length - 1] };
}
const inWords = ({ median, worst }) => `median ${median.toFixed(1)} ms, worst ${worst.toFixed(1)} ms`;

/** The colours of regions alone, as an address of a PNG. */
const pictureOf = (page, place) => page.evaluate((place) => {
  const { view, state } = window.crease;
  for (const layer of ["edges", "boundary", "labels"]) state.layers[layer] = false;
  Object.assign(view.orbit, place.orbit);
  Object.assign(view.camera, place.camera);
  if (place.surface !== state.layers.surface) state.setLayer("surface", place.surface); // over what the camera sees
  view.draw();
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [view.canvas.width, view.canvas.height];
  copy.getContext("2d").drawImage(view.canvas, 0, 0);
  return copy.toDataURL();
}, place);

/** Which part of the pixels, of those that are not all of the ground's colour, differs much. */
const difference = (page, a, b) => page.evaluate(async (addresses) => {
  const [p, q] = await Promise.all(addresses.map(async (address) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    const c = canvas.getContext("2d");
    c.drawImage(image, 0, 0);
    return c.getImageData(0, 0, image.width, image.height).data;
  }));
  let [different, all] = [0, 0];
  for (let i = 0; i < p.length; i += 4) {
    if ([0, 1, 2].some((k) => Math.abs(p[i + k] - q[i + k]) > 24)) ++different;
    if ([0, 1, 2].some((k) => p[i + k] !== 255 || q[i + k] !== 255)) ++all;
  }
  return different / all;
}, [a, b]);

const tests = {
  async "a picture in memory is the one that WebGL draws"() {
    for (const [words, surfaces] of [[[data("spirals.onnx"), "--domain", "box:-4,4"], true], [[data("pencil_5.json"), "--domain", "box:-1,1"], true],
      [[data("moons.onnx")], false], [[data("shells.onnx"), "--domain", "box:-2,2"], false]]) {
      const pages = await Promise.all(["#memory", "#webgl"].map((hash) => open(words, { hash, viewport: { width: 900, height: 600 } })));
      const kinds = await Promise.all(pages.map((page) => page.evaluate(() => window.crease.view.renderer.kind)));
      assert.deepEqual(kinds, ["memory", "WebGL"]);
      for (const page of pages) await page.evaluate(() => window.crease.state.setQuantity("region"));
      const home = await pages[0].evaluate(() => ({ ...window.crease.view.camera }));
      const places = [1, 7, 400].map((zoom) => ({ surface: false, camera: { ...home, scaleX: zoom * home.scaleX, scaleY: zoom * home.scaleY } }));
      for (let k = 0; surfaces && k < 6; ++k) places.push({ surface: true, camera: home, orbit: { yaw: 1.1 * k, pitch: 0.2 + 0.08 * k, zoom: 1 + k / 4 } });
      for (const place of places) {
        const [a, b] = await Promise.all(pages.map((page) => pictureOf(page, place)));
        const part = await difference(pages[0], a, b);
        // WebGL smooths the borders of regions.
        assert.ok(part < (place.surface ? 0.12 : 0.06), `${words[0]}: ${part} of the pixels differ at ${JSON.stringify(place)}`);
      }
      for (const page of pages) await page.done();
    }
  },

  async "the boundary on a surface is where no region hides it"() {
    for (const words of [MOONS, [data("spirals.onnx"), "--domain", "box:-4,4"], [data("xor.onnx"), "--domain", "box:-1,2", "--level", "1/2"]]) {
      const page = await open(words);
      const { wrong, seen, hidden } = await page.evaluate(() => {
        const { view, state } = window.crease;
        state.setLayer("surface", true);
        const { surface, orbit } = view;
        const { box } = surface.scene;
        const [lo, hi] = surface.range;
        const valueAt = (x, y) => {
          const region = state.complex.dim === 2 ? view.picker.at(x, y) : -1;
          return region < 0 ? -Infinity : (2 * (state.complex.value(region, state.output, [x, y]) - lo)) / (hi - lo) - 1;
        };
        const count = { wrong: [], seen: 0, hidden: 0 };
        for (let turn = 0; turn < 5; ++turn) {
          [orbit.yaw, orbit.pitch] = [1.3 * turn, 0.15 + 0.25 * turn];
          const parts = surface.visibleBoundary(orbit);
          const isShown = (x, y) => {
            for (let i = 0; i < parts.length; i += 6) {
              const [dx, dy] = [parts[i + 3] - parts[i], parts[i + 4] - parts[i + 1]];
              const t = Math.max(0, Math.min(1, ((x - parts[i]) * dx + (y - parts[i + 1]) * dy) / (dx * dx + dy * dy)));
              if (Math.hypot(x - parts[i] - t * dx, y - parts[i + 1] - t * dy) < 1e-9) return true;
            }
            return false;
          };
          // Along the ray from a point to the viewer, by small steps.
          const step = 0.002;
          for (let i = 0; i < surface.scene.boundary.length; i += 4) {
            const [x0, y0, x1, y1] = surface.scene.boundary.subarray(i, i + 4);
            const [x, y] = [x0 + 0.4142 * (x1 - x0), y0 + 0.4142 * (y1 - y0)];
            const height = valueAt(x, y);
            let most = -Infinity;
            for (let t = 0.05; t < 4; t += step) {
              const [px, py] = [x - (t * Math.sin(orbit.yaw) * (box.hi[0] - box.lo[0])) / 2, y - (t * Math.cos(orbit.yaw) * (box.hi[1] - box.lo[1])) / 2];
              most = Math.max(most, valueAt(px, py) - height - (t * Math.tan(orbit.pitch)) / 0.7);
            }
            if (Math.abs(most) < 0.005) continue; // the ray nearly touches a region
            const isSeen = most < 0;
            ++count[isSeen ? "seen" : "hidden"];
            if (isShown(x, y) !== isSeen) count.wrong.push([turn, x, y, most]);
          }
        }
        return count;
      });
      console.log(`      ${seen} places seen, ${hidden} hidden, ${wrong.length} of them otherwise in the picture`);
      // A part is seen or hidden as a whole, so that some places near the ends of hidden ones differ.
      assert.ok(seen > 0 && wrong.length <= 0.02 * (seen + hidden), JSON.stringify(wrong.slice(0, 5)));
      await page.done();
    }
  },

  async "a surface as SVG"() {
    const page = await open(MOONS);
    await page.locator("#layer-surface").check();
    const save = async () => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#export-svg").click()]);
      return readFileSync(await download.path(), "utf8");
    };
    // Hills on the far side, then in front of everything else.
    for (const [yaw, showsBoundary] of [[5.4, true], [2, false]]) {
      await page.evaluate((yaw) => Object.assign(window.crease.view.orbit, { yaw, pitch: 0.4 }), yaw);
      const svg = await save();
      if (shots) writeFileSync(join(shots, `moons-surface-${yaw}.svg`), svg);
      assert.equal(svg.match(/<polygon /g).length, await page.evaluate(() => window.crease.state.complex.size));
      assert.equal(svg.includes('class="boundary"'), showsBoundary);
      // The region that is painted last over a pixel is the one that a ray through it meets first.
      const { right, wrong } = await page.evaluate((svg) => {
        const { view } = window.crease;
        const polygons = [...new DOMParser().parseFromString(svg, "image/svg+xml").querySelectorAll("polygon")].map((polygon) => ({
          region: Number(polygon.querySelector("title").textContent.match(/^R(\d+) /)[1]),
          points: polygon.getAttribute("points").split(" ").map((point) => point.split(",").map(Number)),
        }));
        const holds = (points, x, y) => points.reduce((inside, [xi, yi], i) => {
          const [xj, yj] = points[(i + points.length - 1) % points.length];
          return yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi ? !inside : inside;
        }, false);
        const count = { right: 0, wrong: 0 };
        for (let y = 0.5; y < view.height; y += 7) {
          for (let x = 0.5; x < view.width; x += 7) {
            const region = view.regionAt(x, y);
            if (region < 0) continue;
            const last = polygons.findLast(({ points }) => holds(points, x, y));
            ++count[last?.region === region ? "right" : "wrong"];
          }
        }
        return count;
      }, svg);
      console.log(`      ${right} pixels show the nearest region, ${wrong} another one`);
      assert.ok(right > 500 && wrong < 0.005 * right);
    }
    await page.done();
  },

  async "a hundred thousand regions at thirty frames per second"() {
    const page = await open(grid());
    assert.equal(await page.evaluate(() => window.crease.state.complex.size), 317 ** 2);
    assert.equal(await page.evaluate(() => window.crease.view.renderer.kind), "memory"); // no graphics processor here
    await page.waitForTimeout(1000);
    for (const mode of ["pan", "zoom", "pan near", "turn"]) {
      const { gaps, pictures } = await page.evaluate((mode) => new Promise((done) => {
        const { view, state } = window.crease;
        if (mode === "pan near") for (let k = 0; k < 6; ++k) view.zoomAt(300, 200, 1.25);
        if (mode === "turn") state.setLayer("surface", true);
        const result = { gaps: [], pictures: 0 };
        const { draw } = view;
        Object.defineProperty(view, "isSlow", { value: false }); // never moves the last picture
        view.draw = () => {
          ++result.pictures;
          draw.call(view);
        };
        let before = 0;
        const step = (now) => {
          if (before) result.gaps.push(now - before);
          before = now;
          const i = result.gaps.length;
          if (i === 120) {
            view.draw = draw;
            return done(result);
          }
          if (mode === "turn") view.pan(3, 0);
          else if (mode !== "zoom") view.pan(10 * Math.sin(i / 10), 10 * Math.cos(i / 10));
          else view.zoomAt(300, 200, i % 60 < 30 ? 1.05 : 1 / 1.05);
          requestAnimationFrame(step);
        };
        setTimeout(() => requestAnimationFrame(step), 500);
      }), mode);
      const times = summary(gaps);
      console.log(`      ${mode}: ${inWords(times)} from frame to frame, ${pictures} of 120 drawn anew, by software`);
      assert.ok(pictures >= 120);
      assert.ok(times.quick < 34, "less than thirty frames per second; is the machine busy?");
    }
    // At rest the picture is drawn anew, where the camera is.
    await page.evaluate(() => window.crease.state.setLayer("surface", false));
    await page.waitForTimeout(1500);
    assert.equal(await page.evaluate(() => document.getElementById("picture").style.transform), "");
    await page.shot("grid.png");

    for (const quantity of ["active", "region"]) {
      const times = await page.evaluate((quantity) => {
        const { view, state } = window.crease;
        state.setQuantity(quantity);
        const steps = [];
        for (let k = 0; k < 24; ++k) {
          const start = performance.now();
          state.setStep((k * 101) % state.bending.length);
          view.draw();
          steps.push(performance.now() - start);
        }
        return steps;
      }, quantity);
      console.log(`      a step of the construction, coloured by ${quantity}: ${inWords(summary(times))}`);
      assert.ok(summary(times).quick < 100, "is the machine busy?");
    }
    await page.done();
  },

  async "a slow picture moves along until the camera rests"() {
    const page = await open(MOONS);
    const moved = await page.evaluate(() => new Promise((done) => {
      const { view } = window.crease;
      view.durations = [1000, 1000, 1000];
      view.pan(30, 0);
      requestAnimationFrame(() => requestAnimationFrame(() => done(document.getElementById("picture").style.transform)));
    }));
    assert.match(moved, /translate\(30px/);
    await page.waitForFunction(() => document.getElementById("picture").style.transform === "");
    await page.done();
  },

  async "active units so far are those off their first piece"() {
    for (const words of [MOONS, [data("moons_maxout.onnx"), "--domain", "box:-3,3"], [data("duplicated_units.json"), "--domain", "box:-2,2"],
      [data("damped_sine.onnx"), "--domain", "box:-3,3"], [data("dead_layer.json"), "--domain", "box:-2,2"]]) {
      const page = await open(words);
      const checked = await page.evaluate(() => {
        const { complex } = window.crease.state;
        let checked = 0;
        for (let units = 0; units <= complex.bending.length; units += Math.max(1, complex.bending.length >> 3)) {
          complex.activeCounts(units).forEach((count, region) => {
            const expected = complex.bending.slice(0, units).filter((unit) => complex.symbol(region, unit).piece > 0).length;
            if (count !== expected) throw new Error(`R${region}: ${count} of ${units}, not ${expected}`);
            ++checked;
          });
        }
        return checked;
      });
      assert.ok(checked > 0);
      await page.done();
    }
  },

  async "what is missing is said"() {
    const whole = await open(MOONS);
    assert.equal(await whole.locator("#incomplete").isVisible(), false);
    await whole.done();
    const part = await open([...MOONS, "--max-regions", "50"]);
    assert.match(await part.locator("#incomplete").innerText(), /part of the regions only.*--max-regions/);
    assert.match(await part.locator("#counts").innerText(), /^at least 50 /);
    await part.evaluate(() => window.crease.state.setLayer("surface", true)); // a surface with holes
    await part.shot("part-surface.png");
    await part.done();
    // A part left out is named, one by one and together.
    const page = await open(MOONS);
    for (const [parts, words] of [[["volumes"], "volumes"], [["decision boundary", "volumes", "inscribed balls"], "decision boundary, volumes and inscribed balls"]]) {
      await page.evaluate((parts) => {
        const { state } = window.crease;
        state.complex.frame.left_out = parts;
        state.emit("frame");
      }, parts);
      assert.equal(await page.locator("#incomplete").innerText(), `Left out for want of time: ${words}.`);
      assert.ok((await page.locator("#facts").textContent()).includes(`Left out for want of time: ${words}.`));
    }
    await page.done();
    const slow = JSON.parse(run("view", ...MOONS, "--json"));
    assert.deepEqual(slow.frames[0].left_out, []);
  },

  async "keys and screen readers"() {
    const axe = readFileSync(createRequire(resolve(source, "build/viewer/package.json")).resolve("axe-core/axe.min.js"), "utf8");
    for (const [words, colorScheme] of [[MOONS, "light"], [MOONS, "dark"], [[data("shells.onnx"), "--domain", "box:-2,2", "--max-regions", "40"], "light"],
      [[data("moons.onnx"), data("spirals.onnx"), "--domain", "box:-3,3"], "dark"]]) {
      const page = await open(words, { colorScheme, bypassCSP: true });
      await page.evaluate(() => {
        window.crease.state.select(3);
        for (const part of document.querySelectorAll("details")) part.open = true;
      });
      await page.addScriptTag({ content: axe });
      const violations = await page.evaluate(async () => (await window.axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" ")}`));
      assert.deepEqual(violations, []);
      await page.done();
    }
    const page = await open(MOONS);
    const order = [];
    for (let k = 0; k < 24; ++k) {
      await page.keyboard.press("Tab");
      order.push(await page.evaluate(() => {
        const { id, textContent } = document.activeElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
        return { name: id || textContent.trim(), hasOutline: outlineStyle !== "none" && parseFloat(outlineWidth) >= 1 };
      }));
    }
    assert.deepEqual(order.filter(({ hasOutline }) => !hasOutline), []);
    const names = order.map(({ name }) => name);
    const expected = ["theme", "top", "zoom-in", "zoom-out", "home", "all", "export-svg", "export-png", "quantity", "output", "layer-edges"];
    assert.deepEqual(names.slice(0, expected.length), expected);
    for (const name of ["step", "layer-back", "play", "layer-on", "search-text"]) assert.ok(names.includes(name), name);
    await page.done();
  },
};

await runAll(tests);
