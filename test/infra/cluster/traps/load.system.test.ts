/** Mistakes that break Pulumi programs of this kind. docs/traps.md lists all of them, with these and other tests. */
import assert from "node:assert/strict";
import { readable } from "@stackmark/engine/record";
import { dynamic, recordedStack, type Json } from "./recorded-stack.ts";

describe("traps of workloads", function () {
  this.timeout(120_000);
  const stack = recordedStack();
  const { all, one, inputs, after } = stack;

  describe("of charts and the load", () => {
    it("a Helm release is deleted with its server, because it cannot be deleted once its cluster is gone", () => {
      for (const { name, options } of all("kubernetes:helm.sh/v3:Release"))
        assert.equal(options.deletedWith, one("server").urn, name);
    });
    it("the Prometheus operator runs without webhooks and without TLS; with TLS alone it would wait for a secret forever", () => {
      const { admissionWebhooks, tls } = inputs("observability").values.prometheusOperator;
      assert.deepEqual([admissionWebhooks.enabled, tls.enabled], [false, false]);
    });
    it("Online Boutique's own load generator and LoadBalancer are off", () => {
      const { loadGenerator, frontend } = inputs("boutique").values ?? inputs("onlineboutique").values;
      assert.equal(loadGenerator.create, false);
      assert.equal(frontend.externalService, false);
    });
    it("the entry is first deployed on any node, and moves once its nodes have their labels", () => {
      const waits = after("frontend-move");
      for (const name of ["edge-node-labels", "gcp-worker-labels"]) assert.ok(waits.includes(name));
      const { target, nodeSelector } = inputs("frontend-move");
      assert.deepEqual(target, ["edge-node", "gcp-worker"]);
      assert.deepEqual(nodeSelector, { "node-role.kubernetes.io/edge": "true" });
      assert.equal(inputs("frontend-placing").spec.template, undefined, "only its replicas are set before");
    });
    it("the roll-out requires a pod on every worker", () => {
      assert.deepEqual(
        inputs("boutique-rollout").mustServe,
        stack.at.plan.nodes.filter(({ role }) => role === "agent").map(({ name }) => name),
      );
    });
    it("a pod is killed in the middle of the measured part of the highest level, and in no other level", () => {
      const kills = all(dynamic("LoadRun")).map(({ name }) => [name, inputs(name).podKill?.afterMs ?? null]);
      assert.deepEqual(kills.sort(), [
        ["load-high-1", 100_000],
        ["load-low-1", null],
        ["load-medium-1", null],
      ]);
    });
    it("results contain no secret and stay visible, because the kubeconfig is an input of its own", () => {
      for (const { name } of all(dynamic("LoadRun"))) {
        assert.ok(inputs(name).secrets.$secret, name);
        assert.equal(inputs(name).spec.$secret, undefined, name);
      }
      for (const key of ["kubeconfig", "grafanaPassword", "sshKey"])
        assert.ok((readable(stack.at.recording.outputs[key]!) as Json).$secret, key);
      assert.equal((readable(stack.at.recording.outputs.load!) as Json).$secret, undefined);
    });
    it("results outlive the machines that they were measured on", () => {
      for (const { options } of all(dynamic("LoadRun"))) assert.equal(options.deletedWith, undefined);
    });
  });
});
