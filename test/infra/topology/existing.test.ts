import assert from "node:assert/strict";
import type { DescribedNode } from "../../../infra/kubernetes/describe-nodes.ts";
import { foundProblems, type FoundCluster } from "../../../infra/topology/existing.ts";
import { planOf, type ExistingClusterPlan } from "../../../infra/topology/plan.ts";
import { aConfig } from "../helpers/builders.ts";

const node = (name: string, zone: string, changes: Partial<DescribedNode> = {}): DescribedNode => ({
  name,
  uid: `uid of ${name}`,
  labels: {
    "kubernetes.io/hostname": name,
    "topology.kubernetes.io/zone": zone,
    "topology.kubernetes.io/region": "eu-west-1",
    "node.kubernetes.io/instance-type": "m7i.large",
    "eks.amazonaws.com/nodegroup": "general",
    tier: name === "a2" ? "edge" : "core",
  },
  taints: [],
  isReady: true,
  isCordoned: false,
  cpus: 1.93,
  memoryMiB: 7_000,
  provider: "aws",
  internalIp: `10.0.0.${name.charCodeAt(1)}`,
  externalIp: null,
  kubeletVersion: "v1.35.2-eks",
  ...changes,
});

const CLUSTER: FoundCluster = {
  context: "staging",
  server: "https://cluster.example",
  hasNamespace: false,
  nodes: [
    node("a1", "eu-west-1a"),
    node("a2", "eu-west-1a"),
    node("b1", "eu-west-1b"),
    node("b2", "eu-west-1b", { isCordoned: true }),
    node("b3", "eu-west-1b", { isReady: false }),
    node("control", "eu-west-1b", { taints: ["node-role.kubernetes.io/control-plane=:NoSchedule"] }),
  ],
};

const helm = { chart: "oci://charts.example/shop" };
const config = (cluster: object = {}, workload: object = {}) => {
  const own = { helm, entry: { service: "web" }, services: { web: {} }, ...workload };
  return aConfig({ topology: { cluster }, workload: own, observability: { install: false } });
};
const plan = (cluster?: object, workload?: object, found = CLUSTER): ExistingClusterPlan =>
  planOf("shop", config(cluster, workload), found) as ExistingClusterPlan;
const zone = (name: string) => ({ nodes: { "topology.kubernetes.io/zone": name } });

