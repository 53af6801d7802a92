import assert from "node:assert/strict";
import fc from "fast-check";
import { plannedDuration } from "../../../infra/budget/duration.ts";
import { estimate } from "../../../infra/budget/estimate.ts";
import { isBilled, limitProblems, problemsAt } from "../../../infra/budget/limits.ts";
import { stackPrices } from "../../../infra/budget/stack-prices.ts";
import { checkStackFile, planStackFile } from "../../../infra/stack-file.ts";
import type { ClusterPlan } from "../../../infra/topology/plan.ts";
import { hourlySum, sumAfterExpiry } from "../../../results/cost.ts";
import { aPlan } from "../helpers/builders.ts";
import { ADMIN, edgeKeys, nodeLists, planCluster, type RawNode } from "../topology/stacks.ts";

const azure: RawNode = { name: "server", cloud: "azure", role: "server", region: "eastus" };
const google: RawNode = { name: "worker", cloud: "gcp", region: "us-central1" };
const edge: RawNode = { name: "edge", cloud: "existing", ...edgeKeys(0) };

const planOf = (sections: Record<string, unknown> = {}, nodes: RawNode[] = [azure]): ClusterPlan => {
  const { topology = {}, ...others } = sections;
  return planCluster({
    topology: { nodes, gcp: { project: "my-project" }, ...(topology as object) },
    workload: { name: "boutique" },
    access: { adminCidrs: [ADMIN] },
    ...others,
  });
};
const paths = (plan: ClusterPlan): string[] => problemsAt(plan, stackPrices(plan)).map(({ path }) => path);

describe("whether a plan fits into its limits", () => {
  it("the default load fits into four hours", () => {
    assert.deepEqual(paths(planOf()), []);
  });

  it("a plan that needs longer than its stack may be up is a problem that says how long, and of what", () => {
    const problems = problemsAt(planOf({ load: { repeats: 50 } }), []);
    assert.deepEqual(
      problems.map(({ path, found }) => [path, found]),
      [
        ["budget.maxHours", "4"],
        ["topology.expiresAfterH", "4"],
      ],
    );
    assert.match(problems[0]!.message, /^is less than the plan needs: 7 h 56 min \(15 min to set up, .* in 150 cells/);
    assert.match(problems[1]!.message, /^VMs would shut down before the plan ends: 7 h 56 min/);
  });

  it("a longer limit and a later shutdown make the plan fit", () => {
    const limits = { budget: { maxHours: 12 }, topology: { expiresAfterH: 12 } };
    assert.deepEqual(paths(planOf({ load: { repeats: 50 }, ...limits })), []);
  });

  it("a shutdown after more than a day is a problem in Azure, where it is a time of day, and none in Google Cloud", () => {
    const late = { topology: { expiresAfterH: 24.1 } };
    assert.deepEqual(paths(planOf(late)), ["topology.expiresAfterH"]);
    assert.deepEqual(paths(planOf({ topology: { expiresAfterH: 24 } })), []);
    assert.deepEqual(paths(planOf(late, [{ ...google, role: "server" }])), []);
  });

  it("a cost cap below what the plan costs is a problem, and so is one that unknown prices leave open", () => {
    assert.deepEqual(paths(planOf({ budget: { maxCost: 5 } })), []);
    assert.deepEqual(paths(planOf({ budget: { maxCost: 0.05 } })), ["budget.maxCost"]);
    const unknown = problemsAt(
      planOf({ budget: { maxCost: 5 } }, [{ ...azure, region: "japaneast" }]),
      stackPrices(planOf({}, [{ ...azure, region: "japaneast" }])),
    );
    assert.match(
      unknown[0]!.message,
      /^cannot be kept while prices are unknown; .*: server: Standard_D4s_v5 in azure japaneast/,
    );
  });

  it("stacks that no cloud bills have no limits", () => {
    const own = planOf({ load: { repeats: 100 } }, [{ ...edge, role: "server" }]);
    assert.deepEqual([isBilled(own), limitProblems(own)], [false, []]);
    assert.deepEqual(limitProblems(aPlan({ load: { repeats: 100 } })), []);
  });

  it("machines that send the load are billed as nodes are", () => {
    const load = { from: "generators", generators: [{ name: "us", cloud: "gcp", region: "us-central1" }] };
    const own = planOf({ load }, [{ ...edge, role: "server" }]);
    assert.equal(isBilled(own), true);
    const { byMachine } = estimate(own, stackPrices(own));
    assert.ok(byMachine.find(({ name }) => name === "us")!.hour.usd > 0);
  });

  it("`up` refuses a stack file that does not fit, and reading it does not", async () => {
    const text = [
      "config:",
      "  stackmark:topology: { nodes: [{ name: server, cloud: azure, role: server }] }",
      "  stackmark:workload: { name: boutique }",
      `  stackmark:access: { adminCidrs: [${ADMIN}] }`,
      "  stackmark:load: { repeats: 50 }",
    ].join("\n");
    assert.deepEqual(planStackFile("single", text).problems, []);
    const checked = await checkStackFile("single", text);
    assert.equal(checked.plan, null);
    assert.match(checked.message, /budget\.maxHours = 4: is less than the plan needs/);
  });
});

describe("the estimate of a plan", () => {
  it("the sums by machine and by kind are that of the stack, for any topology", () => {
    fc.assert(
      fc.property(nodeLists, (nodes) => {
        const plan = planOf({}, nodes);
        const { hour, byMachine, byKind, planned, atMost } = estimate(plan, stackPrices(plan));
        for (const parts of [byMachine, byKind]) {
          const sum = parts.reduce((total, part) => total + part.hour.usd, 0);
          assert.ok(Math.abs(sum - hour.usd) < 1e-9);
          assert.equal(parts.flatMap((part) => part.hour.unknown).length, hour.unknown.length);
        }
        assert.ok(planned.usd <= atMost.usd);
      }),
      { numRuns: 50 },
    );
  });

  it("the planned duration has set-up, rehearsal, every cell and destroy", () => {
    const { setUpMs, loadMs, destroyMs, totalMs, marginMs } = plannedDuration(planOf({ load: { repeats: 2 } }));
    assert.equal(totalMs, setUpMs + loadMs + destroyMs);
    assert.equal(marginMs, 6 * 90_000);
    const once = plannedDuration(planOf());
    assert.equal(loadMs - once.loadMs, 3 * 180_000);
    assert.equal(plannedDuration(planOf({ load: { enabled: false } })).loadMs, 0);
  });

  it("after their shutdown, Azure bills disks and addresses, and Google Cloud addresses", () => {
    const plan = planOf({}, [azure, google, edge]);
    const kept = stackPrices(plan).filter(({ staysBilled }) => staysBilled);
    assert.deepEqual(
      kept.map(({ node, kind }) => `${node} ${kind}`),
      ["server disk", "server address", "worker address", "edge machine"],
    );
    assert.ok(sumAfterExpiry(stackPrices(plan)).usd < hourlySum(stackPrices(plan)).usd);
  });
});
