import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "yaml";
import { agentConfig, registriesConfig, serverConfig } from "../../../infra/k3s/config-files.ts";
import { k3sCluster, privateCluster, serverNode, wanCluster } from "./clusters.ts";

const settings = (text: string): Record<string, unknown> => parse(text) as Record<string, unknown>;

describe("config.yaml", () => {
  const wan = wanCluster();
  const near = privateCluster();

  it("names every address that clients use in the server's certificate", () => {
    const names = settings(serverConfig(wan, wan.nodes[0]!))["tls-san"];
    assert.deepEqual(names, ["198.51.100.11", "10.1.0.11", "k3s.example.net"]);
  });

  it("makes public addresses the overlay's for every pair as soon as one node is across a WAN", () => {
    const server = settings(serverConfig(wan, wan.nodes[0]!));
    assert.equal(server["flannel-external-ip"], true);
    assert.equal(server["node-external-ip"], "198.51.100.11");
    assert.equal(server["node-ip"], "10.1.0.11");
    const agent = settings(agentConfig(wan, wan.nodes[1]!));
    assert.equal(agent["node-external-ip"], "203.0.113.12");
    assert.equal(agent.server, "https://198.51.100.11:6443");
  });

  it("leaves public addresses out of the overlay where all nodes are neighbours", () => {
    const server = settings(serverConfig(near, near.nodes[0]!));
    assert.equal("flannel-external-ip" in server || "node-external-ip" in server, false);
    assert.equal(settings(agentConfig(near, near.nodes[1]!)).server, "https://10.1.0.11:6443");
  });

  it("gives an agent no setting that only servers take", () => {
    const agent = settings(agentConfig(wan, wan.nodes[1]!));
    const serverOnly = [
      "flannel-backend",
      "flannel-external-ip",
      "disable",
      "tls-san",
      "cluster-cidr",
      "agent-token-file",
    ];
    assert.deepEqual(
      serverOnly.filter((key) => key in agent),
      [],
    );
  });

  it("hands an agent the agents' token only", () => {
    const agent = agentConfig(wan, wan.nodes[1]!);
    assert.doesNotMatch(agent, /server-token/);
    assert.equal(settings(agent)["token-file"], "/etc/rancher/k3s/agent-token");
  });

  it("carries labels and taints of the registration", () => {
    const agent = settings(agentConfig(wan, wan.nodes[1]!));
    assert.deepEqual(agent["node-label"], ["stackmark.dev/zone=edge", "topology.kubernetes.io/region=europe-west1"]);
    assert.deepEqual(agent["node-taint"], ["stackmark.dev/edge=true:NoSchedule"]);
  });

  it("switches off what K3s packages and nobody needs here", () => {
    assert.deepEqual(settings(serverConfig(k3sCluster(), serverNode())).disable, ["traefik", "servicelb"]);
  });

  it("keeps any text a text for K3s, which reads YAML 1.1: a node may be called no", () => {
    const texts = fc.oneof(fc.constantFrom("no", "on", "y", "1e3", "010", "12:30:45", "null", "~"), fc.string());
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1 }), texts, (tlsSans, name) => {
        const text = serverConfig(k3sCluster({ tlsSans }), serverNode({ name }));
        const read = parse(text, { version: "1.1" }) as Record<string, unknown>;
        assert.deepEqual(read["tls-san"], [...new Set(["198.51.100.11", "10.1.0.11", ...tlsSans])]);
        assert.equal(read["node-name"], name);
      }),
    );
  });

  it("has mirrors of registries only where some are configured", () => {
    assert.equal(registriesConfig(k3sCluster()), "");
    const mirrored = k3sCluster({ registryMirrors: { "docker.io": ["https://mirror.example.net"] } });
    assert.deepEqual(parse(registriesConfig(mirrored)), {
      mirrors: { "docker.io": { endpoint: ["https://mirror.example.net"] } },
    });
  });
});
