import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { drawing, sitesOf } from "../../../cli/plan/drawing.ts";
import { planStackFile } from "../../../infra/stack-file.ts";
import type { Plan } from "../../../infra/topology/plan.ts";
import { planStack, stacks } from "../../infra/topology/stacks.ts";

const root = new URL("../../../", import.meta.url);
const planned = (stack: string, text: string): Plan => {
  const { plan } = planStackFile(stack, text);
  assert.ok(plan);
  return plan;
};

/** A plan of emulated nodes `a`, `b`, ... */
function emulated(count: number, links: { between: string[]; oneWayDelayMs: number; jitterMs: number }[] = []): Plan {
  const names = [..."abcdefgh"].slice(0, count);
  const nodes = names.map((name, i) => ({
    ...{ name, cloud: "local", size: "local-s" },
    role: i === 0 ? "server" : "agent",
  }));
  return planned("local", `config: ${JSON.stringify({ "stackmark:topology": { nodes, links } })}`);
}

/** Follows each arc from its upper end to its lower one; returns the numbers of the boxes there, and its label. */
function followArcs(lines: readonly string[]): string[] {
  const at = (line: number, column: number): string => lines[line]?.[column] ?? " ";
  const box = (line: number): number => lines.slice(0, line + 1).filter((each) => each.startsWith("┌")).length - 1;
  return lines.flatMap((text, from) => {
    const edge = text.indexOf("├");
    if (edge === -1) return [];
    let column = edge + 1;
    while ("─┼".includes(at(from, column))) column++;
    if (at(from, column) !== "┐") return [];
    let to = from + 1;
    while ("│┼".includes(at(to, column))) to++;
    assert.equal(at(to, column), "┘", lines.join("\n"));
    let back = column - 1;
    while ("─┼".includes(at(to, back))) back--;
    assert.deepEqual([at(to, back), back], ["├", edge], lines.join("\n"));
    return [`${box(from)} ${box(to)} ${lines[to]!.match(/[┘│] +([^┘│]*)$/)![1]}`];
  });
}

describe("a plan as a drawing", () => {
  it("machines that send the load are drawn in networks of their own, connected with nodes only", () => {
    const server = { name: "server", cloud: "azure", role: "server" };
    const generators = [
      { name: "us", cloud: "gcp" },
      { name: "office", publicIp: "203.0.113.20", hostKey: `ssh-ed25519 ${"A".repeat(68)}` },
    ];
    const config = {
      "stackmark:topology": { nodes: [server], gcp: { project: "my-project" } },
      "stackmark:workload": { name: "boutique" },
      "stackmark:load": { from: "generators", generators },
    };
    const lines = drawing(planned("clouds", `config: ${JSON.stringify(config)}`));
    assert.ok(lines.some((line) => line.startsWith("│ > us  e2-standard-4")));
    assert.deepEqual(followArcs(lines).sort(), ["0 1 load, as users", "0 2 load, as users"]);
  });

  it("a drawing has a box for each network, with the server marked", () => {
    const text = readFileSync(new URL("Pulumi.multicloud.yaml", root), "utf8");
    assert.deepEqual(drawing(planned("multicloud", text)), [
      "┌─ Azure westeurope ──────────┐",
      "│ * server  Standard_D4s_v5   ├─┐",
      "└─────────────────────────────┘ │",
      "┌─ GCP ───────────────────────┐ │",
      "│ - gcp-worker  e2-standard-4 ├─┘ internet: vxlan, joins at 6443",
      "└─────────────────────────────┘",
    ]);
  });

  it("a drawing of three nodes shows each link between the nodes that it joins, with its own delay", () => {
    const link = (a: string, b: string, oneWayDelayMs: number) => ({ between: [a, b], oneWayDelayMs, jitterMs: 1 });
    assert.deepEqual(drawing(emulated(3, [link("a", "c", 20), link("c", "b", 7)])), [
      "┌─ this machine ─┐",
      "│ * a  local-s   ├───┐",
      "│                ├─┐ │",
      "└────────────────┘ │ │",
      "┌─ this machine ─┐ │ │",
      "│ - b  local-s   ├─┘ │ a <-> b: no delay",
      "│                ├─┐ │",
      "└────────────────┘ │ │",
      "┌─ this machine ─┐ │ │",
      "│ - c  local-s   ├─┘ │ b <-> c: 7 ± 1 ms each way",
      "│                ├───┘ a <-> c: 20 ± 1 ms each way",
      "└────────────────┘",
    ]);
  });

  it("each arc joins the two boxes that its label names, whatever the graph", () => {
    const whole = emulated(4);
    fc.assert(
      fc.property(fc.subarray(whole.links, { minLength: 2 }), fc.nat({ max: 90 }), (links, delayMs) => {
        const delayed = links.map((link, i) => ({ ...link, oneWayDelayMs: delayMs + i + 1 }));
        const expected = delayed.map(({ between: [a, b], oneWayDelayMs }) => {
          const boxes = [a, b].map((name) => whole.nodes.findIndex((node) => node.name === name));
          return `${boxes.join(" ")} ${a} <-> ${b}: ${oneWayDelayMs} ± 0 ms each way`;
        });
        const lines = drawing({ ...whole, links: delayed });
        assert.deepEqual(followArcs(lines).sort(), expected.sort(), lines.join("\n"));
      }),
    );
  });

  it("more connections than can be followed are counted instead", () => {
    const lines = drawing(emulated(5));
    assert.equal(lines.at(-1), "10 connections between them: see below");
    assert.deepEqual(followArcs(lines), []);
  });

  it("a drawing has every node once, in boxes of equal width, whatever the topology", () => {
    fc.assert(
      fc.property(stacks, (stack) => {
        const plan = planStack(stack);
        const lines = drawing(plan);
        const widths = lines.filter((line) => line.startsWith("┌")).map((line) => line.indexOf("┐"));
        assert.deepEqual([widths.length, new Set(widths).size], [sitesOf(plan).length, 1]);
        for (const { name } of plan.nodes)
          assert.equal(lines.filter((line) => line.includes(`- ${name} `) || line.includes(`* ${name} `)).length, 1);
      }),
      { numRuns: 50 },
    );
  });
});
