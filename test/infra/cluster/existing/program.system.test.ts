/** The program with an existing cluster, in record mode: an API server that says what it is, and is changed by nothing. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readable, type RecordedResource } from "@stackmark/engine/record";
import { recorded, type Recorded } from "../stacks.ts";
import { startStandInApi, type StandInApi } from "./stand-in-api.ts";

const MANIFESTS = {
  name: "carts",
  manifests: ["./test/fixtures/lab/applications/carts"],
  entry: { service: "http", port: 8080 },
  killPod: true,
};

type Json = any;

describe("the program with an existing cluster", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "stackmark-existing-"));
  let api: StandInApi;
  let at: Recorded;
  before(async () => {
    api = await startStandInApi();
    writeFileSync(join(folder, "kubeconfig"), api.kubeconfig);
  });
  after(async () => {
    await api.close();
    rmSync(folder, { recursive: true });
  });

  const record = (observability: unknown): Promise<Recorded> =>
    recorded("shop", {
      topology: {
        cluster: { kubeconfig: join(folder, "kubeconfig"), nodes: { "topology.kubernetes.io/zone": "a" } },
      },
      workload: MANIFESTS,
      observability,
    });
  const one = (name: string): RecordedResource =>
    at.recording.resources.find((each) => each.name === name) ?? assert.fail(`${name} was not registered`);
  const inputs = (name: string): Json => readable(one(name).inputs);

  describe("whose namespace it makes", () => {
    before(async () => {
      at = await record({ prometheus: { service: { namespace: "monitoring", name: "prometheus" } } });
    });

    it("asks the API server and changes nothing there", () => assert.deepEqual(api.changes, []));

    it("registers no machine, nothing of K3s and no monitoring", () => {
      const types = new Set(at.recording.resources.map(({ type }) => type.split(":")[0]));
      assert.deepEqual([...types].sort(), ["kubernetes", "pulumi", "pulumi-nodejs", "stackmark"]);
      assert.ok(!at.recording.resources.some(({ type }) => /Preflight|Release|NodePatch|Monitoring/.test(type)));
    });

    it("creates its namespace, with the stack's labels, and all objects by a provider that never takes over others'", () => {
      assert.deepEqual(inputs("namespace").metadata, {
        name: "stackmark-shop",
        labels: { "stackmark-stack": "shop", "stackmark.dev/own": "true" },
      });
      assert.equal(String(inputs("cluster-create").enableServerSideApply), "false");
      for (const name of ["namespace", "deployment/carts", "configmap/addresses"])
        assert.match(one(name).provider ?? "", /::cluster-create::/, name);
      for (const { name, options } of at.recording.resources) assert.equal(options.deletedWith, undefined, name);
    });

    it("keeps pods on the nodes of the topology, and other nodes as they are", () => {
      const nodeSelector = { "topology.kubernetes.io/zone": "a" };
      assert.deepEqual(inputs("deployment/carts").spec.template.spec.nodeSelector, nodeSelector);
      const { keepsOtherNodes, others, mustServe, nodes } = inputs("carts-rollout");
      assert.deepEqual([keepsOtherNodes, mustServe, nodes], [true, [], ["one"]]);
      assert.deepEqual(others, { nodeSelector, nodes: ["one"] });
      assert.deepEqual(inputs("carts-images").others, ["one"], "images are pulled in advance there only");
    });

    it("lets the cluster choose the entry's port", () => {
      const { spec, metadata } = inputs("carts-entry");
      assert.equal(spec.ports[0].nodePort, undefined);
      assert.equal(metadata.labels["stackmark-stack"], "shop");
    });

    it("gives the load the cluster's Prometheus, with the nodes' names for their addresses, and no secret in clear", () => {
      const load = at.recording.resources.find(({ type }) => type.endsWith(":LoadRun"))!;
      const text = JSON.stringify(load.inputs);
      assert.match(text, /"172.18.0.2":"one"/);
      assert.match(text, /"name":"prometheus"/);
      assert.doesNotMatch(JSON.stringify(at.recording.outputs), /client-key-data/);
      assert.doesNotMatch(JSON.stringify(at.plan), /client-key-data/);
    });
  });

  describe("that was made a namespace for it", () => {
    before(async () => {
      api.state.namespace = { labels: { "stackmark-stack": "shop" } };
      at = await record("none");
    });

    it("does not create it, and measures responses only", () => {
      assert.ok(!at.recording.resources.some(({ type }) => type.endsWith(":Namespace")));
      assert.equal(inputs("carts-entry").metadata.namespace, "stackmark-shop");
      const load = at.recording.resources.find(({ type }) => type.endsWith(":LoadRun"))!;
      assert.deepEqual((readable(load.inputs) as Json).metrics, { kind: "none" });
    });
  });
});
