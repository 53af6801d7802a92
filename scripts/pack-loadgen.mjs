/**
 * Packs @stackmark/loadgen for publishing, as JavaScript and type declarations: Node does not strip types of packages in
 * node_modules.
 *
 * `node scripts/pack-loadgen.mjs [folder]` writes the tarball to the folder (default: the working directory) and prints
 * its path. It builds in a temporary folder; the package.json of the sources keeps pointing to the TypeScript files.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = join(root, "loadgen");
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
const build = mkdtempSync(join(tmpdir(), "stackmark-pack-"));
try {
  const project = join(source, "tsconfig.build.json");
  execFileSync(process.execPath, [tsc, "-p", project, "--outDir", join(build, "dist")], { stdio: "inherit" });
  // The compiler rewrites the file extensions of imports in JavaScript, but not in declarations.
  for (const file of globSync(join(build, "dist/**/*.d.ts"))) {
    writeFileSync(file, readFileSync(file, "utf8").replaceAll(/(["'])(\.{1,2}\/[^"']+)\.ts\1/g, "$1$2.js$1"));
  }
  const manifest = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
  // The build also contains the files of base/ that the generator imports, so its own are in dist/loadgen.
  const published = (path) => ({
    types: path.replace("./", "./dist/loadgen/").replace(/\.ts$/, ".d.ts"),
    default: path.replace("./", "./dist/loadgen/").replace(/\.ts$/, ".js"),
  });
  manifest.exports = Object.fromEntries(
    Object.entries(manifest.exports).map(([name, path]) => [name, published(path)]),
  );
  manifest.files = ["dist"];
  writeFileSync(join(build, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  copyFileSync(join(root, "LICENSE"), join(build, "LICENSE"));
  const folder = resolve(process.argv[2] ?? ".");
  const packed = execFileSync("npm", ["pack", "--json", "--pack-destination", folder], {
    cwd: build,
    stdio: ["ignore", "pipe", "ignore"],
  });
  console.log(join(folder, JSON.parse(packed)[0].filename));
} finally {
  rmSync(build, { recursive: true });
}
