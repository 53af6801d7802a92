import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../helpers/imports.ts";

/** The text of each provider as version 0.1 wrote it to states, by the provider's name. */
const texts = JSON.parse(readFileSync(join(root, "test/fixtures/state-0.1/providers.json"), "utf8")) as Record<
  string,
  string
>;

describe("a provider that version 0.1 wrote to a state", () => {
  it("the fixture has a provider for each dynamic resource", () => {
    assert.equal(Object.keys(texts).length, 12);
  });

  for (const [name, text] of Object.entries(texts))
    it(`the stored provider finds every function that it calls: ${name}`, async () => {
      const calls = [...text.matchAll(/import\("([^"]+)"\)\)\.(\w+)\(/g)].map(([, path, called]) => ({ path, called }));
      assert.equal(calls.length, text.split("import(").length - 1);
      assert.ok(calls.length > 0);
      for (const { path, called } of calls) {
        // The provider's process runs in the program's folder.
        const module = (await import(join(root, "infra", path!))) as Record<string, unknown>;
        assert.equal(typeof module[called!], "function", `${path} exports ${called}`);
      }
    });
});
