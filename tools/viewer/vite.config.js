// SPDX-License-Identifier: GPL-3.0-or-later
import { defineConfig } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";

// One file without references to others: `crease view` puts its data into it.
export default defineConfig({
  plugins: [viteSingleFile({ removeViteModuleLoader: true })],
  build: { target: "es2022", outDir: "dist", emptyOutDir: true, modulePreload: false },
});
