import assert from "node:assert/strict";
import { problemText } from "../../../../infra/config/problems.ts";
import { parseStack, type RawStack } from "../../topology/stacks.ts";

const SERVER = { name: "server", cloud: "azure", role: "server", size: "Standard_D8s_v5" } as const;

function problemsOf(workload: object, more: Partial<RawStack> = {}): string[] {
  const stack: RawStack = {
    topology: { nodes: [SERVER] },
    workload: { name: "boutique", ...workload },
    access: { adminCidrs: ["203.0.113.0/29"] },
    ...more,
  };
  return parseStack(stack).problems.map(problemText);
}

const HELM = { chart: "oci://registry.example/charts/shop", version: "1.2.3" };
const canary = { service: "frontend", image: "example/frontend:2" };

describe("the keys of an exposure", () => {
  it("each kind may have its own", () => {
    for (const exposure of [
      { kind: "NodePort" },
      { kind: "LoadBalancer", port: 8000 },
      { kind: "Ingress", timeoutS: 30, maxBodyMiB: 8 },
      { kind: "Ingress", controller: "ingress-nginx", chart: { version: "4.13.0" } },
      { kind: "Gateway", gateway: { name: "web", namespace: "infra" }, port: 8000, timeoutS: 5 },
    ])
      assert.deepEqual(problemsOf({ exposure }), [], JSON.stringify(exposure));
  });

  const cases: [title: string, exposure: object, expected: string[]][] = [
    [
      "settings of a proxy without one",
      { kind: "NodePort", timeoutS: 30, maxBodyMiB: 8 },
      [
        "workload.exposure.timeoutS: is for the kind Ingress or Gateway; here it is NodePort",
        "workload.exposure.maxBodyMiB: is for the kind Ingress; here it is NodePort",
      ],
    ],
    [
      "a chart of the proxy that K3s ships",
      { kind: "Ingress", chart: { version: "4.13.0" } },
      ["workload.exposure.chart: is that of ingress-nginx; K3s ships traefik itself"],
    ],
    [
      "a Gateway without its name",
      { kind: "Gateway" },
      ["workload.exposure.gateway: is missing: name the Gateway, such as { name: web }"],
    ],
    [
      "a kind that there is not",
      { kind: "Nodeport" },
      [
        'workload.exposure.kind = "Nodeport": must be one of NodePort, LoadBalancer, Ingress, Gateway; did you mean NodePort?',
      ],
    ],
  ];
  for (const [title, exposure, expected] of cases)
    it(`a problem is reported: ${title}`, () => assert.deepEqual(problemsOf({ exposure }), expected));

  it("a component of K3s that is disabled on purpose, and that the exposure needs, is a problem", () => {
    const topology = { nodes: [SERVER], k3s: { disable: ["traefik", "servicelb", "coredns"] } };
    assert.deepEqual(problemsOf({ exposure: { kind: "Ingress" } }, { topology }), [
      "topology.k3s.disable = servicelb, traefik: is needed for the exposure Ingress; take it off the list",
    ]);
  });

  it("emulated nodes have one way in", () => {
    const topology = { nodes: [{ name: "server", cloud: "local", role: "server" }] } as unknown as RawStack["topology"];
    const problems = problemsOf(
      { name: "storefront", exposure: { kind: "Ingress" }, canary },
      { topology, access: {} },
    );
    assert.ok(problems.includes('workload.exposure.kind = "Ingress": needs real machines'), problems.join("\n"));
    assert.ok(problems.includes("workload.canary: needs real machines"), problems.join("\n"));
  });
});

describe("the keys of a canary", () => {
  it("a service with another image or other variables is valid", () => {
    assert.deepEqual(problemsOf({ canary }), []);
    assert.deepEqual(problemsOf({ canary: { service: "cartservice", env: { VERSION: "2" }, weight: 10 } }), []);
    const match = { header: "x-version", contains: "v2" };
    assert.deepEqual(problemsOf({ exposure: { kind: "Ingress" }, canary: { ...canary, by: "weights", match } }), []);
  });

  const cases: [title: string, workload: object, expected: RegExp][] = [
    [
      "nothing that differs",
      { canary: { service: "frontend" } },
      /^workload\.canary\.image: or `env` or `values` is missing: say what differs in the new version$/,
    ],
    [
      "a service that the workload does not have",
      { canary: { ...canary, service: "frontent" } },
      /^workload\.canary\.service: is not a service of .*; services: .*; did you mean frontend\?$/,
    ],
    [
      "weights without a proxy",
      { canary: { ...canary, by: "weights" } },
      /^workload\.canary\.by = "weights": needs a proxy before the entry: set workload\.exposure\.kind to Ingress or Gateway; here it is NodePort$/,
    ],
    [
      "settings of the canary among those of services",
      {
        name: undefined,
        helm: HELM,
        entry: { service: "web" },
        canary,
        services: { "frontend-canary": { replicas: 2 } },
      },
      /^workload\.services\.frontend-canary: is the canary, which runs as the service itself does; set `workload\.canary`$/,
    ],
    [
      "weights for another service than the entry",
      {
        ...{ name: undefined, helm: HELM, entry: { service: "web" }, exposure: { kind: "Ingress" } },
        canary: { ...canary, by: "weights" },
      },
      /^workload\.canary\.by = "weights": needs the entry, and frontend is another service: the proxy divides the users of web only$/,
    ],
  ];
  for (const [title, workload, expected] of cases)
    it(`a problem is reported: ${title}`, () => {
      const problems = problemsOf(workload);
      assert.equal(problems.length, 1, problems.join("\n"));
      assert.match(problems[0]!, expected);
    });

  it("a tool's results do not tell versions apart", () => {
    const match = { contains: "v2" };
    const load = { tool: "k6", file: "./shop.mjs" };
    assert.deepEqual(problemsOf({ canary: { ...canary, match } }, { load }), [
      "workload.canary.match: needs Stackmark's generator: k6 does not tell versions apart",
    ]);
  });
});
