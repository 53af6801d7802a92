import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LoadError } from "../../../loadgen/index.ts";
import { loadScenario } from "../../../loadgen/scenario/load.ts";

const target = new URL("http://shop.test/");

describe("loading a scenario", () => {
  let folder = "";
  before(async () => void (folder = await mkdtemp(join(tmpdir(), "scenario-"))));
  after(() => rm(folder, { recursive: true }));

  const module = async (name: string, text: string) => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };
  const refused = (what: RegExp) => (error: unknown) => {
    assert.ok(error instanceof LoadError && error.code === "LOAD_SCENARIO_INVALID");
    assert.match(error.message, what);
    return true;
  };

  it("a scenario module may export a scenario, or a function that makes one from target and options", async () => {
    const body = `name: "own", thinkTime: { kind: "none" }, state: () => null, tasks: [{ name: "a", weight: 1, async run() {} }]`;
    const plain = await module("plain.mjs", `export default { ${body} };`);
    const made = await module(
      "made.ts",
      `export default (target: URL, o: { n: string }) => ({ ${body.replace('"own"', "o.n + target.host")} });`,
    );
    assert.equal((await loadScenario({ name: plain, target, options: {} })).name, "own");
    assert.equal((await loadScenario({ name: made, target, options: { n: "x-" } })).name, "x-shop.test");
  });

  it("an invalid scenario is refused with all its faults at once", async () => {
    const path = await module(
      "bad.mjs",
      `export default { name: "", thinkTime: { kind: "nap" }, tasks: [{ name: "a", weight: 0 }] };`,
    );
    await assert.rejects(
      loadScenario({ name: path, target, options: {} }),
      refused(
        /name: [^]*thinkTime\.kind: [^]*state: must be a function[^]*tasks\.0\.weight: [^]*tasks\.0\.run: must be a function/,
      ),
    );
  });

  it("a module that is missing, does not parse or exports nothing is refused with the reason", async () => {
    await assert.rejects(
      loadScenario({ name: join(folder, "none.mjs"), target, options: {} }),
      refused(/can't be loaded/),
    );
    const broken = await module("broken.mjs", "export default {");
    await assert.rejects(loadScenario({ name: broken, target, options: {} }), refused(/can't be loaded/));
    const empty = await module("empty.mjs", "export const x = 1;");
    await assert.rejects(loadScenario({ name: empty, target, options: {} }), refused(/no default export/));
  });

  it("unknown options of a built-in scenario are refused, all at once", async () => {
    const options = { requests: [{ path: "x", method: "g t" }], thinkMs: -1 };
    await assert.rejects(
      loadScenario({ name: "rest", target, options }),
      refused(/options\.requests\.0\.method: [^]*options\.requests\.0\.path: [^]*options\.thinkMs: /),
    );
    await assert.rejects(loadScenario({ name: "rest", target, options: {} }), refused(/either requests or file/));
    await assert.rejects(
      loadScenario({ name: "get", target, options: { a: 1 } }),
      refused(/options\.a: it has no options/),
    );
  });
});
