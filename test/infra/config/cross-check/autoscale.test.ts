import assert from "node:assert/strict";
import { problemsOf } from "../../helpers/raw-config.ts";

const EXISTING = {
  name: "server",
  cloud: "existing",
  role: "server",
  publicIp: "203.0.113.1",
  hostKey: "ssh-ed25519 AAAA",
};

const LOCAL = { name: "server", cloud: "local", role: "server" };

function ofService(
  service: object,
  { node = EXISTING, topology = {}, workload = {} }: { node?: object; topology?: object; workload?: object } = {},
): string[] {
  return problemsOf({
    topology: { nodes: [node], ...topology },
    workload: { name: "rest-api", services: { "rest-api": service }, ...workload },
  });
}

describe("checks of autoscalers", () => {
  it("an autoscaler is accepted on real machines", () => {
    assert.deepEqual(ofService({ autoscale: { min: 1, max: 4, cpu: 50 } }), []);
  });

  it("a fixed number of replicas beside it, and bounds that contradict each other, are problems", () => {
    const problems = ofService({ replicas: 2, autoscale: { min: 3, max: 2 } });
    assert.deepEqual(problems, [
      "workload.services.rest-api.autoscale.max = 2: must be at least `min`",
      "workload.services.rest-api.replicas = 2: cannot be set beside `autoscale`, which decides it",
    ]);
  });

  it("a service has no autoscaler beside a canary of it", () => {
    const workload = { canary: { service: "rest-api", env: { NEW: "1" } } };
    assert.deepEqual(ofService({ autoscale: { max: 2 } }, { workload }), [
      "workload.services.rest-api.autoscale: cannot be set beside `workload.canary`, whose share is a number of replicas",
    ]);
  });

  it("it cannot be had on emulated nodes, or without metrics-server", () => {
    assert.deepEqual(ofService({ autoscale: { max: 2 } }, { node: LOCAL }), [
      "workload.services.rest-api.autoscale: needs real machines: emulated nodes have no autoscaler",
    ]);
    assert.deepEqual(ofService({ autoscale: { max: 2 } }, { topology: { k3s: { disable: ["metrics-server"] } } }), [
      "topology.k3s.disable: must not have metrics-server, from which the autoscaler of rest-api reads CPU",
    ]);
  });

  it("requests are recommended on machines of the stack's own, beside an autoscaler too", () => {
    assert.deepEqual(ofService({ recommend: true, autoscale: { max: 2 } }), []);
    assert.deepEqual(ofService({ recommend: false }, { node: LOCAL }), []);
    assert.deepEqual(ofService({ recommend: true }, { node: LOCAL }), [
      "workload.services.rest-api.recommend: needs real machines: emulated nodes have no VerticalPodAutoscaler",
    ]);
    assert.deepEqual(ofService({ recommend: true }, { topology: { k3s: { disable: ["metrics-server"] } } }), [
      "topology.k3s.disable: must not have metrics-server, from which the recommender for rest-api reads CPU and memory",
    ]);
    assert.deepEqual(ofService({ recommend: true }, { topology: { nodes: undefined, cluster: {} } }), [
      "workload.services.rest-api.recommend: needs machines of the stack's own: its recommender watches all pods of a cluster",
    ]);
  });
});
