import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { mermaid } from "../../../cli/plan/mermaid.ts";
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
      /^ {2}gcp-worker {2}e2-standard-4 in gcp europe-west1: \$0\.147 per hour \(list price of \d{4}-/m,
    );
    assert.match(text, /^ {2}server {2}disk of 64 GiB in azure westeurope: unknown$/m);
    assert.match(
      text,
      /^ {2}total without traffic {2}≥ \$0\.396 per hour, ≥ \$1\.58 in the 4 h until VMs shut down automatically$/m,
    );
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
