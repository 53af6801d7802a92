import assert from "node:assert/strict";
import { posix } from "node:path";
import { program } from "../../../lab/images/program.ts";

describe("a program of this repository in an image", () => {
  const entries = program("lab/images/storefront/entry.ts", "app");
  const paths = new Set(entries.map(({ path }) => path));
  const modules = entries.flatMap((entry) => (entry.kind === "text" && entry.path.endsWith(".js") ? [entry] : []));

  it("every module that a module imports is there, as JavaScript", () => {
    assert.ok(paths.has("app/lab/images/storefront/entry.js"));
    assert.ok(paths.has("app/lab/storefront/frontend/frontend.js"), "what is loaded on demand too");
    for (const { path, text } of modules)
      for (const [, specifier = ""] of text.matchAll(/(?:from|import)\s*\(?"(\.[^"]+)"/g))
        assert.ok(paths.has(posix.join(posix.dirname(path), specifier)), `${path} imports ${specifier}`);
  });

  it("packages that modules need are there, and what those need, without types", () => {
    for (const name of ["undici", "prom-client", "tdigest", "bintrees"])
      assert.ok(paths.has(`app/node_modules/${name}/package.json`), name);
    assert.ok(![...paths].some((path) => path.endsWith(".ts") || path.startsWith("app/node_modules/mocha")));
  });

  it("a program that does not use a package does not bring it", () => {
    const own = program("lab/images/storefront/environment.ts", "app").map(({ path }) => path);
    assert.ok(own.includes("app/lab/errors.js"));
    assert.ok(!own.some((path) => path.includes("node_modules")));
  });
});
