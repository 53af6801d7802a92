import assert from "node:assert/strict";
import { statusLines } from "../../../lab/phases/status-text.ts";
import type { LabMachine, LabStatus } from "../../../lab/protocol/lab.ts";

const machine = (hostname: string, cloud: string, more: Partial<LabMachine> = {}): LabMachine => ({
  ...{ name: hostname, hostname, cloud, site: cloud, publicIp: "198.51.100.16", state: "running", pid: 7 },
  ...more,
});

const status = (machines: LabMachine[], resources: string[]): LabStatus => ({
  operator: { namespace: "lab-1-end-operator", address: "203.0.113.7" },
  mirror: { url: "http://192.0.2.10", k3sVersion: "v1.35.5+k3s1", installerSha256: "00" },
  machines,
  resources,
});

describe("what `lab status` prints", () => {
  it("machines are in columns, and resources are counted by cloud", () => {
    const machines = [
      machine("server", "azure"),
      machine("a-worker", "gcp", { publicIp: null, state: "stopped", pid: null }),
    ];
    assert.deepEqual(statusLines(status(machines, ["azure a", "azure b", "gcp c"])), [
      "operator: 203.0.113.7, network namespace lab-1-end-operator",
      "2 machines:",
      "  server    azure  198.51.100.16  running",
      "  a-worker  gcp    –              stopped",
      "resources in the clouds: azure 2, gcp 1",
    ]);
  });

  it("a K3s of the user's own is named", () => {
    const { mirror, ...rest } = status([], []);
    const lines = statusLines({ ...rest, mirror: { ...mirror, k3sVersion: "v1.36.3+k3s1", k3sProgram: "/srv/k3s" } });
    assert.equal(lines[1], "K3s: /srv/k3s, v1.36.3+k3s1");
  });

  it("an empty lab says so", () => {
    assert.deepEqual(statusLines(status([], [])).slice(1), ["no machine", "resources in the clouds: none"]);
  });
});
