import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { exposedLoad } from "../helpers/exposed-load.ts";

describe("Prometheus exposition of a load", () => {
  it("Prometheus' linter accepts the metrics of a load", async function () {
    if (spawnSync("which", ["promtool"]).status !== 0) {
      console.log("      skipped: promtool is not installed");
      this.skip();
    }
    const { exposition } = await exposedLoad();
    const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
      input: exposition.text(),
      encoding: "utf8",
    });
    assert.deepEqual([status, stdout, stderr], [0, "", ""]);
  });
});
