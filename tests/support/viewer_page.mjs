// SPDX-License-Identifier: GPL-3.0-or-later
// Pages of `crease view` in a browser. The tests that use this are run as
//   node NAME_test.mjs CREASE SOURCE_DIR [DIRECTORY FOR SCREENSHOTS]
// and exit with 77 (skipped) where there is no chromium or no playwright-core (tools/setup.sh --tests installs both).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

export const [crease, source, shots] = process.argv.slice(2);
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
let chromium;
try {
  ({ chromium } = createRequire(resolve(source, "build/viewer/package.json"))("playwright-core"));
} catch (error) {
  console.log("skipped:", error.message.split("\n")[0]);
  process.exit(77);
}
if (!CHROMIUM) {
  console.log("skipped: no chromium");
  process.exit(77);
}

export const directory = mkdtempSync(join(tmpdir(), "crease-view-"));
export const data = (name) => join(source, "data", name);
export const run = (...words) => execFileSync(crease, words, { encoding: "utf8", maxBuffer: 1 << 30 });
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--use-gl=angle", "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader"],
});

/** Opens a page that `crease view` makes, with a script `init` run before its own; fails on errors and on requests for anything but the page. */
export async function open(words, { hash = "", init = null, ...options } = {}) {
  const file = join(directory, `page ${Math.random().toString(36).slice(2)}.html`);
  try {
    run("view", ...words, "-o", file);
  } catch (error) {
    if (error.status !== 4) throw error;  // 4: a part, which is a page, too
  }
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  if (init) await context.addInitScript(init);
  const page = await context.newPage();
  page.setDefaultTimeout(120000);  // only a hang gets there
  page.faults = [];
  page.on("console", (message) => message.type() === "error" && page.faults.push(message.text()));
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && request.url().split("#")[0] !== pathToFileURL(file).href) page.faults.push(request.url());
  });
  await page.goto(pathToFileURL(file).href + hash);
  await page.waitForSelector("body[data-ready=yes]", { timeout: 240000 }).catch((error) => {
    throw new Error(`${page.faults.join("; ")} (${error.message.split("\n")[0]})`);
  });
  page.done = async () => {
    assert.deepEqual(page.faults, []);
    await context.close();
  };
  page.shot = async (name) => shots && (await page.screenshot({ path: join(shots, name) }));
  return page;
}

/** Runs tests by name, or those whose name holds $CREASE_VIEW_TEST, and ends the program. */
export async function runAll(tests) {
  let failed = 0;
  const only = process.env.CREASE_VIEW_TEST;
  for (const [name, test] of Object.entries(tests)) {
    if (only && !name.includes(only)) continue;
    const start = performance.now();
    try {
      await test();
      console.log(`ok    ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    } catch (error) {
      ++failed;
      console.log(`FAIL  ${name}\n${error.stack}`);
    }
  }
  await browser.close();
  rmSync(directory, { recursive: true });
  process.exit(failed > 0 ? 1 : 0);
}
