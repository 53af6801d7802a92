import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { codeDigest } from "../../../infra/load/code-digest.ts";

describe("the digest of a load's code", () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "stackmark-code-"));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  function write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      writeFileSync(join(dir, name), text);
    }
  }
  /** Whether a change of the file changes the digest of `entry`. */
  async function counts(entry: string, file: string): Promise<boolean> {
    const before = await codeDigest(join(dir, entry));
    write({ [file]: "changed" });
    return (await codeDigest(join(dir, entry))) !== before;
  }

  it("changes with the module, its imports, their imports, and the data files that they name", async () => {
    const files = {
      "shop.ts": `import { buy } from "./lib/buy.ts";\nexport default { data: { users: { file: "users.csv" } } };`,
      "lib/buy.ts": `import type { A } from './types.ts'; const more = await import("../more.ts");`,
      "lib/types.ts": "export type A = 1;",
      "more.ts": "export default 1;",
      "users.csv": "name\nann\n",
    };
    for (const file of Object.keys(files)) {
      write(files);
      assert.ok(await counts("shop.ts", file), file);
    }
  });

  it("does not change with other files, or the folder that it is in", async () => {
    write({
      "shop.ts": `import x from "./x.ts";`,
      "x.ts": "1",
      "other.ts": "2",
      "copy/shop.ts": `import x from "./x.ts";`,
    });
    write({ "copy/x.ts": "1" });
    assert.equal(await codeDigest(join(dir, "copy/shop.ts")), await codeDigest(join(dir, "shop.ts")));
    assert.equal(await counts("shop.ts", "other.ts"), false);
  });

  it("ends for modules that import each other, and takes no folder or address for a file", async () => {
    write({ "a.ts": `import "./b.ts"; "."; ".."; "/"; "https://x.test/b.ts"`, "b.ts": `import "./a.ts";` });
    assert.match(await codeDigest(join(dir, "a.ts")), /^[0-9a-f]{64}$/);
  });

  it("changes with modules of Python beside a locustfile, and data files of a JMeter plan", async () => {
    const files = {
      "shop.py": "from locust import HttpUser\nfrom pages.cart import Cart\nimport tools\n",
      "pages/cart.py": "class Cart: pass\n",
      "tools.py": "x = 1\n",
      "plan.jmx": `<stringProp name="filename">users.csv</stringProp>`,
      "users.csv": "ann\n",
    };
    for (const [entry, file] of [
      ["shop.py", "pages/cart.py"],
      ["shop.py", "tools.py"],
      ["plan.jmx", "users.csv"],
    ] as const) {
      write(files);
      assert.ok(await counts(entry, file), file);
    }
  });
});
