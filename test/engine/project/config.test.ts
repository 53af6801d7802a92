import assert from "node:assert/strict";
import { programConfig } from "../../../engine/project/config.ts";
import { parseProject } from "../../../engine/project/project-file.ts";
import type { RawValue } from "../../../engine/project/stack-file.ts";

const crypter = { encrypt: (text: string) => `<${text}>`, decrypt: (text: string) => text.slice(1, -1) };
const project = (config = "") => parseProject(`name: shop\nruntime: nodejs\n${config}`, "/project/Pulumi.yaml");
const read = (values: Record<string, RawValue>, config = "") =>
  programConfig({ values: new Map(Object.entries(values)), project: project(config), crypter, checkedFor: "dev" });

describe("configuration of a program", () => {
  it("values are strings, and lists and maps are JSON with sorted keys", () => {
    const config = read({
      "shop:text": "x",
      "shop:n": 42,
      "shop:flag": true,
      "shop:none": null,
      "shop:tree": { b: [1, { c: "x" }], a: false },
    });
    const values = Object.fromEntries([...config].map(([key, { value }]) => [key, value]));
    assert.deepEqual(values, {
      "shop:flag": "true",
      "shop:n": "42",
      "shop:none": "",
      "shop:text": "x",
      "shop:tree": '{"a":false,"b":[1,{"c":"x"}]}',
    });
  });

  it("values are decrypted, and a value with a secret part is secret as a whole", () => {
    const config = read({ "shop:token": { secure: "<hush>" }, "shop:tree": { list: [{ secure: "<pw>" }], plain: 1 } });
    assert.deepEqual(config.get("shop:token"), { value: "hush", secret: true });
    assert.deepEqual(config.get("shop:tree"), {
      value: '{"list":["pw"],"plain":1}',
      objectValue: { list: ["pw"], plain: 1 },
      secret: true,
    });
  });

  it("values and defaults of the project are used if the stack has none", () => {
    const declared = `config:
  size: small
  aws:region: west
  count: {type: integer, default: 3}
  fixed: {value: always}
`;
    const config = read({ "shop:size": "large" }, declared);
    const values = [...config].map(([key, { value }]) => `${key}=${value}`);
    assert.deepEqual(values, ["aws:region=west", "shop:count=3", "shop:fixed=always", "shop:size=large"]);
  });

  it("all declared keys without a value are named in the error", () => {
    assert.throws(() => read({}, "config:\n  a: {type: string}\n  b: {type: string}\n"), {
      code: "CONFIG_MISSING",
      message: "validating stack config: Stack 'dev' is missing configuration values 'a' and 'b'",
    });
  });

  it("a value of another type than declared, or an unencrypted secret, is refused", () => {
    const declared = `config:
  n: {type: integer}
  on: {type: boolean}
  tags: {type: array, items: {type: string}}
  token: {type: string, secret: true}
`;
    const good = { "shop:n": "4", "shop:on": true, "shop:tags": ["a"], "shop:token": { secure: "<hush>" } };
    assert.equal(read(good, declared).size, 4);
    const cases: [Record<string, RawValue>, RegExp][] = [
      [{ "shop:n": "4.5" }, /'n' must be of type 'integer'$/],
      [{ "shop:on": "yes" }, /'on' must be of type 'boolean'$/],
      [{ "shop:tags": ["a", 1] }, /'tags' must be of type 'array<string>'$/],
      [{ "shop:token": "hush" }, /'token' must be encrypted as it's secret$/],
    ];
    for (const [wrong, message] of cases)
      assert.throws(() => read({ ...good, ...wrong }, declared), { code: "CONFIG_INVALID_TYPE", message });
  });
});
