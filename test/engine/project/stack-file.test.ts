import assert from "node:assert/strict";
import { lstat, readFile, readdir, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StackFile, type RawValue } from "../../../engine/project/stack-file.ts";
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
    file.set("shop:tree", ["list", 0], "w");
    file.set("shop:tree", ["list", 1], "z");
    file.set("shop:tree", ["a"], { deep: true });
    await file.save();
    const changed = text.replace("x # first\n", "w # first\n      - z\n").replace("a: 1", "a:\n      deep: true");
    assert.equal(await readFile(path(), "utf8"), changed);
    file.set("shop:tree", ["list", 1], { now: "a map" });
    assert.deepEqual(file.config.get("shop:tree"), { a: { deep: true }, list: ["w", { now: "a map" }] });
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

  it("saving keeps a byte order mark, permissions and a link to the file", async () => {
    const real = join(folder.path, "real.yaml");
    await writeFile(real, "\uFEFFconfig:\r\n  a: 1\r\n", { mode: 0o600 });
    await symlink(real, path());
    const file = await load();
    file.set("shop:a", [], "2");
    await file.save();
    assert.equal(await readFile(real, "utf8"), '\uFEFFconfig:\r\n  a: "2"\r\n');
    assert.equal((await stat(real)).mode & 0o777, 0o600);
    assert.ok((await lstat(path())).isSymbolicLink());
  });

  const clashes: [path: (string | number)[], value: RawValue, problem: RegExp][] = [
    [["tree", 0], "x", /a map has keys, not indexes/],
    [["list", "a"], "x", /a list has indexes/],
    [["list", 2], "x", /index 2 is out of range: the list has 1 elements/],
    [["tree", "a", "b"], "x", /b: what it is in is not a map/],
    [["new", 1], "x", /index 1 is out of range/],
    [["new", "secure"], "x", /reserved for secrets/],
  ];
  for (const [[key, ...rest], value, message] of clashes)
    it(`${key}${JSON.stringify(rest)} cannot be set, as with Pulumi`, async () => {
      const text = "config:\n  tree: {a: 1}\n  list: [1]\n";
      const file = await load(text);
      assert.throws(() => file.set(`shop:${key}`, rest, value), { code: "CONFIG_PATH_INVALID", message });
      await file.save();
      assert.equal(await readFile(path(), "utf8"), text);
    });

  it("a text or secret becomes a list or map if a path goes through it, as with Pulumi", async () => {
    const file = await load("config:\n  a: text\n  b:\n    secure: v1:x\n");
    file.set("shop:a", ["k"], 1);
    file.set("shop:b", [0], "x");
    assert.deepEqual(Object.fromEntries(file.config), { "shop:a": { k: 1 }, "shop:b": ["x"] });
  });

  const broken: [string, RegExp][] = [
    ["config: [", /Pulumi\.dev\.yaml: /],
    ["- a list", /must be a map/],
    ["config: text", /`config` must be a map/],
    ["config:\n  a: 1\n  a: 2\n", /unique/],
    ["config:\n  a:b:c: 1\n", /could not parse a:b:c as a configuration key/],
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
