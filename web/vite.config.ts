import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

/** urdf-loader brings loaders of meshes with it; the page has its own, on demand (src/scene/mesh-source.ts). */
const withoutMeshLoaders: Plugin = {
  name: "without-mesh-loaders",
  enforce: "pre",
  resolveId: (source, importer) =>
    importer?.includes("urdf-loader") && /(?:STL|Collada)Loader/.test(source) ? "\0no-mesh-loader" : null,
  load: (id) =>
    id === "\0no-mesh-loader" ? "export const STLLoader = null; export const ColladaLoader = null;" : null,
};

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [withoutMeshLoaders],
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    target: "es2022",
    // The Content-Security-Policy allows no data: scripts or styles, and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
});
