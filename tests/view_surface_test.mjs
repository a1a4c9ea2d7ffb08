// SPDX-License-Identifier: GPL-3.0-or-later
// Outputs over the plane as surfaces, pictures as SVG, and what pages of `crease view` say is not there. How it is run: tests/support/viewer_page.mjs.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { data, open, run, runAll, shots } from "./support/viewer_page.mjs";

const MOONS = [data("moons.onnx"), "--domain", "box:-3,3"];

const tests = {
  async "what is on a surface is at its height, and hidden where the surface is"() {
    for (const [words, isPart] of [[MOONS, false], [[data("moons.onnx")], true], [[data("spirals.onnx"), "--domain", "box:-4,4"], true],
      [[data("pencil_5.json"), "--domain", "box:-1,1"], false]]) {
      const page = await open(words);
      const result = await page.evaluate(() => {
        const { view, state } = window.crease;
        const { complex } = state;
        for (const layer of ["graph", "circles", "surface"]) state.setLayer(layer, true);
        const { surface, graph, circles } = view;
        const { scene } = surface;
        const [lo, hi] = surface.range;
        const heightOf = (region, x, y) => (2 * (complex.value(region, state.output, [x, y]) - lo)) / (hi - lo) - 1;
        const corners = (i) => Array.from(scene.corners.subarray(i === 0 ? 0 : 2 * scene.ends[i - 1], 2 * scene.ends[i]));
        /** How far inside a polygon, of its size; less than 0: outside. */
        const inside = (i, x, y) => {
          const c = corners(i);
          let least = Infinity;
          let area = 0;
          for (let k = 0; k < c.length; k += 2) {
            const n = (k + 2) % c.length;
            area += c[k] * c[n + 1] - c[n] * c[k + 1];
          }
          for (let k = 0; k < c.length; k += 2) {
            const n = (k + 2) % c.length;
            least = Math.min(least, Math.sign(area) * ((c[n] - c[k]) * (y - c[k + 1]) - (c[n + 1] - c[k + 1]) * (x - c[k])));
          }
          return least / Math.abs(area);
        };
        const count = { segments: graph.polygons.length, inner: 0, outside: 0, off: 0, dots: { right: 0, wrong: [], hidden: 0 }, labels: { right: 0, wrong: [] } };
        scene.facets.forEach((facet, edge) => {
          const [x0, y0, x1, y1] = scene.edges.subarray(4 * edge, 4 * edge + 4);
          if (complex.isInterior(facet) && (x0 !== x1 || y0 !== y1)) ++count.inner;
        });
        graph.polygons.forEach((polygon, i) => {
          for (const k of [4 * i, 4 * i + 2]) if (!(inside(polygon, graph.segments[k], graph.segments[k + 1]) > -1e-7)) ++count.outside;
          const [x, y] = graph.segments.subarray(4 * i + 2, 4 * i + 4);
          // The middle of the edge is as high seen from the other side: pairs of segments follow each other.
          const other = graph.polygons[i ^ 1];
          if (Math.abs(surface.heightAt(polygon, x, y) - heightOf(scene.regions[other], x, y)) > 1e-3) ++count.off;
        });
        // Circles: at its height, inside its polygon.
        for (let i = 0; i < circles.radii.length; ++i) {
          const [x, y, r] = [circles.centers[2 * i], circles.centers[2 * i + 1], circles.radii[i]];
          const [a, b] = surface.slopeOf(i);
          for (let k = 0; k < 8; ++k) {
            const [dx, dy] = [r * Math.cos(k), r * Math.sin(k)];
            const tolerance = 1e-4 * (1 + Math.abs(a * x) + Math.abs(b * y));
            if (Math.abs(surface.heightAt(i, x, y) + a * dx + b * dy - heightOf(scene.regions[i], x + dx, y + dy)) > tolerance) ++count.off;
          }
        }
        // In the SVG, against rays that meet the surface.
        const holds = (points, x, y) => points.reduce((isIn, [xi, yi], i) => {
          const [xj, yj] = points[(i + points.length - 1) % points.length];
          return yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi ? !isIn : isIn;
        }, false);
        const around = Array.from({ length: 8 }, (_, k) => [Math.cos((k * Math.PI) / 4), Math.sin((k * Math.PI) / 4)]); // pixels
        for (const [yaw, pitch] of [[0.4, 0.3], [2.2, 0.5], [4, 0.2], [5.4, 1]]) {
          Object.assign(view.orbit, { yaw, pitch });
          const parsed = new DOMParser().parseFromString(window.crease.svg().text, "image/svg+xml");
          const all = [...parsed.querySelectorAll("polygon, path.graph")].map((element) => ({
            region: element.tagName === "polygon" ? Number(element.querySelector("title").textContent.match(/^R(\d+) /)[1]) : -1,
            points: element.tagName === "polygon" ? element.getAttribute("points").split(" ").map((point) => point.split(",").map(Number)) : [],
            dot: element.getAttribute("d")?.match(/^M([-\d.]+),([-\d.]+)h0$/)?.slice(1).map(Number),
          }));
          let [region, own] = [-1, []];
          all.forEach((item, i) => {
            if (item.region >= 0) [region, own] = [item.region, item.points];
            // Rays miss regions that are smaller than a pixel or two.
            if (!item.dot || !around.every(([dx, dy]) => holds(own, item.dot[0] + dx, item.dot[1] + dy))) return;
            const [x, y] = item.dot;
            const seen = [[0, 0], ...around].map(([dx, dy]) => view.regionAt(x + dx / 2, y + dy / 2) === region);
            if (new Set(seen).size > 1) return; // half a pixel beside it, it is otherwise
            const [isSeen] = seen;
            const isDrawn = !all.slice(i + 1).some(({ points }) => holds(points, ...item.dot));
            if (isSeen === isDrawn) ++count.dots.right;
            else count.dots.wrong.push([region, isSeen]);
            if (!isSeen) ++count.dots.hidden;
          });
          for (const label of parsed.querySelectorAll("g.labels text")) {
            const [x, y] = ["x", "y"].map((name) => Number(label.getAttribute(name)));
            const found = view.regionAt(x, y - 4);
            if (`R${found}` === label.textContent) ++count.labels.right;
            else count.labels.wrong.push([label.textContent, found]);
          }
        }
        return count;
      });
      const { dots, labels } = result;
      console.log(`      ${dots.right} points of the graph seen or hidden as rays say, ${dots.hidden} of them hidden, ${dots.wrong.length} otherwise; ` +
        `${labels.right} names on what is seen, ${labels.wrong.length} otherwise`);
      assert.equal(result.segments, 2 * result.inner);
      assert.deepEqual([result.outside, result.off], [0, 0]);
      assert.ok(dots.right > 30 && dots.hidden > 0 && dots.wrong.length <= 0.01 * dots.right, JSON.stringify(dots.wrong.slice(0, 9)));
      assert.ok(labels.right > 10 && labels.wrong.length <= 0.05 * labels.right, JSON.stringify(labels.wrong.slice(0, 9)));
      assert.equal((await page.locator("#remarks").innerText()).includes("The surface is over the part of the plane that was in sight."), isPart);
      // Switched off, they are not there.
      const names = () => page.evaluate(() => ["graph", "circle", "labels", "boundary", "axes"].filter((name) => window.crease.svg().text.includes(`class="${name}"`)));
      assert.deepEqual(await names(), ["graph", "circle", "labels", "boundary", "axes"]);
      for (const layer of ["graph", "circles", "labels", "boundary"]) await page.evaluate((layer) => window.crease.state.setLayer(layer, false), layer);
      assert.deepEqual(await names(), ["axes"]);
      await page.done();
    }
  },

  async "what is switched on and not shown is said"() {
    const page = await open(MOONS);
    const remarks = () => page.evaluate(() => {
      window.crease.view.draw();
      return document.getElementById("remarks").textContent;
    });
    assert.equal(await remarks(), "");
    await page.locator("#layer-graph").check();
    await page.locator("#step").fill("7");
    assert.equal(await remarks(), "Not shown until all units are in: decision boundary, adjacency graph and labels.");
    assert.ok(!(await page.evaluate(() => window.crease.svg().text)).includes('class="graph"'));
    await page.locator("#layer-surface").check();
    assert.match(await remarks(), /The heights are those of the whole network\.$/);
    // The creases of the newest unit are on the surface.
    assert.ok((await page.evaluate(() => window.crease.svg().text)).includes('class="newest"'));
    await page.evaluate(() => window.crease.state.setStep(99));
    assert.equal(await remarks(), "");
    // The region selected: as rays say, which miss some that are smaller than a pixel.
    const said = await page.evaluate(() => {
      const { view, state } = window.crease;
      Object.assign(view.orbit, { yaw: 2, pitch: 0.3 });
      return Array.from({ length: state.complex.size }, (_, region) => {
        state.select(region);
        view.draw();
        const [x, y] = state.complex.middle(region);
        return { isSeen: view.regionAt(...view.placeOn(region, x, y)) === region, text: document.getElementById("remarks").textContent };
      });
    });
    const hidden = said.filter(({ isSeen }) => !isSeen).length;
    const wrong = said.filter(({ isSeen, text }, region) => text !== (isSeen ? "" : `R${region} is hidden, or nearly so; its outline shows through.`));
    assert.ok(hidden > 10 && hidden < said.length - 10 && wrong.length < 0.1 * said.length, `${hidden} hidden, ${JSON.stringify(wrong)}`);
    await page.evaluate(() => window.crease.state.select(-1));
    await page.locator("#layer-surface").uncheck();
    await page.evaluate(() => Object.assign(window.crease.view.camera, { scaleX: 1, scaleY: 1 }));
    assert.equal(await remarks(), "Regions are too small here for creases and the graph: zoom in.");
    await page.done();
  },

  async "an SVG without the smallest regions says so"() {
    const page = await open(MOONS);
    for (const isSurface of [false, true]) {
      const whole = await page.evaluate((isSurface) => {
        window.crease.state.setLayer("surface", isSurface);
        return window.crease.svg();
      }, isSurface);
      assert.equal(whole.leftOut, "");
      const { text, leftOut } = await page.evaluate(() => window.crease.svg(100));
      assert.equal(text.match(/<polygon /g).length, 100);
      assert.match(leftOut, /^202 of the 302 regions in the picture are left out of the SVG, which has room for 100: the smallest ones, of [\d.]+ square pixels or less\.$/);
      assert.ok(text.includes(`302 of them in this picture. ${leftOut}</desc>`));
      // Those that are there are the largest.
      const areas = (svg) => [...svg.matchAll(/points="([^"]+)"/g)].map(([, list]) => {
        const points = list.split(" ").map((point) => point.split(",").map(Number));
        return Math.abs(points.reduce((sum, [x, y], i) => sum + x * points[(i + 1) % points.length][1] - points[(i + 1) % points.length][0] * y, 0)) / 2;
      });
      const largest = areas(whole.text).sort((a, b) => b - a).slice(0, 100);
      areas(text).sort((a, b) => b - a).forEach((area, i) => assert.ok(Math.abs(area - largest[i]) < 1e-6, `${area}, not ${largest[i]}`));
    }
    await page.done();
  },

  async "the boundary on a surface is where no region hides it"() {
    let allBelow = 0;
    for (const words of [MOONS, [data("spirals.onnx"), "--domain", "box:-4,4"], [data("xor.onnx"), "--domain", "box:-1,2", "--level", "1/2"]]) {
      const page = await open(words);
      const { wrong, seen, hidden, below } = await page.evaluate(() => {
        const { view, state } = window.crease;
        state.setLayer("surface", true);
        const { surface, orbit } = view;
        const { box } = surface.scene;
        const [lo, hi] = surface.range;
        const valueAt = (x, y) => {
          const region = state.complex.dim === 2 ? view.picker.at(x, y) : -1;
          return region < 0 ? -Infinity : (2 * (state.complex.value(region, state.output, [x, y]) - lo)) / (hi - lo) - 1;
        };
        const count = { wrong: [], seen: 0, hidden: 0, below: 0 };
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
            let [least, most] = [Infinity, -Infinity];
            for (let t = 0.05; t < 4; t += step) {
              const [px, py] = [x - (t * Math.sin(orbit.yaw) * (box.hi[0] - box.lo[0])) / 2, y - (t * Math.cos(orbit.yaw) * (box.hi[1] - box.lo[1])) / 2];
              const above = valueAt(px, py) - height - (t * Math.tan(orbit.pitch)) / 0.7;
              if (above === -Infinity) break; // past the rim
              [least, most] = [Math.min(least, above), Math.max(most, above)];
            }
            // Hidden where the ray crosses the surface: seen from above, it stays over it; from below, under it.
            if (Math.min(Math.abs(least), Math.abs(most)) < 0.005) continue; // it nearly touches a region
            const isSeen = least > 0 || most < 0;
            ++count[isSeen ? "seen" : "hidden"];
            if (least > 0) ++count.below;
            if (isShown(x, y) !== isSeen) count.wrong.push([turn, x, y, most]);
          }
        }
        return count;
      });
      allBelow += below;
      console.log(`      ${seen} places seen, ${below} of them from below, ${hidden} hidden, ${wrong.length} of them otherwise in the picture`);
      // A part is seen or hidden as a whole, so that some places near the ends of hidden ones differ.
      assert.ok(seen > 0 && wrong.length <= 0.02 * (seen + hidden), JSON.stringify(wrong.slice(0, 5)));
      await page.done();
    }
    assert.ok(allBelow > 0);
  },

  async "a surface as SVG"() {
    const page = await open(MOONS);
    await page.locator("#layer-surface").check();
    const save = async () => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#export-svg").click()]);
      return readFileSync(await download.path(), "utf8");
    };
    // Hills on the far side, then in front of everything else, seen from below.
    for (const yaw of [5.4, 2]) {
      await page.evaluate((yaw) => Object.assign(window.crease.view.orbit, { yaw, pitch: 0.4 }), yaw);
      const svg = await save();
      if (shots) writeFileSync(join(shots, `moons-surface-${yaw}.svg`), svg);
      assert.equal(svg.match(/<polygon /g).length, await page.evaluate(() => window.crease.state.complex.size));
      assert.ok(svg.includes('class="boundary"'));
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
};

await runAll(tests);
