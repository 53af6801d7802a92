import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { needsPrometheus } from "../../infra/observability/prometheus/promtool.ts";
import { exposedLoad } from "../helpers/exposed-load.ts";

describe("Prometheus exposition of a load", () => {
  it("Prometheus' linter accepts the metrics of a load", async function () {
    needsPrometheus(this, "promtool");
    const { exposition } = await exposedLoad();
    const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
      input: exposition.text(),
      encoding: "utf8",
    });
    assert.deepEqual([status, stdout, stderr], [0, "", ""]);
  });
});
