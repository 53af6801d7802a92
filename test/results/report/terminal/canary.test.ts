import assert from "node:assert/strict";
import type { CanaryReport } from "../../../../results/canary/index.ts";
import { canaryText } from "../../../../results/report/index.ts";

const REPORT: CanaryReport = {
  ...{ stack: "shop", runId: "run-a", comparison: null },
  plan: {
    ...{ service: "web", deployment: "web-canary", weight: 0.2, share: 0.25, by: "replicas", unit: "connections" },
    replicas: { stable: 3, canary: 1 },
  },
  split: {
    ...{ unit: "connections", stable: 750, canary: 250, unknown: 0, planned: 0.25, ofTraffic: 0.26, isAsPlanned: true },
    share: { value: 0.25, interval: { low: 0.224, high: 0.278 } },
  },
};

describe("a canary on a terminal", () => {
  it("its planned and its measured share are shown, with the interval", () => {
    const lines = canaryText(REPORT).replaceAll("\u202f", " ").split("\n");
    assert.deepEqual(lines.slice(0, 4), [
      "shop: canary of web run run-a",
      "planned: 25 % of connections (20 % were asked for), by its pods; 1 pod beside 3",
      "measured: 25 % of 1 000 connections, 95 % interval 22.4 % to 27.8 %: as planned",
      "its pods received 26 % of the bytes",
    ]);
  });

  it("a share beside its interval is said, and so are requests of an unknown version", () => {
    const split = { ...REPORT.split, unknown: 3, planned: 0.5, isAsPlanned: false };
    const text = canaryText({ ...REPORT, split });
    assert.match(text, /: not the planned 50 %$/m);
    assert.match(text, /^! 3 requests failed without telling the version: of neither below$/m);
  });

  it("without responses of both versions there is no comparison, and the reason is said", () => {
    assert.match(canaryText(REPORT), /^No comparison: one of the versions sent no response\./m);
    const split = { ...REPORT.split, share: null, isAsPlanned: null };
    assert.match(canaryText({ ...REPORT, split }), /^measured: no response told its version$/m);
  });

  it("a run without a plan has its measured share alone", () => {
    const split = { ...REPORT.split, planned: null, isAsPlanned: null };
    const text = canaryText({ ...REPORT, plan: null, split });
    assert.doesNotMatch(text, /planned/);
  });
});
