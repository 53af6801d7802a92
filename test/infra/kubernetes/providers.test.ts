import assert from "node:assert/strict";
import { passwordProvider } from "../../../infra/observability/kube-prometheus/grafana-password/provider.ts";
import { rolloutProvider } from "../../../infra/workloads/rollout/provider.ts";
import { rescheduleProvider } from "../../../infra/workloads/rollout/reschedule/provider.ts";
import type { RescheduleProps } from "../../../infra/workloads/rollout/reschedule/lifecycle.ts";
import { startStandInCluster, type StandInCluster } from "./stand-in-cluster.ts";

const EDGE = { "node-role.kubernetes.io/edge": "true" };
const SELECT = "PATCH /apis/apps/v1/namespaces/boutique/deployments/frontend?fieldManager=stackmark";
const PAGE = "GET /api/v1/namespaces/boutique/services/frontend:80/proxy/";

describe("dynamic providers with an API server", () => {
  let cluster: StandInCluster;
  let props: RescheduleProps;
  beforeEach(async () => {
    cluster = await startStandInCluster({ server: {}, "edge-node": EDGE }, 2);
    props = {
      kubeconfig: cluster.kubeconfig,
      namespace: "boutique",
      deployment: "frontend",
      nodeSelector: EDGE,
      target: ["edge-node"],
      timeoutMs: 10_000,
      probed: { service: "frontend", port: 80, path: "/" },
    };
  });
  afterEach(() => cluster.close());

  const placed = (node: string) => [0, 1].map((replica) => ({ service: "frontend", replica, node }));

  it("Reschedule moves a Deployment, probes its page meanwhile, and removes the node selector at its end", async () => {
    const { outs } = await rescheduleProvider.create(props);
    assert.deepEqual([outs!.before, outs!.after], [placed("server"), placed("edge-node")]);
    assert.deepEqual([outs!.probes.sent, outs!.probes.failed], [1, 0]);
    await rescheduleProvider.delete!("id", outs!);
    assert.deepEqual(cluster.requests, [SELECT, PAGE, SELECT]);
    const again = await rescheduleProvider.create(props);
    assert.deepEqual(again.outs!.before, placed("server"));
  });

  it("Rollout waits for a workload and outputs its placement, and its diff reports no change for equal inputs", async () => {
    const { kubeconfig, namespace, timeoutMs } = props;
    const inputs = { kubeconfig, namespace, timeoutMs, entry: "frontend" };
    const services = [{ name: "frontend", replicas: 2, nodeSelector: {}, nodes: ["server", "edge-node"] }];
    const rollout = { ...inputs, services, nodes: ["server", "edge-node"], mustServe: ["server"], trigger: null };
    const { outs } = await rolloutProvider.create(rollout);
    assert.deepEqual([outs!.placement, outs!.entryNode], [placed("server"), "server"]);
    assert.equal((await rolloutProvider.diff!("id", outs!, rollout)).changes, false);
    assert.deepEqual(cluster.requests, []);
  });

  it("Reschedule does not block a destroy if its cluster is gone", async () => {
    const { outs } = await rescheduleProvider.create(props);
    await cluster.close();
    await rescheduleProvider.delete!("id", outs!);
    cluster = await startStandInCluster({}, 0);
  });

  it("GrafanaPassword generates a long password once, without characters that need quoting, and never the same twice", async () => {
    const [one, two] = [await passwordProvider.create({}), await passwordProvider.create({})];
    assert.match(one.outs!.password, /^[\w-]{24}$/);
    assert.notEqual(one.outs!.password, two.outs!.password);
    assert.equal((await passwordProvider.diff!("id", one.outs!, {})).changes, false);
    assert.deepEqual((await passwordProvider.update!("id", one.outs!, {})).outs, one.outs);
  });
});
