import assert from "node:assert/strict";
import { diff, type PreflightInputs } from "../../../../infra/k3s/preflight/lifecycle.ts";
import { wanCluster } from "../clusters.ts";

const inputs = (own: Partial<PreflightInputs> = {}): PreflightInputs => ({
  ...{ cluster: wanCluster(), targets: {}, machines: ["vm-1"], ports: null, names: [], tolerated: [], run: "run-1" },
  ...own,
});

describe("diff of the pre-flight", () => {
  it("checks run again before another run, since a path may have narrowed outside of the program", () => {
    assert.equal(diff(inputs(), inputs({ run: "run-2" })).changes, true);
    assert.equal(diff(inputs({ run: null }), inputs({ run: "run-2" })).changes, true);
    const { run: _, ...older } = inputs();
    assert.equal(diff(older, inputs()).changes, true);
  });

  it("checks do not run again for the same run, or if no run in particular was asked for", () => {
    assert.equal(diff(inputs(), inputs()).changes, false);
    assert.equal(diff(inputs(), inputs({ run: null })).changes, false);
  });

  it("checks run again for another machine or network, and not for other access", () => {
    assert.equal(diff(inputs(), inputs({ machines: ["vm-2"] })).changes, true);
    assert.equal(diff(inputs(), inputs({ cluster: wanCluster({ mtu: 1300 }) })).changes, true);
    const target = { host: "h", port: 22, user: "u", privateKey: "k", hostKey: "h" };
    assert.equal(diff(inputs(), inputs({ targets: { server: target } })).changes, false);
  });
});
