import assert from "node:assert/strict";
import * as stable from "../../../../infra/workloads/canary/lifecycle.ts";
import type { WithCluster } from "../../../../infra/workloads/rollout/wait.ts";
import { VirtualCluster } from "../rollout/virtual-cluster.ts";

describe("StableDeployment", () => {
  const props: stable.StableDeploymentProps = {
    kubeconfig: "secret",
    namespace: "app",
    deployment: "frontend",
    trigger: 1,
  };
  const open: WithCluster = (_inputs, _probed, work) => work(new VirtualCluster().context);

  it("it has the whole Deployment that the canary is a copy of", async () => {
    const { outs } = await stable.create(props, open);
    assert.deepEqual(outs.spec.selector.matchLabels, { app: "frontend" });
    assert.deepEqual(
      outs.spec.template.spec.containers.map(({ name }) => name),
      ["sidecar", "frontend"],
    );
  });

  it("a Deployment that the application does not have is reported with those that it has", async () => {
    await assert.rejects(stable.create({ ...props, deployment: "frontent" }, open), {
      code: "ROLLOUT_FAILED",
      message:
        /`workload\.canary\.service` = frontent is not a Deployment of the application; .* there are: frontend\.$/,
    });
  });

  it("it is read again for another revision, and for nothing else", async () => {
    const { outs } = await stable.create(props, open);
    assert.equal(stable.diff(outs, props).changes, false);
    assert.equal(stable.diff(outs, { ...props, trigger: 2 }).changes, true);
  });
});
