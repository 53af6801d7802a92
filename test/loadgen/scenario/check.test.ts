import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkScenario } from "../../../loadgen/index.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const SCENARIO = `export default { name: "own", thinkTime: { kind: "none" }, state: () => null, tasks: [{ name: "a", weight: 1, run() {} }] };`;

describe("checking a scenario", () => {
  const folder = temporaryFolder();

  const check = (text: string) => {
    const name = join(folder.path, "own.mjs");
    writeFileSync(name, text);
    return checkScenario({ name, target: "http://shop.test/", options: {} });
  };
  /** Of threads that run. */
  const ports = () => process.getActiveResourcesInfo().filter((name) => name === "MessagePort" || name === "Worker");

  it("a valid scenario passes, and its module keeps and changes nothing in this process", async () => {
    const before = ports();
    await check(`setInterval(() => {}, 1000);\nglobalThis.leftByScenario = 1;\n${SCENARIO}`);
    assert.deepEqual(ports(), before);
    assert.ok(!("leftByScenario" in globalThis));
  });

  it("what is wrong with a scenario is refused as when it is loaded", async () => {
    const refused = (message: RegExp) => ({ code: "LOAD_SCENARIO_INVALID", message });
    await assert.rejects(check("export const shop = 1;"), refused(/has no default export; it exports shop/));
    await assert.rejects(check("process.exit(0);"), refused(/own\.mjs:1:9: process\.exit\(0\) was called/));
  });

  it("a module that ends its thread is refused", async () => {
    await assert.rejects(check("process.reallyExit(3);"), /its thread ended with exit code 3/);
  });
});
