import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "yaml";
import { agentConfig, flannelConf, registriesConfig, serverConfig } from "../../../infra/k3s/config-files.ts";
import { needsChecksumsInSoftware, podMtu } from "../../../infra/k3s/model.ts";
import { k3sCluster, k3sNode, privateCluster, serverNode, wanCluster } from "./clusters.ts";

const settings = (text: string): Record<string, unknown> => parse(text) as Record<string, unknown>;

describe("K3s' configuration files", () => {
  const wan = wanCluster();
  const near = privateCluster();

  it("the server's certificate names every address that clients use", () => {
    const names = settings(serverConfig(wan, wan.nodes[0]!))["tls-san"];
    assert.deepEqual(names, ["198.51.100.11", "10.1.0.11", "k3s.example.net"]);
  });

  it("the overlay uses public addresses for every pair as soon as one node is across a WAN", () => {
    const server = settings(serverConfig(wan, wan.nodes[0]!));
    assert.equal(server["flannel-external-ip"], true);
    assert.equal(server["node-external-ip"], "198.51.100.11");
    assert.equal(server["node-ip"], "10.1.0.11");
    const agent = settings(agentConfig(wan, wan.nodes[1]!));
    assert.equal(agent["node-external-ip"], "203.0.113.12");
    assert.equal(agent.server, "https://198.51.100.11:6443");
  });

  it("the overlay uses no public addresses if all nodes are neighbours", () => {
    const server = settings(serverConfig(near, near.nodes[0]!));
    assert.equal("flannel-external-ip" in server || "node-external-ip" in server, false);
    assert.equal(settings(agentConfig(near, near.nodes[1]!)).server, "https://10.1.0.11:6443");
  });

  it("an agent's configuration contains no setting that only servers accept", () => {
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

  it("an agent's configuration names the agent token only", () => {
    const agent = agentConfig(wan, wan.nodes[1]!);
    assert.doesNotMatch(agent, /server-token/);
    assert.equal(settings(agent)["token-file"], "/etc/rancher/k3s/agent-token");
  });

  it("an agent's configuration contains the labels and taints of its registration", () => {
    const agent = settings(agentConfig(wan, wan.nodes[1]!));
    assert.deepEqual(agent["node-label"], ["stackmark.dev/zone=edge", "topology.kubernetes.io/region=europe-west1"]);
    assert.deepEqual(agent["node-taint"], ["stackmark.dev/edge=true:NoSchedule"]);
  });

  it("the server's configuration disables the packaged components that are not needed", () => {
    assert.deepEqual(settings(serverConfig(k3sCluster(), serverNode())).disable, ["traefik", "servicelb"]);
  });

  it("K3s, which reads YAML 1.1, reads every string as a string, even a node named no", () => {
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

  it("registries.yaml has mirrors only if some are configured", () => {
    assert.equal(registriesConfig(k3sCluster()), "");
    const mirrored = k3sCluster({ registryMirrors: { "docker.io": ["https://mirror.example.net"] } });
    assert.deepEqual(parse(registriesConfig(mirrored)), {
      mirrors: { "docker.io": { endpoint: ["https://mirror.example.net"] } },
    });
  });
});

describe("flannel's configuration", () => {
  it("every node gets the MTU of the narrowest network", () => {
    const { Backend } = JSON.parse(flannelConf(wanCluster({ mtu: 1460 })));
    assert.deepEqual(Backend, { Type: "vxlan", MTU: 1460 });
    assert.equal(podMtu(wanCluster({ mtu: 1460 })), 1410);
    assert.equal(podMtu(k3sCluster()), 1450);
  });

  it("WireGuard sends keep-alives so that NAT entries stay open, and has the larger overhead", () => {
    const cluster = wanCluster({ overlay: "wireguard-native", mtu: 1460 });
    const { Backend } = JSON.parse(flannelConf(cluster));
    assert.deepEqual(Backend, { Type: "wireguard", PersistentKeepaliveInterval: 25, MTU: 1460 });
    assert.equal(podMtu(cluster), 1380);
  });

  it("checksums are computed in software only if VXLAN crosses a NAT", () => {
    assert.equal(needsChecksumsInSoftware(wanCluster()), true);
    assert.equal(needsChecksumsInSoftware(wanCluster({ overlay: "wireguard-native" })), false);
    assert.equal(needsChecksumsInSoftware(privateCluster()), false);
    const onInterfaces = [serverNode({ isBehindNat: false }), k3sNode("edge", { isBehindNat: false })];
    assert.equal(needsChecksumsInSoftware(wanCluster({ nodes: onInterfaces })), false);
  });
});
