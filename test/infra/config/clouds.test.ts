import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { planStackFile } from "../../../infra/stack-file.ts";
import { parsedOrThrow } from "../../../infra/config/parse.ts";
import { problemText } from "../../../infra/config/problems.ts";
import { edgeKeys, parseStack, type RawNode, type RawStack } from "../topology/stacks.ts";

const server: RawNode = { name: "server", cloud: "azure", role: "server" };
const worker: RawNode = { name: "worker", cloud: "azure" };
const gcpWorker: RawNode = { name: "gcp-worker", cloud: "gcp" };
const edge: RawNode = { name: "edge", cloud: "existing", ...edgeKeys(0) };

const stack = (nodes: RawNode[], more: Record<string, object> = {}): RawStack => ({
  ...more,
  workload: { name: "boutique", ...more.workload },
  access: { adminCidrs: ["203.0.113.7/32"], ...more.access },
  topology: { nodes, gcp: { project: "a-project" }, ...more.topology },
});

const problems = (raw: RawStack): string[] => {
  const result = parseStack(raw);
  return [...result.problems, ...result.unset].map(problemText);
};

describe("the configuration of real machines", () => {
  it("each cloud alone and all clouds together are valid", () => {
    for (const nodes of [[server], [server, worker], [server, gcpWorker], [server, worker, gcpWorker, edge]])
      assert.deepEqual(problems(stack(nodes)), []);
  });

  const cases: [title: string, raw: RawStack, expected: string[]][] = [
    [
      "a node in an unknown region is rejected",
      stack([server, { ...gcpWorker, region: "europe-wst1" }]),
      [
        'topology.nodes[1].region = "europe-wst1": is not a known region of gcp; set its range of addresses in topology.networks.europe-wst1; did you mean europe-west1?',
      ],
    ],
    [
      "an unknown region with a configured range is accepted",
      stack([{ ...server, region: "moonbase" }], { topology: { networks: { moonbase: "10.200.0.0/16" } } }),
      [],
    ],
    [
      "ranges that overlap are rejected",
      stack([server, gcpWorker], { topology: { podCidr: "10.64.8.0/21", serviceCidr: "10.128.0.0/24" } }),
      [
        'topology.networks.westeurope = "10.64.0.0/16": overlaps 10.64.8.0/21 of pods: an address must have one owner',
        'topology.networks.europe-west1 = "10.128.0.0/16": overlaps 10.128.0.0/24 of services: an address must have one owner',
      ],
    ],
    [
      "a range that overlaps a default range is rejected, in addition to another problem",
      stack([server], { topology: { podCidr: "10.43.0.0/16", mtu: 9000 } }),
      [
        "topology.mtu = 9000: must be at most 1500",
        'topology.podCidr = "10.43.0.0/16": overlaps 10.43.0.0/16 of services: an address must have one owner',
      ],
    ],
    [
      "an unknown cloud is reported together with all other problems",
      stack([server, { ...worker, cloud: "aws" as "azure" }], { access: { adminCidrs: ["0.0.0.0/0"] } }),
      [
        'topology.nodes[1].cloud = "aws": must be one of local, azure, gcp, existing',
        'access.adminCidrs[0] = "0.0.0.0/0": opens the machines to the world; set your own addresses, or allowWorld: true to allow it',
      ],
    ],
    [
      "an admin range that is the world is rejected",
      stack([server], { access: { adminCidrs: ["0.0.0.0/0"] } }),
      [
        'access.adminCidrs[0] = "0.0.0.0/0": opens the machines to the world; set your own addresses, or allowWorld: true to allow it',
      ],
    ],
    [
      "an admin range that is the world is accepted with allowWorld",
      stack([server], { access: { adminCidrs: ["0.0.0.0/0"], allowWorld: true } }),
      [],
    ],
    [
      "a selector for a node that does not exist is rejected",
      stack([server, worker], {
        workload: { services: { frontend: { nodeSelector: { "kubernetes.io/hostname": "wrker" } } } },
      }),
      [
        'workload.services.frontend.nodeSelector = {"kubernetes.io/hostname":"wrker"}: matches no node of topology.nodes; give a node these labels',
      ],
    ],
    [
      "VXLAN to a node behind a NAT without a forwarded address is rejected",
      stack([server, { ...edge, publicIp: undefined, behindNat: true }]),
      [
        "topology.nodes[1].behindNat = true: needs a `publicIp` that is forwarded to the machine: VXLAN peers cannot send packets to a machine behind a NAT otherwise",
        "topology.nodes[1].publicIp = <unset>: set the public address of edge",
      ],
    ],
    [
      "memory requests that exceed the memory of the nodes are rejected",
      stack([{ ...server, size: "Standard_B2s" }, worker], {
        workload: {
          services: {
            frontend: {
              replicas: 20,
              resources: { requests: { memory: "1Gi" } },
              nodeSelector: { "kubernetes.io/hostname": "server" },
            },
          },
        },
      }),
      [
        "workload.services = frontend: requests 20480 MiB on server, which has 1024 MiB left besides K3s and monitoring; use larger machines or fewer replicas",
      ],
    ],
    [
      "an unknown size is rejected, and accepted with its cores and memory",
      stack([
        server,
        { ...worker, size: "Standard_D4_v5" },
        { ...gcpWorker, size: "c4-odd", cpus: 6, memoryMiB: 12_000 },
      ]),
      [
        'topology.nodes[1].size = "Standard_D4_v5": is not one of Standard_D2s_v5, Standard_D4s_v5, Standard_D8s_v5, Standard_D16s_v5, Standard_F4s_v2, Standard_F8s_v2, Standard_B2s, Standard_B2ms, Standard_B4ms; any other machine type needs `cpus` and `memoryMiB`; did you mean Standard_D4s_v5?',
      ],
    ],
    [
      "keys of other clouds than the node's are rejected",
      stack([server, { ...worker, publicIp: "198.51.100.7", zone: "b" }, { ...edge, spot: true }]),
      [
        "topology.nodes[1].zone: is for gcp nodes; this is a node of azure",
        "topology.nodes[1].publicIp: is for existing nodes; this is a node of azure",
        "topology.nodes[2].spot: is for azure and gcp nodes; this is a node of existing",
      ],
    ],
    [
      "a mix of emulated nodes and real machines is rejected",
      stack([server, { name: "near", cloud: "local" as "azure" }]),
      ["topology.nodes = 1 local, 1 real: must be all `local` or none: no network joins emulated nodes with real ones"],
    ],
    [
      "the storefront on real machines is rejected",
      stack([server], { workload: { name: "storefront" } }),
      [
        'workload.name = "storefront": runs only on emulated nodes (`cloud: local`); here it must be one of boutique, iot, rest-api, echo',
      ],
    ],
    [
      "settings of a service that is not deployed are rejected",
      stack([server], { workload: { profile: "minimal", services: { adservice: { replicas: 2 } } } }),
      [
        "workload.services.adservice: is not a service of boutique (minimal); services: cartservice, checkoutservice, currencyservice, frontend, paymentservice, productcatalogservice, shippingservice, redis-cart",
      ],
    ],
    [
      "a server that is joined manually is rejected",
      stack([{ ...edge, role: "server", join: "manual" }]),
      ['topology.nodes[0].join = "manual": must be ssh on the server, which sets up everything else'],
    ],
  ];
  for (const [title, raw, expected] of cases)
    it(title, () => {
      assert.deepEqual(problems(raw), expected);
    });

  it("a secret in plain text is rejected, with the command that encrypts it", () => {
    const result = planStackFile(
      "edge",
      "config:\n  stackmark:topology: {nodes: [{name: server, cloud: azure, role: server}]}\n  stackmark:workload: {name: boutique}\n  stackmark:grafanaPassword: hunter2\n",
    );
    assert.deepEqual(result.problems.map(problemText), [
      "grafanaPassword: is a secret in plain text; set it with: pulumi config set --secret grafanaPassword",
    ]);
  });
});

