import assert from "node:assert/strict";
import fc from "fast-check";
import { parseKey, parseKeyPath } from "../../../engine/project/config-key.ts";

describe("configuration keys", () => {
  it("a key without a namespace belongs to the project", () => {
    assert.equal(parseKey("size", "shop"), "shop:size");
    assert.equal(parseKey("aws:region", "shop"), "aws:region");
    assert.equal(parseKey("aws:config:region", "shop"), "aws:region");
  });

  for (const key of ["", ":", "a:", ":b", "a:b:c", "a:config:", "a:config:b:c"])
    it(`the key ${JSON.stringify(key)} is refused`, () => {
      assert.throws(() => parseKey(key, "shop"), { code: "CONFIG_KEY_INVALID" });
    });

  const paths: [string, string, (string | number)[]][] = [
    ["size", "shop:size", []],
    ["tree.list[0]", "shop:tree", ["list", 0]],
    ["aws:tree.deep.k", "aws:tree", ["deep", "k"]],
    ['tree["odd.name"][1].x', "shop:tree", ["odd.name", 1, "x"]],
    ['tree["a\\"b"]', "shop:tree", ['a"b']],
    ['["quoted:key"].x', "quoted:key", ["x"]],
  ];
  for (const [text, key, path] of paths)
    it(`the path ${text} is parsed`, () => {
      assert.deepEqual(parseKeyPath(text, "shop"), { key, path });
    });

  for (const text of ["", ".a", "a..b", "a[", "a[x]", "a[0]b", "a.", 'a["b', "[0]"])
    it(`the path ${JSON.stringify(text)} is refused`, () => {
      assert.throws(() => parseKeyPath(text, "shop"), { name: "ProjectError" });
    });

  it("any path is parsed back from its text", () => {
    const part = fc.oneof(fc.nat(99), fc.string({ minLength: 1 }));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), (path) => {
        const quote = (name: string) => `["${name.replace(/[\\"]/g, "\\$&")}"]`;
        const text = path.map((p) => (typeof p === "number" ? `[${p}]` : quote(p))).join("");
        assert.deepEqual(parseKeyPath(`root${text}`, "shop"), { key: "shop:root", path });
      }),
    );
  });
});
