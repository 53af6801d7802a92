import assert from "node:assert/strict";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StackFile } from "../../../engine/project/stack-file.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("stack file", () => {
  const folder = temporaryFolder();
  const path = () => join(folder.path, "Pulumi.dev.yaml");
  const load = async (text?: string) => {
    if (text !== undefined) await writeFile(path(), text);
    return StackFile.load(path(), "shop");
  };

  it("a missing stack file counts as empty and is not created by reading it", async () => {
    const file = await load();
    assert.equal(file.config.size, 0);
    assert.equal(file.salt, undefined);
    assert.deepEqual(await readdir(folder.path), []);
  });

  it("a stack file is written as the Pulumi CLI writes it", async () => {
    const file = await load();
    file.salt = "v1:salt";
    file.set("shop:plain", [], "text");
    file.set("shop:n", [], "42");
    file.set("shop:tree", ["list", 0], "first");
    file.set("shop:tree", ["deep", "k"], 5);
    file.set("shop:token", [], { secure: "v1:x:y" });
    await file.save();
    assert.equal(
      await readFile(path(), "utf8"),
      `encryptionsalt: v1:salt
config:
  shop:plain: text
  shop:n: "42"
  shop:tree:
    list:
      - first
    deep:
      k: 5
  shop:token:
    secure: v1:x:y
`,
    );
  });

  const COMMENTED = `# what this stack is for
config:
  # a note on the size
  size: large # why
  shop:region: west

  other:key: x

# the end
`;

  it("changing a value keeps comments, order and blank lines", async () => {
    const file = await load(COMMENTED);
    file.set("shop:region", [], "east");
    await file.save();
    assert.equal(await readFile(path(), "utf8"), COMMENTED.replace("west", "east"));
  });

  it("a key without a namespace belongs to the project and is changed in place", async () => {
    const file = await load(COMMENTED);
    assert.deepEqual([...file.config.keys()], ["shop:size", "shop:region", "other:key"]);
    file.set("shop:size", [], "small");
    await file.save();
    assert.equal(await readFile(path(), "utf8"), COMMENTED.replace("large", "small"));
  });

  it("changing a part of a map keeps the comments in it", async () => {
    const text = "config:\n  shop:tree:\n    # about a\n    a: 1\n    list:\n      - x # first\n";
    const file = await load(text);
    file.set("shop:tree", ["list", 0], "y");
    file.set("shop:tree", ["list", 1], "z");
    file.set("shop:tree", ["a"], { deep: true });
    await file.save();
    const changed = text.replace("x # first\n", "y # first\n      - z\n").replace("a: 1", "a:\n      deep: true");
    assert.equal(await readFile(path(), "utf8"), changed);
    file.set("shop:tree", ["list", 0, "now"], "a map");
    assert.deepEqual(file.config.get("shop:tree"), { a: { deep: true }, list: [{ now: "a map" }, "z"] });
  });

  it("remove deletes a value or a part of it, and returns whether it existed", async () => {
    const file = await load("config:\n  tree:\n    a: 1\n    b: [1, 2]\n  other:key: x\n");
    assert.equal(file.remove("shop:tree", ["b", 0]), true);
    assert.deepEqual(file.config.get("shop:tree"), { a: 1, b: [2] });
    assert.equal(file.remove("other:key", []), true);
    assert.equal(file.remove("other:key", []), false);
    assert.deepEqual([...file.config.keys()], ["shop:tree"]);
  });

  it("a list index beyond the end is refused", async () => {
    const file = await load();
    assert.throws(() => file.set("shop:list", [1], "x"), { code: "CONFIG_PATH_INVALID", message: /out of range/ });
  });

  const broken: [string, RegExp][] = [
    ["config: [", /Pulumi\.dev\.yaml: /],
    ["- a list", /must be a map/],
    ["config: text", /`config` must be a map/],
    ["config:\n  a: 1\n  a: 2\n", /unique/],
  ];
  for (const [text, message] of broken)
    it(`the stack file ${JSON.stringify(text)} is refused`, async () => {
      await assert.rejects(load(text), { code: "STACK_FILE_INVALID", message });
    });

  it("a stack file with unsupported sections is refused with all reasons", async () => {
    const text = "environment: [prod]\nsecretsprovider: awskms://key\nencryptedkey: abc\n";
    const message = /`environment`: .*`encryptedkey`: .*`secretsprovider: "awskms:\/\/key"`/;
    await assert.rejects(load(text), { code: "CONFIG_UNSUPPORTED", message });
  });
});
