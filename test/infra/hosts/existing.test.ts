import assert from "node:assert/strict";
import { firewallList } from "../../../infra/hosts/existing.ts";
import { edgeKeys, planCluster } from "../topology/stacks.ts";

describe("ports that the owner of an existing machine opens", () => {
  const { kubernetes } = planCluster({
    topology: {
      nodes: [
        { name: "server", cloud: "azure", role: "server" },
        { name: "edge-node", cloud: "existing", ...edgeKeys(8) },
      ],
    },
    workload: { name: "boutique", services: { frontend: { nodeSelector: { "kubernetes.io/hostname": "edge-node" } } } },
    access: { adminCidrs: ["203.0.113.7/32"] },
  });

  it("the list has each rule for the machine, with single addresses and a reason", () => {
    assert.deepEqual(
      firewallList(kubernetes, "edge-node", (node) => (node === "server" ? "198.51.100.1" : "?")),
      [
        "22/tcp from 203.0.113.7/32: scripts that set the machine up",
        "8472/udp from 198.51.100.1/32: packets of pods, inside vxlan",
        "icmp from 198.51.100.1/32: round trips are measured, and the largest packets that pass",
        "10250/tcp from 198.51.100.1/32: Prometheus reads what containers use",
        "9100/tcp from 198.51.100.1/32: Prometheus reads what the machine uses",
        "30080/tcp from 203.0.113.7/32: users of the shop, and the load",
      ],
    );
  });
});
