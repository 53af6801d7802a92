import assert from "node:assert/strict";
import { configMapOf, jobOf, namespaceOf } from "../../../infra/jobs/objects.ts";

const POOL = {
  workers: 10,
  image: "node:24",
  nodes: ["gen-1", "gen-2"],
  requests: { cpu: "500m", memory: "256Mi" },
  memoryLimit: "512Mi",
};

describe("the objects of a load from pods", () => {
  const job = jobOf(POOL, 90_500);
  const pod = job.spec.template.spec;

  it("the Job is indexed, with as many pods at once as workers, and none is replaced or ends the others", () => {
    const { completionMode, completions, parallelism, backoffLimitPerIndex } = job.spec;
    assert.deepEqual([completionMode, completions, parallelism, backoffLimitPerIndex], ["Indexed", 10, 10, 0]);
    assert.equal(pod.restartPolicy, "Never");
    assert.equal("backoffLimit" in job.spec, false);
  });

  it("pods that nobody stops end at the deadline, and are deleted after it", () => {
    assert.equal(job.spec.activeDeadlineSeconds, 91);
    assert.equal(job.spec.ttlSecondsAfterFinished, 300);
  });

  it("pods run on the nodes of their pool, whose taint they tolerate, spread over them", () => {
    const [term] = pod.affinity!.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
    assert.deepEqual(term!.matchExpressions[0], { key: "kubernetes.io/hostname", operator: "In", values: POOL.nodes });
    assert.deepEqual(pod.tolerations, [{ key: "stackmark.dev/load", operator: "Exists" }]);
    assert.equal(pod.topologySpreadConstraints[0]!.topologyKey, "kubernetes.io/hostname");
    assert.equal(jobOf({ ...POOL, nodes: [] }, 1).spec.template.spec.affinity, undefined);
  });

  it("pods meet the Pod Security Standard that their namespace enforces", () => {
    const { metadata } = namespaceOf({ stack: "multinode", cell: "load-low-1" }, "0a1b2c3d");
    assert.equal(metadata.name, "stackmark-load-0a1b2c3d");
    assert.equal(metadata.labels["pod-security.kubernetes.io/enforce"], "restricted");
    assert.equal(pod.securityContext.runAsNonRoot, true);
    assert.deepEqual(pod.securityContext.seccompProfile, { type: "RuntimeDefault" });
    const [{ securityContext }] = pod.containers as [(typeof pod.containers)[number]];
    assert.deepEqual(securityContext.capabilities, { drop: ["ALL"] });
    assert.equal(securityContext.allowPrivilegeEscalation, false);
    assert.equal(pod.automountServiceAccountToken, false);
  });

  it("memory has a limit, and CPU has none, which would throttle the generator", () => {
    assert.deepEqual(pod.containers[0]!.resources, { requests: POOL.requests, limits: { memory: "512Mi" } });
  });

  it("the user's own scenario is mounted with the paths that its files have for each other", () => {
    const text = (content: string) => new TextEncoder().encode(content);
    const files = [
      { path: "scenarios/checkout.ts", content: text("import '../lib/cart.ts'") },
      { path: "lib/cart.ts", content: text("") },
    ];
    const code = { entry: "scenarios/checkout.ts", files };
    const { volumes } = jobOf(POOL, 1, code).spec.template.spec;
    assert.deepEqual(volumes[0]!.configMap!.items.slice(1), [
      { key: "code-0", path: "code/scenarios/checkout.ts" },
      { key: "code-1", path: "code/lib/cart.ts" },
    ]);
    const { binaryData } = configMapOf("uid-1", "export {};", code);
    assert.equal(Buffer.from(binaryData["code-0"]!, "base64").toString(), "import '../lib/cart.ts'");
  });

  it("the program is in a ConfigMap that Kubernetes deletes with the Job", () => {
    const { metadata, data } = configMapOf("uid-1", "export {};");
    assert.deepEqual(data, { "worker.mjs": "export {};" });
    assert.deepEqual(metadata.ownerReferences, [{ apiVersion: "batch/v1", kind: "Job", name: "load", uid: "uid-1" }]);
  });
});
