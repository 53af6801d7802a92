import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "../../../cli/context.ts";
import { allOf, deleteAll, planSweep, type SweepPlan } from "../../../cli/clouds/sweep.ts";
import { scopeOf, type CloudResource } from "../../../cli/clouds/scope.ts";
import { heldOf, isBlind } from "../../../cli/destroy/held.ts";
import { destroyAndCheck } from "../../../cli/destroy/index.ts";
import { keepSwept, keptSwept, sweptOf } from "../../../cli/destroy/swept.ts";
import { verifyDestroyed } from "../../../cli/destroy/verify.ts";
import type { StackEngine } from "../../../cli/engines/engine.ts";
import { withHome } from "../../infra/helpers/home.ts";
import { aCloudPlan, aCloudState } from "../budget/stacks.ts";
import { buildTagged, TAGS, withServedLab } from "../clouds/served-lab.ts";

const UP = Date.UTC(2026, 2, 1, 5);
const EXPIRED = Date.UTC(2026, 2, 1, 10);
const STACK_FILE = `config:
  stackmark:topology:
    nodes:
      - { name: server, cloud: azure, role: server, region: eastus }
      - { name: worker, cloud: gcp, region: us-central1 }
    gcp: { project: my-project }
  stackmark:workload: { name: boutique }
`;

const resource = (cloud: CloudResource["cloud"], id: string): CloudResource => ({ cloud, id, kind: "x", tags: TAGS });
const sweepOf = (...toDelete: CloudResource[]): SweepPlan => ({
  stacks: [{ stack: { tag: "multicloud", run: "0a1b2c3d", expiresAtMs: 0, resources: toDelete }, toDelete }],
  asked: [],
  notAsked: [],
});

describe("the record of what was swept", () => {
  const home = withHome();
  let said = "";
  const context = () => ({ root: home.path, home: home.path, stderr: { write: (text: string) => (said += text) } });
  const keep = (plan: SweepPlan, ...failed: string[]) => keepSwept(context(), plan, new Set(failed));
  beforeEach(() => writeFileSync(join(home.path, "Pulumi.multicloud.yaml"), STACK_FILE));

  it("has what each cloud held of the deployment, without clouds that still hold some of it", async () => {
    const plan = sweepOf(resource("azure", "a"), resource("gcp", "b"), resource("gcp", "c"));
    assert.deepEqual(sweptOf(plan.stacks[0]!, new Set(["c"])).clouds, [{ cloud: "azure", ids: ["a"] }]);
    await keep(plan, "c");
    await keep(sweepOf(resource("gcp", "c")));
    assert.deepEqual(keptSwept(context(), "multicloud"), {
      run: "0a1b2c3d",
      clouds: [
        { cloud: "azure", ids: ["a"] },
        { cloud: "gcp", ids: ["c"] },
      ],
    });
  });

  it("is of stacks of this folder only, and none where it cannot be written", async () => {
    const plan = sweepOf(resource("azure", "a"));
    plan.stacks[0]!.stack.tag = "other";
    await keep(plan);
    assert.equal(keptSwept(context(), "other"), undefined);
    said = "";
    await keepSwept({ ...context(), home: "/proc/nowhere" }, sweepOf(resource("azure", "a")), new Set());
    assert.match(said, /^what was swept was not recorded: /);
  });

  it("proves nothing about another deployment", () => {
    const state = aCloudState(UP).map((each) => ({ ...each, id: each.urn }));
    const scope = scopeOf("multicloud", aCloudPlan(), state);
    const blindAfter = (run: string): boolean =>
      isBlind(
        heldOf(scope, [{ cloud: "azure", resources: [] }], state, "", {
          run,
          clouds: [{ cloud: "azure", ids: ["a"] }],
        }),
        "azure",
      );
    assert.deepEqual([blindAfter("0a1b2c3d"), blindAfter("ffffffff")], [false, true]);
  });
});

describe("the end of a stack that was swept", () => {
  const home = withHome();

  it("is proven by the destroy that removes its state, and by `verify-destroyed` (exit code 0)", () =>
    withServedLab(home.path, async (lab) => {
      writeFileSync(join(home.path, "Pulumi.multicloud.yaml"), STACK_FILE);
      const output = { write: () => true };
      const [root, env] = [home.path, { STACKMARK_LAB: home.path }];
      const context = { root, home: root, env, stdout: output, stderr: output } as unknown as Context;
      await buildTagged(lab);
      let state = aCloudState(UP).map((each) => ({ ...each, id: each.urn }));
      const engine = {
        destroy: () => {
          state = [];
          return Promise.resolve({ result: "succeeded", durationMs: 1 });
        },
        resources: () => Promise.resolve(state),
        interruptedCreates: () => Promise.resolve([]),
      } as unknown as StackEngine;
      const plan = await planSweep(context, ["my-project"], EXPIRED);
      await deleteAll(context, allOf(plan), ({ id }, problem) => assert.equal(problem, undefined, id));
      await keepSwept(context, plan, new Set());
      const { signal } = new AbortController();
      const verify = () =>
        verifyDestroyed(
          context,
          "multicloud",
          () => Promise.resolve(undefined),
          () => Promise.resolve(state),
        );
      assert.equal((await verify()).code, 0, "the state still has what was swept");
      const { codes, verdict } = await destroyAndCheck(context, engine, "multicloud", { signal });
      assert.deepEqual(codes, []);
      assert.match(
        verdict,
        /^nothing left, as Azure \(\d+ resources? before\) and Google Cloud \(3 resources before\) say$/,
      );
      const { code, lines } = await verify();
      assert.equal(code, 0, lines.join("\n"));
    }));
});
