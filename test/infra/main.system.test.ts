import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../helpers/imports.ts";

describe("infra/main.mjs", () => {
  const load = (prelude: string) => {
    const script = `${prelude}; import(${JSON.stringify(join(root, "infra/main.mjs"))}).then((m) => console.log(typeof m.default))`;
    return spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
  };

  it("under an old Node, infra/main.mjs says which Node to use", () => {
    const old = 'Object.defineProperty(process.versions, "node", { value: "20.1.0" })';
    const { status, stderr } = load(old);
    assert.notEqual(status, 0);
    assert.match(stderr, /needs Node 24 or newer.*use Node 24, or npx pulumi/);
  });

  it("infra/main.mjs exports the program as a function", () => {
    const { stdout, status } = load("0");
    assert.deepEqual([status, stdout.trim()], [0, "function"]);
  });
});
