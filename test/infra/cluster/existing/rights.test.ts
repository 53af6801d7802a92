import assert from "node:assert/strict";
import { roleObjects } from "../../../../infra/cluster/existing/role.ts";
import { resourceOf, rightsFor, rightText, type RightsInput } from "../../../../infra/cluster/existing/rights.ts";
import type { KubeObject } from "../../../../infra/kubernetes/objects.ts";

const object = (apiVersion: string, kind: string, namespace?: string): KubeObject => {
  return { apiVersion, kind, metadata: { name: "one", namespace } };
};
const input = (changes: Partial<RightsInput> = {}): RightsInput => ({
  namespace: "shop",
  ownsNamespace: true,
  installation: { kind: "objects", objects: [object("apps/v1", "Deployment"), object("v1", "ConfigMap")] },
  killPod: false,
  preload: false,
  isAutoscaled: false,
  loadFrom: "elsewhere",
  prometheus: null,
  hasMonitoring: false,
  ...changes,
});
const texts = (changes?: Partial<RightsInput>): string[] =>
  rightsFor(input(changes)).map((right) => `${right.namespace ?? "*"}: ${rightText(right)}`);

describe("rights in an existing cluster", () => {
  it("autoscalers are set and deleted only where a service has one", () => {
    const right = "shop: get, create, patch, delete horizontalpodautoscalers.autoscaling";
    assert.deepEqual([texts().includes(right), texts({ isAutoscaled: true }).includes(right)], [false, true]);
  });

  it("a load from pods needs namespaces of its own in the whole cluster, and one in regions needs Services there", () => {
    const more = (loadFrom: RightsInput["loadFrom"]) => texts({ loadFrom }).filter((text) => !texts().includes(text));
    const pods = [
      "*: get, list, create, delete namespaces",
      "*: create, patch jobs.batch",
      "*: create configmaps",
      "*: list, delete pods",
      "*: get, create pods/exec",
    ];
    assert.deepEqual(more("pods"), pods);
    assert.deepEqual(more("pods in regions"), [
      ...pods,
      "*: create services",
      "*: create endpointslices.discovery.k8s.io",
    ]);
  });

  it("are those for the kinds of the application's objects, and what is read or patched; nothing else", () => {
    assert.deepEqual(texts(), [
      "*: get, list nodes",
      "*: create, delete namespaces",
      "shop: get namespaces",
      "shop: get, list, watch pods",
      "shop: get, list, watch, create, update, patch, delete services",
      "shop: get, list, watch endpoints",
      "shop: get, list, watch events",
      "shop: get, list, watch endpointslices.discovery.k8s.io",
      "shop: get, list, watch, create, update, patch, delete deployments.apps",
      "shop: get, list, watch, patch statefulsets.apps",
      "shop: get, list, watch, create, update, patch, delete configmaps",
    ]);
  });

  it("to make namespaces are not needed where the namespace is made for the stack", () => {
    assert.ok(!texts({ ownsNamespace: false }).some((text) => /create.* namespaces/.test(text)));
  });

  it("to delete pods, to create them and to use proxies are needed only where a pod is deleted, images are pulled in advance, or a Prometheus is read", () => {
    assert.ok(texts({ killPod: true }).includes("shop: get, list, watch, delete pods"));
    assert.ok(texts({ preload: true }).includes("shop: get, list, watch, create, delete pods"));
    const prometheus = { namespace: "monitoring", name: "prometheus", port: 9090, path: "/" };
    const added = texts({ prometheus }).filter((text) => !texts().includes(text));
    assert.deepEqual(added, ["monitoring: get services/proxy"]);
  });

  it("are all that there are where the stack installs a Prometheus, whose chart makes ClusterRoles", () => {
    assert.deepEqual(texts({ hasMonitoring: true }), [
      "*: everything, because the chart of the monitoring makes ClusterRoles",
    ]);
  });

  it("of objects without a namespace are for the whole cluster", () => {
    const objects = [object("rbac.authorization.k8s.io/v1", "ClusterRole")];
    const all = "get, list, watch, create, update, patch, delete";
    const right = `*: ${all} clusterroles.rbac.authorization.k8s.io`;
    assert.ok(texts({ installation: { kind: "objects", objects } }).includes(right));
  });

  for (const [kind, resource] of Object.entries({
    Ingress: "ingresses",
    NetworkPolicy: "networkpolicies",
    Gateway: "gateways",
    Endpoints: "endpoints",
    StorageClass: "storageclasses",
    Service: "services",
  }))
    it(`a ${kind} is one of ${resource}`, () => assert.equal(resourceOf(kind), resource));

  it("are granted by a Role in each namespace and a ClusterRole, bound to a service account in the stack's namespace", () => {
    const prometheus = { namespace: "monitoring", name: "prometheus", port: 9090, path: "/" };
    const objects = roleObjects("Shop", "shop", rightsFor(input({ ownsNamespace: false, prometheus }))) as any[];
    const name = objects[1].metadata.name as string;
    assert.match(name, /^stackmark-shop-/);
    assert.deepEqual(
      objects.map(({ kind, metadata }) => [kind, metadata.namespace]),
      [
        ["Namespace", undefined],
        ["ServiceAccount", "shop"],
        ["ClusterRole", undefined],
        ["ClusterRoleBinding", undefined],
        ["Role", "shop"],
        ["RoleBinding", "shop"],
        ["Role", "monitoring"],
        ["RoleBinding", "monitoring"],
      ],
    );
    for (const { roleRef, subjects } of objects.filter(({ kind }) => kind.endsWith("Binding"))) {
      assert.equal(roleRef.name, name);
      assert.deepEqual(subjects, [{ kind: "ServiceAccount", name, namespace: "shop" }]);
    }
    assert.deepEqual(objects[2].rules, [{ apiGroups: [""], resources: ["nodes"], verbs: ["get", "list"] }]);
  });

  it("may be granted to a user or a group instead", () => {
    const objects = roleObjects("shop", "shop", rightsFor(input()), { kind: "Group", name: "team" }) as any[];
    assert.ok(!objects.some(({ kind }) => kind === "ServiceAccount"));
    const { subjects } = objects.find(({ kind }) => kind === "RoleBinding");
    assert.deepEqual(subjects, [{ kind: "Group", name: "team", apiGroup: "rbac.authorization.k8s.io" }]);
  });
});
