import assert from "node:assert/strict";
import { machineOf, readyMs, type Pod } from "../../../../lab/phases/checks/nodes.ts";
import type { LabMachine } from "../../../../lab/protocol/lab.ts";

const machine = (name: string, hostname: string, pid: number | null): LabMachine => ({
  ...{ name, hostname, pid, cloud: "azure", site: "azure", publicIp: null },
  state: pid === null ? "stopped" : "running",
});

const MACHINES = [
  machine("server", "server", 11),
  machine("stackmark-multicloud-gcp-worker", "stackmark-multicloud-gcp-worker", 12),
  machine("server-2", "old-server", 13),
  machine("edge-node", "edge-node", null),
];

describe("machines of a stack in the lab", () => {
  it("are found by their name, their host name, or the name of their node", () => {
    const pids = ["server", "old-server", "gcp-worker"].map((name) => machineOf(MACHINES, name).pid);
    assert.deepEqual(pids, [11, 13, 12]);
    assert.equal(machineOf(MACHINES, "gcp-worker").node, "gcp-worker");
  });

  it("are refused by name if they are not there, or stopped", () => {
    assert.throws(() => machineOf(MACHINES, "nobody"), {
      code: "LAB_NOT_FOUND",
      message: /there are server, stackmark/,
    });
    assert.throws(() => machineOf(MACHINES, "edge-node"), { code: "LAB_WRONG_STATE", message: /edge-node is stopped/ });
  });
});

describe("the pods of a workload", () => {
  const pod = (namespace: string, readyAtMs: number | null): Pod => ({
    ...{ name: "p", namespace, uid: "u", node: "server", ip: "10.42.0.2", port: null, readyAtMs },
  });

  it("are ready when the last of them is, whatever others run", () => {
    assert.equal(readyMs([pod("boutique", 5000), pod("boutique", 9000), pod("monitoring", 11_000)], 1000), 8000);
  });

  it("are not ready while one is not, or before there is one", () => {
    assert.equal(readyMs([pod("boutique", 5000), pod("boutique", null)], 1000), null);
    assert.equal(readyMs([pod("kube-system", 5000)], 1000), null);
  });
});
