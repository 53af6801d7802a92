import assert from "node:assert/strict";
import { configMapOf, jobOf, namespaceOf, programFiles } from "../../../infra/jobs/objects.ts";

const POOL = {
  workers: 10,
  image: "node:24",
  nodes: ["gen-1", "gen-2"],
  requests: { cpu: "500m", memory: "256Mi" },
  memoryLimit: "512Mi",
};

const text = (content: string) => new TextEncoder().encode(content);
const PROGRAM = {
  command: ["node", "/stackmark/worker.mjs"],
  files: [{ path: "worker.mjs", content: text("export {};") }],
};

describe("the objects of a load from pods", () => {
  const job = jobOf(POOL, PROGRAM, 90_500);
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
    assert.equal(jobOf({ ...POOL, nodes: [] }, PROGRAM, 1).spec.template.spec.affinity, undefined);
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

  it("a pod has the command and the environment of its program", () => {
    const own = jobOf(POOL, { ...PROGRAM, environment: { HOME: "/work" } }, 1).spec.template.spec.containers[0]!;
    assert.deepEqual([own.command, own.env], [PROGRAM.command, [{ name: "HOME", value: "/work" }]]);
    assert.deepEqual(pod.containers[0]!.env, []);
  });

  it("the user's own code is mounted with the paths that its files have for each other", () => {
    const files = [
      { path: "scenarios/checkout.ts", content: text("import '../lib/cart.ts'") },
      { path: "lib/cart.ts", content: text("") },
    ];
    const program = {
      ...PROGRAM,
      files: [...PROGRAM.files, ...programFiles({ entry: "scenarios/checkout.ts", files })],
    };
    const { volumes } = jobOf(POOL, program, 1).spec.template.spec;
    assert.deepEqual(volumes[0]!.configMap!.items, [
      { key: "file-0", path: "worker.mjs" },
      { key: "file-1", path: "code/scenarios/checkout.ts" },
      { key: "file-2", path: "code/lib/cart.ts" },
    ]);
    const { binaryData } = configMapOf("uid-1", program);
    assert.equal(Buffer.from(binaryData["file-1"]!, "base64").toString(), "import '../lib/cart.ts'");
  });

  it("the program is in a ConfigMap that Kubernetes deletes with the Job", () => {
    const { metadata, binaryData } = configMapOf("uid-1", PROGRAM);
    assert.deepEqual(binaryData, { "file-0": Buffer.from("export {};").toString("base64") });
    assert.deepEqual(metadata.ownerReferences, [{ apiVersion: "batch/v1", kind: "Job", name: "load", uid: "uid-1" }]);
  });
});
