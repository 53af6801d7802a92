import assert from "node:assert/strict";
import { mayKubeletSet } from "../../../infra/catalog/labels.ts";
import { clusterProblems } from "../../../infra/k3s/validation.ts";
import { agentScript } from "../../../infra/k3s/scripts/index.ts";
import { k3sCluster, k3sNode, privateCluster, serverNode, wanCluster } from "./clusters.ts";

describe("validation of a cluster", () => {
  it("a cluster of one machine, of neighbours, or across a WAN is valid", () => {
    assert.deepEqual([k3sCluster(), privateCluster(), wanCluster()].flatMap(clusterProblems), []);
  });

  it("a role label set by the node itself is rejected, because its kubelet would not start", () => {
    const edge = k3sNode("edge-node", { labels: { "node-role.kubernetes.io/edge": "true" } });
    const cluster = wanCluster({ nodes: [serverNode(), edge] });
    assert.throws(() => agentScript(cluster, edge), {
      code: "K3S_INPUT_INVALID",
      message:
        /node edge-node: label node-role\.kubernetes\.io\/edge may not be set by the node itself.*after it has joined/,
    });
  });

  it("labels that a node may set are told apart from those that it may not", () => {
    const allowed = [
      "stackmark.dev/zone",
      "zone",
      "topology.kubernetes.io/zone",
      "node.kubernetes.io/pool",
      "kubernetes.io/arch",
    ];
    const refused = [
      "node-role.kubernetes.io/edge",
      "kubernetes.io/role",
      "k8s.io/x",
      "topology.kubernetes.io/rack",
      "a.k8s.io/b",
    ];
    assert.deepEqual(
      allowed.filter((key) => !mayKubeletSet(key)),
      [],
    );
    assert.deepEqual(refused.filter(mayKubeletSet), []);
  });

  it("all problems are reported at once, each with its node or key", () => {
    const cluster = wanCluster({
      version: "latest",
      mtu: 68,
      podCidr: "10.42.0.0",
      source: { kind: "download", installerUrl: "ftp://x", artifactUrl: "https://x", installerSha256: "zz" },
      nodes: [
        k3sNode("Worker", { publicIp: null, taints: ["x"], iface: "a b" }),
        k3sNode("worker", { nodeIp: "10.0.0" }),
        k3sNode("worker"),
      ],
    });
    const problems = clusterProblems(cluster);
    for (const about of [
      /version latest/,
      /mtu 68/,
      /podCidr 10\.42\.0\.0 is not an IPv4 range/,
      /installerUrl ftp/,
      /installerSha256 zz/,
      /exactly one server, but there are 0/,
      /node worker: several nodes have this name/,
      /node Worker: its name/,
      /node Worker: it needs a publicIp, at which its peers reach it over a WAN/,
      /node Worker: taint x/,
      /node Worker: iface a b/,
      /node worker: nodeIp 10\.0\.0/,
    ])
      assert.ok(
        problems.some((problem) => about.test(problem)),
        `${about} in ${problems.join("; ")}`,
      );
    assert.equal(problems.length, 12);
  });
});
