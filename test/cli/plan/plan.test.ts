import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { mermaid } from "../../../cli/plan/mermaid.ts";
import { briefCostLines, costLines } from "../../../cli/plan/costs.ts";
import { planText } from "../../../cli/plan/text.ts";
import { planStackFile } from "../../../infra/stack-file.ts";
import { planStack, stacks } from "../../infra/topology/stacks.ts";

const root = new URL("../../../", import.meta.url);
const planned = (stack: string) => {
  const { plan, unset } = planStackFile(stack, readFileSync(new URL(`Pulumi.${stack}.yaml`, root), "utf8"));
  assert.ok(plan);
  return { plan, unset };
};

describe("a plan as text", () => {
  const { plan, unset } = planned("edge");
  const text = planText(plan, unset);

  it("a plan shows missing required settings as <unset>, and how to set them", () => {
    assert.match(text, /edge-node .* at <unset>, joins by SSH/);
    assert.match(text, /22\/tcp +<unset> -> server, worker-node-1/);
    for (const { path } of unset) assert.ok(text.includes(`  ${path} = <unset>: set `), path);
  });

  it("a plan shows the purpose of each firewall rule", () => {
    for (const { why, targets } of plan.kubernetes!.rules) assert.ok(text.includes(`-> ${targets.join(", ")}: ${why}`));
  });

  it("a plan shows which pods move where, and which nodes must run one", () => {
    assert.match(text, /runs 3 x frontend \(pinned\), pods that Kubernetes schedules there/);
    assert.match(text, /frontend moves to edge-node once it runs/);
    assert.match(text, /the phase fails if no pod runs on: worker-node-1, edge-node/);
  });

  it("a plan shows that there is no load, or else the order of the cells", () => {
    assert.match(text, /load {2}none \(load\.enabled is false\)/);
    assert.match(planText(planned("single").plan), /in this order: load-[a-z]+-1, load-[a-z]+-1, load-[a-z]+-1/);
  });

  it("a plan shows emulated nodes with what runs on them, and the delay between them", () => {
    const local = planText(planned("local-wan").plan);
    assert.match(local, /edge {2}agent, local-s .*\n {4}runs frontend\n/);
    assert.match(local, /server <-> edge {2}30 ± 2 ms each way, 100 Mbit\/s/);
  });

  it("a plan shows the commands of programs, and where users enter", () => {
    const stack = "local-words-wan";
    const file = new URL(`examples/processes/Pulumi.${stack}.yaml`, root);
    const { plan: programs } = planStackFile(stack, readFileSync(file, "utf8"));
    const shown = planText(programs!);
    assert.match(
      shown,
      /workload\n {2}words {2}python3 words\.py\n {2}page {2}node page\.mjs http:\/\/\{\{words\.host\}\}/,
    );
    assert.match(shown, /users enter at \/hello of page/);
    assert.match(shown, /far {2}agent, .*\n {4}runs words\n/);
  });
});

describe("a plan's costs", () => {
  it("costs are shown by item with the date of each price, per hour and until the machines shut down", () => {
    const text = planText(planned("multicloud").plan);
    assert.match(
      text,
      /^ {2}gcp-worker {2}e2-standard-4 in gcp europe-west1: \$0\.147 per hour \(price of \d{4}-\d\d-\d\d, copy\)$/m,
    );
    assert.match(text, /^ {2}by machine {2}server \$0\.242, gcp-worker \$0\.161 per hour$/m);
    assert.match(text, /^ {2}by kind {2}machines \$0\.377, disks \$0\.0153, public addresses \$0\.01 per hour$/m);
    assert.match(
      text,
      /^ {2}total without traffic {2}\$0\.403 per hour, \$1\.61 in the 4 h until VMs shut down automatically$/m,
    );
    assert.match(
      text,
      /^ {2}planned run {2}\$0\.237 in 35 min 20 s \(15 min to set up, 10 min 20 s of load in 3 cells, 10 min to destroy; .*\); \$0\.267 if every cell needs all of its margin$/m,
    );
    assert.match(text, /^ {2}after VMs have shut down {2}\$0\.0166 per hour until `stackmark destroy multicloud`$/m);
    assert.match(text, /^ {2}caps {2}4 h from the first `up` \(budget\.maxHours\)$/m);
  });

  it("an unpriced item makes the sums lower bounds", () => {
    assert.match(planText(planned("edge").plan), /^ {2}total without traffic {2}≥ \$0\.483 per hour, ≥ \$1\.93 in/m);
  });

  it("old prices are marked once they are more than 90 days old", () => {
    const at = (day: string) => costLines(planned("single").plan, { nowMs: Date.parse(day) }).join("\n");
    assert.match(
      at("2026-11-30"),
      /^the oldest price is of 2026-06-18, 165 days ago: `stackmark prices refresh` reads/m,
    );
    assert.doesNotMatch(at("2026-09-16"), /oldest price/);
  });

  it("a plan that does not fit says why `up` would not start, and is shown all the same", () => {
    const { plan } = planned("single");
    const lines = costLines({ ...plan, budget: { maxHours: 0.5, maxCostUsd: 0.1 } }).join("\n");
    assert.match(lines, /^`up` would not start: budget\.maxHours = 0\.5: is less than the plan needs: 35 min 20 s/m);
    assert.match(lines, /^`up` would not start: budget\.maxCost = 0\.1: is less than the plan costs: \$0\.14/m);
    assert.match(lines, /^caps {2}0\.5 h .*, and \$0\.1 until it is destroyed \(budget\.maxCost\)$/m);
  });

  it("a preview shows the sums of stacks that a cloud bills, and nothing of others", () => {
    const [head, total] = briefCostLines(planned("single").plan);
    assert.deepEqual([head, total?.slice(0, 31)], ["single: costs (estimates)", "  total without traffic  $0.242"]);
    assert.deepEqual(briefCostLines(planned("local").plan), []);
  });

  it("emulated nodes have no costs", () => {
    assert.doesNotMatch(planText(planned("local").plan), /costs/);
  });
});

describe("a plan as a flowchart", () => {
  it("a flowchart shows the delay of each link", () => {
    assert.match(mermaid(planned("local-wan").plan), /^ {2}n_server <-->\|"30 ± 2 ms each way"\| n_edge$/m);
  });

  it("a flowchart has the same nodes as the drawing, and every arrow ends at one of them", () => {
    fc.assert(
      fc.property(stacks, (stack) => {
        const chart = mermaid(planStack(stack));
        const drawn = new Set([...chart.matchAll(/^ {4}(n_\w+)\[/gm)].map(([, id]) => id));
        const arrows = [...chart.matchAll(/^ {2}(\S+) <?-->\|".*"\| (\S+)$/gm)];
        assert.equal(arrows.length, chart.split("\n").filter((line) => line.includes("-->")).length);
        for (const [, from, to] of arrows)
          for (const end of [from, to]) assert.ok(drawn.has(end) || end!.startsWith("users"), end);
      }),
      { numRuns: 50 },
    );
  });
});
