// SPDX-License-Identifier: GPL-3.0-or-later
// Khronos' glTF validator finds no fault with what crease plot writes.
// plot_gltf_test.js PATH_OF_CREASE PATH_OF_NODE_MODULES: exits with 77 (skipped) where the validator is missing.
const fs = require("fs"), os = require("os"), path = require("path");
const { execFileSync } = require("child_process");

const [crease, modules] = process.argv.slice(2);
let validator;
try {
  validator = require(path.resolve(modules, "gltf-validator"));
} catch (error) {
  console.log("skipped: " + error.message.split("\n")[0]);
  process.exit(77);
}

const data = path.join(__dirname, "..", "data");
const directory = fs.mkdtempSync(path.join(os.tmpdir(), "crease-"));
const flat = path.join(directory, "flat.json");
fs.writeFileSync(flat, JSON.stringify({format: "crease-network/1", input_dim: 3, layers: [
  {weights: [[1, 0, 0], [0, 1, 0]], bias: [0, 0], activation: "relu"},
  {weights: [[1, 1]], bias: [-1], activation: "identity"}]}));
const shells = path.join(data, "shells.onnx");
const cases = [
  [shells, "--domain", "box:-2,2", "--color", "class", "--show", "edges,boundary"],
  [shells, "--explode", "1/2", "--color", "inradius", "--cut", "0,0,-1;0"],
  [shells, "--domain", "box:-2,2", "--color", "none", "--show", "boundary"],
  [flat, "--color", "volume"],
  [flat, "--domain", "box:2,3", "--color", "none", "--show", "boundary"],  // nothing at all
];

(async () => {
  let failed = 0;
  for (const words of cases) {
    const file = path.join(directory, "out.glb");
    execFileSync(crease, ["plot", ...words, "-o", file]);
    const report = await validator.validateBytes(new Uint8Array(fs.readFileSync(file)), {maxIssues: 20});
    const { numErrors, numWarnings, messages } = report.issues;
    console.log(words.slice(1).join(" ") + ": " + numErrors + " errors, " + numWarnings + " warnings, " +
                report.info.totalTriangleCount + " triangles");
    if (numErrors > 0 || numWarnings > 0) {
      failed = 1;
      console.log(messages);
    }
  }
  fs.rmSync(directory, {recursive: true});
  process.exit(failed);
})();
