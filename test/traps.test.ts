import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./helpers/imports.ts";

const read = (file: string): string => readFileSync(join(root, file), "utf8");
const rows = [...read("docs/traps.md").matchAll(/^\| (.+?) \| (.+?) \| `(test\/.+?)` \|$/gm)];

describe("docs/traps.md", () => {
  it("names for each trap a test that is there, by its title", () => {
    assert.ok(rows.length > 60);
    for (const [, trap, title, file] of rows)
      assert.ok(
        ['"', "`"].some((quote) => read(file!).includes(quote + title)),
        `${trap}: ${title}`,
      );
  });

  it("has every trap of clouds and clusters that has a test of its own", () => {
    const folder = "test/infra/cluster/traps";
    const files = readdirSync(join(root, folder)).filter((name) => name.endsWith(".test.ts"));
    const own = files.flatMap((name) =>
      [...read(`${folder}/${name}`).matchAll(/^ +it\("(.+?)", /gm)].map(([, title]) => title),
    );
    assert.ok(own.length > 40);
    const named = new Set(rows.map(([, , title]) => title));
    assert.deepEqual(
      own.filter((title) => !named.has(title)),
      [],
    );
  });
});
