import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./helpers/imports.ts";

const read = (file: string): string => readFileSync(join(root, file), "utf8");
const rows = [...read("docs/traps.md").matchAll(/^\| (.+?) \| (.+?) \| `(test\/.+?)` \|$/gm)];

describe("docs/traps.md", () => {
  it("docs/traps.md names for each trap the title of an existing test", () => {
    assert.ok(rows.length > 60);
    for (const [, trap, title, file] of rows)
      assert.ok(
        ['"', "`"].some((quote) => read(file!).includes(quote + title)),
        `${trap}: ${title}`,
      );
  });

  it("docs/traps.md lists every test of a trap of clouds and clusters", () => {
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
