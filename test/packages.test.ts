import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { importsOf, root, sourceFiles } from "./helpers/imports.ts";

interface Manifest {
  dependencies: Record<string, string>;
}

const manifestOf = (folder: string) => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;

const packageOf = (specifier: string): string => /^(@[^/]+\/)?[^/]+/.exec(specifier)![0];

/** Packages that the files of a folder import, also through files of `base/`, which its package contains. */
function packagesOf(folder: string): string[] {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { to, ours } of importsOf(file))
      if (!ours) packages.add(packageOf(to));
      else if (to.startsWith("base/")) visit(to);
  };
  for (const file of sourceFiles()) if (file.startsWith(`${folder}/`)) visit(file);
  return [...packages].filter((name) => !name.startsWith("node:")).sort();
}

describe("the packages of this repository", () => {
  const versions = manifestOf(".").dependencies;

  for (const folder of ["engine", "loadgen"])
    it(`package.json of ${folder}/ declares the packages that its files import, in the versions of the repository`, () => {
      const imported = packagesOf(folder);
      assert.ok(imported.length > 3);
      const expected = Object.fromEntries(imported.map((name) => [name, versions[name]]));
      assert.deepEqual(manifestOf(folder).dependencies, expected);
    });
});
