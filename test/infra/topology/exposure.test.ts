import assert from "node:assert/strict";
import { planCluster, type RawStack } from "./stacks.ts";

const stack = (exposure: object | undefined, more: object = {}): RawStack => ({
  topology: { nodes: [{ name: "server", cloud: "azure", role: "server" }] },
  workload: { name: "boutique", ...(exposure ? { exposure } : {}), ...more },
  access: { adminCidrs: ["203.0.113.0/29"] },
});
const entryOf = (exposure: object | undefined, more?: object) => planCluster(stack(exposure, more)).kubernetes.entry;

describe("the plan of an exposure", () => {
  it("a stack file without one has a node port, and its topology is what it was", () => {
    const plain = planCluster(stack(undefined));
    assert.equal(plain.kubernetes.entry.exposure.kind, "NodePort");
    assert.equal(plain.topologyDigest, planCluster(stack({ kind: "NodePort" })).topologyDigest);
    assert.notEqual(plain.topologyDigest, planCluster(stack({ kind: "LoadBalancer" })).topologyDigest);
  });

  it("the firewall opens the port that users connect to, and no other of the entry", () => {
    const ports = (exposure: object) =>
      planCluster(stack(exposure))
        .kubernetes.rules.filter(({ kind }) => kind === "allow-entry")
        .map(({ port }) => port);
    assert.deepEqual(ports({ kind: "NodePort" }), [30_080]);
    assert.deepEqual(ports({ kind: "LoadBalancer", port: 8000 }), [8000]);
    assert.deepEqual(ports({ kind: "Ingress" }), [80]);
    assert.deepEqual(ports({ kind: "Gateway", gateway: { name: "web" } }), [80]);
  });

  it("ingress-nginx has a node port beside the entry's, which may still be taken", () => {
    for (const [nodePort, expected] of [
      [30_080, 30_081],
      [30_000, 30_001],
      [32_767, 32_766],
    ])
      assert.equal(entryOf({ kind: "Ingress", controller: "ingress-nginx" }, { nodePort }).exposure.openPort, expected);
  });

  it("K3s starts the components that the exposure needs", () => {
    const disabled = (exposure: object) => planCluster(stack(exposure)).kubernetes.k3s.disable;
    assert.deepEqual(disabled({ kind: "NodePort" }), ["traefik", "servicelb"]);
    assert.deepEqual(disabled({ kind: "LoadBalancer" }), ["traefik"]);
    assert.deepEqual(disabled({ kind: "Ingress" }), []);
    assert.deepEqual(disabled({ kind: "Ingress", controller: "ingress-nginx" }), ["traefik", "servicelb"]);
  });

  it("only ingress-nginx is installed from a chart, at a pinned version", () => {
    assert.equal(entryOf({ kind: "Ingress" }).exposure.chart, null);
    const { chart } = entryOf({ kind: "Ingress", controller: "ingress-nginx" }).exposure;
    assert.deepEqual([chart!.chart, chart!.version], ["ingress-nginx", "4.14.1"]);
  });

  it("notes say that the way in is part of what was measured", () => {
    const { notes } = planCluster(stack({ kind: "Ingress" }));
    assert.ok(notes.includes("users enter by Ingress (traefik), port 80, which is part of what was measured"));
  });
});
