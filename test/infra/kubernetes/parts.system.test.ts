import assert from "node:assert/strict";
import { join } from "node:path";
import { readable, record, type RecordedResource, type Recording } from "@stackmark/engine/record";

const PROGRAM = join(import.meta.dirname, "../../fixtures/infra/kubernetes");
const DYNAMIC = "pulumi-nodejs:dynamic/stackmark";
const ADDRESSES: Record<string, string> = { server: "203.0.113.7", "gcp-worker": "198.51.100.9" };
const PLACEMENT = [{ service: "frontend", replica: 0, node: "gcp-worker" }];

const last = (urn: string): string => urn.split("::").at(-1)!;

describe("monitoring and Online Boutique, as registered", function () {
  this.timeout(30_000);
  let recording: Recording;
  before(async () => {
    recording = await record({
      projectDir: PROGRAM,
      stack: "dev",
      computed: {
        resources: {
          "cloud:compute:Machine": ({ name }) => ({ address: ADDRESSES[name]! }),
          "cloud:k3s:Cluster": { kubeconfig: "a key is in here" },
          "kubernetes:helm.sh/v3:Release": { status: { revision: 1 } },
          [`${DYNAMIC}:GrafanaPassword`]: { password: "made by the resource" },
          [`${DYNAMIC}:Reschedule`]: { before: [], after: PLACEMENT, durationMs: 9_000, probes: {} },
          [`${DYNAMIC}:Rollout`]: { placement: PLACEMENT, entryNode: "gcp-worker", podsPerNode: {}, readyMs: 1 },
        },
      },
    });
  });

  const named = (name: string, type = ""): RecordedResource =>
    recording.resources.find((r) => r.name === name && r.type.includes(type)) ??
    assert.fail(`${name} was not registered`);
  const dependencies = (name: string, type?: string): string[] => named(name, type).dependencies.map(last);
  const parts = () =>
    recording.resources.filter(({ parent }) => ["boutique", "monitoring"].includes(last(parent ?? "")));

  it("monitoring and Online Boutique register the resources of the phase and no others", () => {
    assert.deepEqual(
      parts().map(({ type, name }) => `${type} ${name}`),
      [
        "kubernetes:core/v1:ConfigMap stackmark-limits",
        "kubernetes:core/v1:ConfigMap stackmark-nodes",
        "kubernetes:core/v1:ConfigMap stackmark-pods",
        "kubernetes:core/v1:Namespace monitoring-namespace",
        "kubernetes:core/v1:Secret monitoring-grafana-admin",
        "kubernetes:helm.sh/v3:Release observability",
        `${DYNAMIC}:GrafanaPassword monitoring-password`,
        "kubernetes:apps/v1:DeploymentPatch cartservice-placing",
        "kubernetes:apps/v1:DeploymentPatch currencyservice-placing",
        "kubernetes:apps/v1:DeploymentPatch frontend-placing",
        "kubernetes:core/v1:Namespace boutique-namespace",
        "kubernetes:core/v1:Service boutique-entry",
        "kubernetes:helm.sh/v3:Release boutique",
        `${DYNAMIC}:Reschedule frontend-move`,
        `${DYNAMIC}:Rollout boutique-rollout`,
      ],
    );
  });

  it("no input stays unknown if the table has the values that providers compute", () => {
    assert.deepEqual(recording.unknowns, []);
  });

  it("resources in the cluster are deleted with the server's machine, because a release needs a cluster that answers", () => {
    const byUrn = new Map(recording.resources.map((each) => [each.urn, each]));
    // A resource inherits options from its component.
    const deletedWith = ({ options, parent }: RecordedResource): string | undefined =>
      options.deletedWith ?? byUrn.get(parent ?? "")?.options.deletedWith;
    for (const each of [...parts(), named("gcp-worker-labels"), named("monitoring", "stackmark:")]) {
      assert.equal(last(deletedWith(each) ?? "nothing"), "server", each.name);
      assert.equal(each.options.retainOnDelete, undefined, each.name);
    }
  });

  it("resources in the cluster use the cluster's own provider, not the kubeconfig of this machine", () => {
    for (const part of parts().filter(({ type }) => type.startsWith("kubernetes:")))
      assert.match(part.provider!, /::cluster::/, part.name);
  });

  it("the kubeconfig and Grafana's password are registered only as secrets", () => {
    for (const name of ["frontend-move", "boutique-rollout"]) {
      assert.deepEqual(named(name).secrets, ["kubeconfig"]);
      assert.deepEqual(named(name).options.additionalSecretOutputs, ["kubeconfig"]);
    }
    assert.deepEqual(named("monitoring-password").options.additionalSecretOutputs, ["password"]);
    assert.deepEqual(readable(recording.outputs.grafanaPassword!), { $secret: "made by the resource" });
    for (const { name, inputs, secrets } of recording.resources) {
      const shown = JSON.stringify(
        Object.entries(inputs).filter(([key]) => !secrets.some((path) => path.startsWith(key))),
      );
      assert.doesNotMatch(shown, /a key is in here|made by the resource/, name);
    }
  });

  it("placement, times and endpoint are plain outputs, although a secret kubeconfig was used to read them", () => {
    const { endpoint, placement, moved } = recording.outputs;
    assert.deepEqual([endpoint, placement, moved], ["http://198.51.100.9:30080", PLACEMENT, 9_000]);
  });

  it("the workload waits for the caller's dependencies, and the frontend moves only after its node is labelled", () => {
    assert.deepEqual(dependencies("monitoring-namespace"), ["gcp-worker-labels"]);
    assert.ok(dependencies("boutique-namespace").includes("observability"));
    assert.ok(dependencies("boutique", "Release").includes("boutique-namespace"));
    assert.deepEqual(dependencies("frontend-placing").sort(), ["boutique", "boutique-namespace"]);
    for (const before of ["gcp-worker-labels", "boutique", "frontend-placing", "boutique-entry"])
      assert.ok(dependencies("frontend-move").includes(before), before);
    assert.ok(dependencies("boutique-rollout").includes("frontend-move"));
  });

  it("the roll-out is checked again if a chart, a placement, a machine or the move changed", () => {
    const { services, trigger } = named("boutique-rollout").inputs;
    assert.deepEqual(trigger, { revision: 1, machines: ["vm-1", "instance-1"], after: PLACEMENT });
    assert.deepEqual((services as unknown[])[1], {
      ...{ name: "cartservice", replicas: 1, nodes: ["server"] },
      nodeSelector: { "kubernetes.io/hostname": "server" },
    });
  });

  it("the node is labelled through the API after its join, because a kubelet that sets its own role label does not start", () => {
    assert.deepEqual(dependencies("gcp-worker-labels"), ["k3s"]);
    assert.deepEqual(named("gcp-worker-labels").inputs.metadata, {
      name: "gcp-worker",
      labels: { "node-role.kubernetes.io/edge": "true" },
      annotations: { "stackmark.dev/machine": "worker-id" },
    });
  });

  it("the frontend is first deployed without a node selector; the move sets it", () => {
    assert.deepEqual(named("frontend-placing").inputs.spec, { replicas: 3 });
    const { deployment, nodeSelector, target } = named("frontend-move").inputs;
    assert.deepEqual(
      [deployment, nodeSelector, target],
      ["frontend", { "node-role.kubernetes.io/edge": "true" }, ["gcp-worker"]],
    );
  });

  it("a default is explicit in a patch, so that a change back to it precedes the load, and patches never conflict with Helm's", () => {
    const { metadata, spec } = named("currencyservice-placing").inputs;
    assert.deepEqual(spec, { replicas: 1 });
    assert.deepEqual((metadata as { annotations: unknown }).annotations, { "pulumi.com/patchForce": "true" });
  });

  it("the charts' versions are pinned", () => {
    const { chart, version, namespace } = named("boutique", "Release").inputs;
    assert.deepEqual(
      [chart, version, namespace],
      ["oci://us-docker.pkg.dev/online-boutique-ci/charts/onlineboutique", "0.10.6", "boutique"],
    );
    const stack = named("observability").inputs;
    assert.deepEqual(
      [stack.chart, stack.version, stack.name, stack.namespace],
      ["kube-prometheus-stack", "88.5.3", "observability", "monitoring"],
    );
  });

  it("Prometheus scrapes each node at a routable address", () => {
    const values = named("observability").inputs.values as any;
    const targets = (job: any) => job.static_configs.flatMap((config: any) => config.targets);
    assert.deepEqual(values.prometheus.prometheusSpec.additionalScrapeConfigs.map(targets), [
      ["10.0.0.4:10250"],
      ["198.51.100.9:10250"],
      ["10.0.0.4:9100", "198.51.100.9:9100"],
    ]);
    assert.deepEqual(values.grafana.admin, { existingSecret: "grafana-admin" });
  });
});
