// SPDX-License-Identifier: GPL-3.0-or-later
// Pages of `crease view` for keys, screen readers and fingers. How it is run: tests/support/viewer_page.mjs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { data, open, runAll, source } from "./support/viewer_page.mjs";

const MOONS = [data("moons.onnx"), "--domain", "box:-3,3"];

const tests = {
  async "keys and screen readers"() {
    const axe = readFileSync(createRequire(resolve(source, "build/viewer/package.json")).resolve("axe-core/axe.min.js"), "utf8");
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
    for (const [words, colorScheme, size = {}] of [[MOONS, "dark", phone], [[data("shells.onnx"), "--domain", "box:-2,2"], "light", phone],
      [MOONS, "light"], [MOONS, "dark"], [[data("shells.onnx"), "--domain", "box:-2,2", "--max-regions", "40"], "light"],
      [[data("moons.onnx"), data("spirals.onnx"), "--domain", "box:-3,3"], "dark"]]) {
      const page = await open(words, { colorScheme, bypassCSP: true, ...size });
      await page.evaluate(() => {
        const { state } = window.crease;
        state.select(3);
        state.setLayer("surface", true);
        state.setStep(5);
        state.setQuantity("class");
        state.choose(new Set([1, 2, 3]));
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
        const { id, textContent, className } = document.activeElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
        return { name: id || className.baseVal || textContent.trim(), hasOutline: outlineStyle !== "none" && parseFloat(outlineWidth) >= 1 };
      }));
    }
    assert.deepEqual(order.filter(({ hasOutline }) => !hasOutline), []);
    const names = order.map(({ name }) => name);
    const expected = ["theme", "top", "zoom-in", "zoom-out", "home", "all", "export-svg", "export-png", "quantity", "output", "bar", "layer-edges"];
    assert.deepEqual(names.slice(0, expected.length), expected);
    for (const name of ["step", "layer-back", "play", "layer-on", "search-text"]) assert.ok(names.includes(name), name);

    // What is chosen, sorted or selected by keys leaves the focus where it was.
    const focused = () => page.evaluate(() => {
      const { className, dataset, id, textContent } = document.activeElement;
      return className.baseVal ?? dataset.region ?? (id || textContent);
    });
    const press = async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await page.locator("#histogram .bar[tabindex='0']").focus();
    const counts = await page.locator("#histogram .bar").evaluateAll((bars) => bars.map((bar) => Number(bar.dataset.count)).filter((count) => count > 0));
    const chosen = () => page.evaluate(() => window.crease.state.chosen?.size ?? null);
    await press("ArrowRight", "Enter");
    assert.deepEqual([await chosen(), await focused()], [counts[1], "bar"]);
    await press("Shift+ArrowRight", "Shift+ArrowRight");
    assert.deepEqual([await chosen(), await focused()], [counts[1] + counts[2] + counts[3], "bar"]);
    assert.equal(await page.locator("#histogram .bar[aria-pressed=true]").count(), 3);
    await press("Escape");
    assert.deepEqual([await chosen(), await focused()], [null, "bar"]);

    await page.getByRole("columnheader", { name: "facets" }).getByRole("button").focus();
    await press("Enter", "Enter");
    assert.equal(await focused(), "facets ▼");
    await page.getByRole("columnheader", { name: "region" }).getByRole("button").focus();
    await press("Enter");
    await page.locator("#table-body [tabindex='0']").focus();
    await press("Home", "ArrowDown", "ArrowDown", "Enter");
    assert.deepEqual([await focused(), await page.evaluate(() => window.crease.state.selected)], ["2", 2]);
    for (let k = 0; k < 30; ++k) await press("ArrowDown");
    await press("PageDown", "PageUp", " ");
    assert.deepEqual([await focused(), await page.evaluate(() => window.crease.state.selected)], ["32", 32]);
    const isInSight = () => page.evaluate(() => {
      const [row, table] = [document.activeElement, document.getElementById("table")].map((element) => element.getBoundingClientRect());
      return row.top >= table.top + 23 && row.bottom <= table.bottom;
    });
    await page.waitForTimeout(100);
    assert.ok(await isInSight());
    await press("End");
    await page.waitForTimeout(100);
    assert.deepEqual([await focused(), await isInSight()], ["301", true]);
    await page.locator("#details .neighbor").first().focus();
    await press("Enter");
    assert.equal(await focused(), "details");
    assert.notEqual(await page.evaluate(() => window.crease.state.selected), 32);
    await page.done();

    // A region that the section does not meet is said to be elsewhere, and can be gone to.
    const space = await open([data("shells.onnx"), "--domain", "box:-2,2"]);
    const elsewhere = await space.evaluate(() => {
      const { state } = window.crease;
      const region = Array.from({ length: state.complex.size }, (_, r) => r).find((r) => !state.scene.regions.includes(r));
      state.select(region);
      return region;
    });
    assert.match(await space.locator("#details").innerText(), new RegExp(`The section does not meet R${elsewhere}`));
    await space.getByRole("button", { name: "Show it" }).click();
    assert.ok(await space.evaluate((region) => window.crease.state.scene.regions.includes(region), elsewhere));
    assert.ok(!(await space.locator("#details").innerText()).includes("does not meet"));
    const { slider, section } = await space.evaluate(() => ({ slider: Number(document.getElementById("section").value), section: window.crease.state.section.at }));
    assert.ok(Math.abs(slider - (1000 * (section + 2)) / 4) <= 0.5, `${slider} for ${section}`);
    await space.done();
  },

  async "on a phone"() {
    for (const words of [[data("moons.onnx")], [data("shells.onnx"), "--domain", "box:-2,2"], [data("damped_sine.onnx"), "--domain", "box:-3,3"]]) {
      const page = await open(words, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });
      // Nothing is wider than the page, and buttons are as large as fingers want them.
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
      const small = await page.evaluate(() => [...document.querySelectorAll("#tools button, aside button:not(.link), aside select, #layers label")]
        .filter((element) => element.offsetParent && element.getBoundingClientRect().height < 30).map((element) => element.textContent));
      assert.deepEqual(small, []);
      // A tap tells of a region where the finger is.
      const box = await page.locator("#top").boundingBox();
      await page.touchscreen.tap(box.x + 150, box.y + 250);
      const selected = await page.evaluate(() => window.crease.state.selected);
      assert.ok(selected >= 0);
      assert.ok((await page.locator("#tip").innerText()).startsWith(`R${selected} `));
      // All of a surface is in the picture.
      if (await page.locator("#layer-surface").count()) {
        await page.locator("#layer-surface").check();
        const corners = await page.evaluate(() => {
          const { view } = window.crease;
          const list = [];
          for (let yaw = 0; yaw < 6.3; yaw += 0.1) {
            view.orbit.yaw = yaw;
            for (let i = 0; i < view.surface.scene.ends.length; ++i) list.push(...view.cornersOf(i).map(([x]) => x));
          }
          return [Math.min(...list), Math.max(...list), view.width];
        });
        assert.ok(corners[0] > 20 && corners[1] < corners[2] - 20, `${corners}`);
      }
      await page.shot(`phone-${await page.locator("#title").innerText()}.png`);
      await page.done();
    }
  },
};

await runAll(tests);
