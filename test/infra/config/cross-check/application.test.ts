import assert from "node:assert/strict";
import { problemsIn } from "../workload-files/application.ts";

const entry = { service: "web" };
const helm = { chart: "oci://registry.example/charts/shop", version: "1.2.3" };
const local = [{ name: "server", cloud: "local", role: "server" }];

describe("the keys for an application of the user's", () => {
  it("a chart with an entry is valid", () => {
    assert.deepEqual(problemsIn({ helm, entry }, "."), []);
    assert.deepEqual(problemsIn({ name: "shop", helm, entry: { service: "web", port: 80, path: "/x" } }, "."), []);
  });

  const cases: [title: string, workload: object, expected: string[]][] = [
    [
      "a chart without an entry",
      { helm },
      [
        "workload.entry: is missing: name the Kubernetes Service that users connect to, such as { service: web, port: 80 }",
      ],
    ],
    [
      "an entry without an application",
      { name: "boutique", entry },
      [
        "workload.entry: is for an application of yours; say what to measure with one of `helm`, `manifests`, `kustomize`, `url`, `processes`",
      ],
    ],
    [
      "settings of Online Boutique with a chart",
      { helm, entry, chart: { version: "0.10.5" } },
      ["workload.chart: is for Online Boutique; here `helm` is deployed"],
    ],
    [
      "a name that is a namespace of the cluster",
      { name: "kube-system", helm, entry },
      ['workload.name = "kube-system": names a namespace that others use; choose another name'],
    ],
    [
      "a namespace that others use",
      { helm: { ...helm, namespace: "monitoring" }, entry },
      ['workload.helm.namespace = "monitoring": must be a namespace of its own, which others do not use'],
    ],
    [
      "a chart of a repository without the repository",
      { helm: { chart: "shop" }, entry },
      ["workload.helm.repo: is missing: `chart` is a name in a Helm repository"],
    ],
    [
      "a repository for a folder",
      { helm: { chart: "./shop", repo: "https://charts.example" }, entry },
      ['workload.helm.repo = "https://charts.example": must not be set: `chart` is a path'],
    ],
    [
      "a name that is no workload",
      { name: "boutiqe" },
      [
        'workload.name = "boutiqe": must be one of storefront, boutique, iot, rest-api, echo, or `helm`, `manifests`, `kustomize`, `url` or `processes` must say what to measure; did you mean boutique?',
      ],
    ],
  ];
  for (const [title, workload, expected] of cases)
    it(`${title} is rejected`, () => assert.deepEqual(problemsIn(workload, "."), expected));

  it("two applications are rejected", () => {
    const found = problemsIn({ helm, kustomize: "./k8s", entry }, ".");
    assert.ok(found.includes("workload.kustomize: is a second application beside `helm`; keep one of them"));
  });

  it("emulated nodes, on which there is no Kubernetes, are rejected", () => {
    assert.deepEqual(problemsIn({ helm, entry }, ".", local), [
      "workload.helm: needs real machines (`cloud: azure`, `gcp` or `existing`): there is no Kubernetes on emulated nodes",
    ]);
  });

  it("something that runs already needs nothing but its URL, and takes nothing of what is installed", () => {
    const url = "https://shop.example/products";
    assert.deepEqual(problemsIn({ url }, ".", []), []);
    assert.deepEqual(problemsIn({ url, entry, services: { web: {} } }, "."), [
      "workload.entry: is for an application that is installed; `url` says it all",
      "workload.services: cannot be set: what runs behind `url` is not Stackmark's",
      "topology.nodes: must not be set: what runs behind `workload.url` has its own machines",
    ]);
    assert.deepEqual(problemsIn({ url: "https://user:hunter2@shop.example/" }, ".", []), [
      "workload.url: has a user or password, which results would show; leave them out, and set the `Authorization` header in a scenario of yours (`load.scenario`)",
    ]);
    assert.deepEqual(problemsIn({ url: "shop.example" }, ".", []), [
      'workload.url = "shop.example": must be an http or https URL',
    ]);
  });
});
