import assert from "node:assert/strict";
import { jobClient } from "../../../infra/jobs/client.ts";
import { scriptedApi, type Asked } from "../kubernetes/scripted-api.ts";

const WORK = {
  owner: { stack: "multinode", cell: "load-low-1" },
  pool: {
    workers: 2,
    image: "node:24",
    nodes: [],
    requests: { cpu: "500m", memory: "256Mi" },
    memoryLimit: "512Mi",
  },
  program: { command: ["node"], files: [] },
  behind: null,
  limitMs: 60_000,
};

describe("requests for the pods of a load", () => {
  let answers: Record<string, [status: number, body: object]>;
  const lineOf = ({ method, url }: Asked): string => `${method} ${url}`;
  const server = scriptedApi((asked) => {
    const [status, body] = answers[lineOf(asked)] ?? [200, { metadata: { name: "load", uid: "uid-1" } }];
    return { status, body };
  });
  beforeEach(() => void (answers = {}));

  const client = () => jobClient(server.api);
  const requests = () => server.requests.map(lineOf);
  const bodyOf = (index: number) => JSON.parse(server.requests[index]!.body);
  const IN = "/api/v1/namespaces/stackmark-load-0a";
  const JOBS = "/apis/batch/v1/namespaces/stackmark-load-0a/jobs";

  it("the Job is started once its namespace and its ConfigMap are there", async () => {
    assert.equal(await client().create(WORK, "0a"), "stackmark-load-0a");
    assert.deepEqual(requests(), [
      "POST /api/v1/namespaces",
      `POST ${JOBS}`,
      `POST ${IN}/configmaps`,
      `PATCH ${JOBS}/load?fieldManager=stackmark`,
    ]);
    assert.equal(bodyOf(1).spec.suspend, true);
    assert.equal(bodyOf(2).metadata.ownerReferences[0].uid, "uid-1");
    assert.deepEqual(bodyOf(3), { spec: { suspend: false } });
  });

  it("the target of a region is created before the pods", async () => {
    await client().create({ ...WORK, behind: { addresses: ["10.42.0.5"], port: 8080 } }, "0a");
    assert.deepEqual(requests().slice(1, 3), [
      `POST ${IN}/services`,
      "POST /apis/discovery.k8s.io/v1/namespaces/stackmark-load-0a/endpointslices",
    ]);
  });

  it("pods are in the order of their indexes", async () => {
    const pod = (index: number) => ({
      metadata: {
        ...{ namespace: "stackmark-load-0a", name: `load-${index}-abcde`, creationTimestamp: "2026-11-30T12:00:00Z" },
        labels: { "batch.kubernetes.io/job-completion-index": String(index) },
      },
      spec: { nodeName: "gen", containers: [{ name: "worker" }] },
      status: { phase: "Pending" },
    });
    answers[`GET ${IN}/pods`] = [200, { items: [10, 2, 0].map(pod) }];
    const pods = await client().pods("stackmark-load-0a");
    assert.deepEqual(
      pods.map(({ index }) => index),
      [0, 2, 10],
    );
  });

  it("what an earlier attempt left is found by the stack's label", async () => {
    const query = "/api/v1/namespaces?labelSelector=stackmark.dev%2Fload-of%3Dmultinode";
    answers[`GET ${query}`] = [200, { items: [{ metadata: { name: "stackmark-load-09" } }] }];
    assert.deepEqual(await client().leftOver("multinode"), ["stackmark-load-09"]);
  });

  it("a namespace is gone once the API server does not know it, and deleting it twice is no error", async () => {
    answers[`GET ${IN}`] = [200, {}];
    assert.equal(await client().isGone("stackmark-load-0a"), false);
    answers[`GET ${IN}`] = [404, {}];
    assert.equal(await client().isGone("stackmark-load-0a"), true);
    answers[`DELETE ${IN}`] = [404, {}];
    await client().deleteAll("stackmark-load-0a");
    assert.equal(requests().at(-1), `DELETE ${IN}`);
  });

  it("a refusal says which object was refused and why", async () => {
    answers["POST /api/v1/namespaces"] = [403, { message: "namespaces is forbidden" }];
    const message = /^POST .*\/api\/v1\/namespaces: HTTP 403: .*namespaces is forbidden/;
    await assert.rejects(client().create(WORK, "0a"), { code: "KUBERNETES_API", message });
  });
});
