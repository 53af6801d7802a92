import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { syncStackFile } from "../../../cli/stacks/copies.ts";

describe("copies of stack files", () => {
  let dir: string;
  beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), "stack-files-"))));
  afterEach(() => rm(dir, { recursive: true }));

  const original = () => join(dir, "Pulumi.local.yaml");
  const sync = () => syncStackFile(original(), join(dir, "home"));
  const config = async (path: string) => parse(await readFile(path, "utf8"));

  it("a copy has the content of its original, which is not touched", async () => {
    const text = "# why\nconfig:\n  stackmark:topology: { nodes: 2 }\n";
    await writeFile(original(), text);
    assert.deepEqual(await config(await sync()), { config: { "stackmark:topology": { nodes: 2 } } });
    assert.equal(await readFile(original(), "utf8"), text);
  });

  it("a copy keeps its salt and the values that were set in it, and takes over changes of the original", async () => {
    await writeFile(original(), "config:\n  stackmark:a: 1\n  stackmark:b: 1\n  stackmark:c: 1\n");
    const copy = await sync();
    await writeFile(
      copy,
      "encryptionsalt: v1:x\nconfig:\n  stackmark:a: 5\n  stackmark:b: 1\n  stackmark:c: 1\n  stackmark:own: 7\n",
    );
    await writeFile(original(), "config:\n  stackmark:a: 2\n  stackmark:b: 3\n  stackmark:d: 4\n");
    assert.deepEqual(await config(await sync()), {
      encryptionsalt: "v1:x",
      config: { "stackmark:a": 5, "stackmark:b": 3, "stackmark:own": 7, "stackmark:d": 4 },
    });
  });

  it("a malformed original is rejected with the line of the problem, and its copy stays", async () => {
    await writeFile(original(), "config:\n  stackmark:a: 1\n");
    const copy = await sync();
    await writeFile(original(), "config:\n  - [\n");
    await assert.rejects(sync(), { code: "STACK_FILE_MALFORMED", message: /Pulumi\.local\.yaml.*line \d/s });
    assert.deepEqual(await config(copy), { config: { "stackmark:a": 1 } });
  });
});