describe("the plan of a stack in an existing cluster", () => {
  it("has the nodes that take any pod, described by their well-known labels", () => {
    const { nodes } = plan();
    assert.deepEqual(
      nodes.map(({ name }) => name),
      ["a1", "a2", "b1"],
    );
    const { size, cpus, memoryMiB, site, machine, labels } = nodes[0]!;
    assert.deepEqual([size, cpus, memoryMiB, site], ["m7i.large", 1.93, 7_000, "eu-west-1a"]);
    assert.ok(machine?.kind === "cluster");
    assert.deepEqual([machine.provider, machine.region, machine.address], ["aws", "eu-west-1", "10.0.0.49"]);
    assert.ok(!("eks.amazonaws.com/nodegroup" in labels), "labels that nothing refers to");
  });

  it("is the same topology for everybody who asks, by whatever context, also without zones", () => {
    const labels = { "kubernetes.io/hostname": "a1" };
    const asked = (context: string) => plan({}, {}, { ...CLUSTER, context, nodes: [node("a1", "", { labels })] });
    const [admin, limited] = [asked("admin@shop"), asked("limited@shop")];
    assert.equal(admin.topologyDigest, limited.topologyDigest);
    assert.equal(admin.nodes[0]!.site, "cluster.example");
  });

  it("has the nodes with the labels of the stack file, and all pods are kept there", () => {
    const { nodes, workload, existing, placement } = plan(zone("eu-west-1a"), {
      services: { web: {}, api: { replicas: 2, nodeSelector: { tier: "edge" } } },
    });
    assert.deepEqual(
      nodes.map(({ name }) => name),
      ["a1", "a2"],
    );
    const within = { "topology.kubernetes.io/zone": "eu-west-1a" };
    assert.deepEqual(
      workload.services.map(({ nodeSelector }) => nodeSelector),
      [within, { ...within, tier: "edge" }],
    );
    assert.deepEqual(existing.workload.others, { nodeSelector: within, nodes: ["a1", "a2"] });
    assert.deepEqual(
      placement.map(({ service, node: on }) => [service, on]),
      [
        ["api", "a2"],
        ["api", "a2"],
      ],
    );
  });

  it("requires no machine to serve, and moves nothing", () => {
    const { existing, kubernetes } = plan();
    assert.deepEqual([existing.mustServe, existing.entry.move, kubernetes], [[], null, null]);
  });

  it("makes a namespace of the stack's own, unless it was made for it", () => {
    const { workload, ownsNamespace, labels } = plan().existing;
    assert.deepEqual([workload.namespace, ownsNamespace], ["stackmark-shop", true]);
    assert.deepEqual(labels, { "stackmark-stack": "shop" });
    const given = plan({ namespace: "team-shop" }, {}, { ...CLUSTER, hasNamespace: true }).existing;
    assert.deepEqual([given.workload.namespace, given.ownsNamespace], ["team-shop", false]);
    assert.deepEqual(given.labels, { "stackmark-stack": "shop" });
    assert.equal(plan({}, { helm: { ...helm, namespace: "charted" } }).existing.workload.namespace, "charted");
  });

  it("has equal digests for nodes of the same kind whatever their names, and others for another zone", () => {
    const renamed = { ...CLUSTER, nodes: CLUSTER.nodes.map((each) => ({ ...each, name: `new-${each.name}` })) };
    assert.equal(plan({}, {}, renamed).topologyDigest, plan().topologyDigest);
    const [a, b] = [plan(zone("eu-west-1a")), plan(zone("eu-west-1b"))];
    assert.notEqual(a.topologyDigest, b.topologyDigest);
    assert.equal(a.workloadDigest, b.workloadDigest, "two topologies of one workload are comparable");
  });

  it("uses the addresses that the stack file asks for", () => {
    const nodes = [node("a1", "z", { externalIp: "203.0.113.7" })];
    const addressOf = (cluster: object): string | null => {
      const { machine } = plan(cluster, {}, { ...CLUSTER, nodes }).nodes[0]!;
      return machine?.kind === "cluster" ? machine.address : null;
    };
    assert.equal(addressOf({}), "203.0.113.7");
    assert.equal(addressOf({ address: "internal" }), "10.0.0.49");
    assert.equal(addressOf({ address: "internal", addresses: { a1: "198.51.100.7" } }), "198.51.100.7");
  });

  it("notes measured parts under 60 s where services are measured", () => {
    const load = { warmUpS: 10, levels: [{ name: "low", users: 1, spawnRatePerS: 1, durationS: 50 }] };
    const own = { topology: { cluster: {} }, workload: { helm, entry: { service: "web" } }, load };
    const noted = (observability: object): boolean =>
      planOf("shop", aConfig({ ...own, observability }), CLUSTER).notes.some((note) =>
        note.includes("shorter than 60 s"),
      );
    assert.deepEqual([noted({ install: true }), noted({ install: false })], [true, false]);
  });

  it("says what the stack file asks of the cluster that it does not have, all at once", () => {
    const problems = foundProblems(
      config(
        { namespace: "other", address: "external", addresses: { a9: "198.51.100.7" }, nodes: { tier: "core" } },
        { services: { web: { nodeSelector: { tier: "gpu" } } } },
      ),
      "shop",
      CLUSTER,
    );
    assert.deepEqual(
      problems.map(({ path }) => path),
      [
        "topology.cluster.namespace",
        "topology.cluster.addresses.a9",
        "workload.services.web.nodeSelector",
        "topology.cluster.address",
      ],
    );
    const [none] = foundProblems(config({ nodes: { tier: "gpu" } }), "stackmark-shop", CLUSTER);
    assert.match(none!.message, /a1 \(topology.kubernetes.io\/zone=eu-west-1a.*b2 \(.*cordoned\).*and 1 more/);
  });
});