describe("required settings", () => {
  const file = (name: string): string => readFileSync(new URL(`../../../Pulumi.${name}.yaml`, import.meta.url), "utf8");
  const unsetOf = (name: string): string[] => planStackFile(name, file(name)).unset.map(({ path }) => path);

  it("the committed stack files leave only required settings unset", () => {
    assert.deepEqual(unsetOf("single"), ["access.adminCidrs"]);
    assert.deepEqual(unsetOf("multinode"), ["access.adminCidrs"]);
    assert.deepEqual(unsetOf("multicloud"), ["access.adminCidrs", "topology.gcp.project"]);
    assert.deepEqual(unsetOf("edge"), [
      "access.adminCidrs",
      "topology.nodes[2].publicIp",
      "topology.nodes[2].hostKey",
      "edgeSshKey",
    ]);
  });

  it("a plan shows missing required settings as <unset>", () => {
    const { plan } = planStackFile("single", file("single"));
    assert.deepEqual(
      plan?.kubernetes?.rules.map(({ kind, sources }) => [kind, sources]),
      [
        ["allow-ssh", [{ cidr: "<unset>" }]],
        ["allow-k3s-admin", [{ cidr: "<unset>" }]],
        ["allow-entry", [{ cidr: "<unset>" }]],
      ],
    );
  });

  it("`up` reports missing required settings with all other problems", () => {
    const raw: RawStack = { ...stack([server, gcpWorker]), load: { repeats: 0 } };
    raw.access = {};
    raw.topology = { nodes: [server, gcpWorker] };
    assert.throws(
      () => parsedOrThrow("mine", parseStack(raw)),
      (error: Error & { code: string }) => {
        assert.equal(error.code, "CONFIG_INVALID");
        for (const path of ["load.repeats = 0", "access.adminCidrs = <unset>", "topology.gcp.project = <unset>"])
          assert.ok(error.message.includes(path), error.message);
        return true;
      },
    );
  });

  it("a machine that is joined manually requires no host key", () => {
    const manual: RawNode = { name: "edge", cloud: "existing", publicIp: "198.51.100.9", join: "manual" };
    assert.deepEqual(problems(stack([server, manual])), []);
  });
});
