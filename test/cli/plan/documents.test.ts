import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mermaid } from "../../../cli/plan/mermaid.ts";
import { costsTable } from "../../../cli/plan/costs.ts";
import { portsTable } from "../../../cli/plan/ports.ts";
import { planStackFile } from "../../../infra/stack-file.ts";

const root = new URL("../../../", import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, root), "utf8");
const PHASES = ["single", "multinode", "multicloud", "edge"];
const plans = PHASES.map((stack) => planStackFile(stack, read(`Pulumi.${stack}.yaml`)).plan!);

/** Cells without the blanks that a formatter puts around them. */
const cells = (table: string): string[][] =>
  table
    .trim()
    .split("\n")
    .filter((line) => !/^\|[ |-]+\|$/.test(line))
    .map((line) => line.split("|").map((cell) => cell.trim()));

const portsIn = (file: string): string => /<!-- ports -->\n([\s\S]*?)<!-- \/ports -->/.exec(read(file))?.[1] ?? "";

describe("the documents of the phases", () => {
  for (const file of ["docs/phases.md", "README.md"])
    it(`the ports table is that of the plans: ${file}`, () => {
      assert.deepEqual(cells(portsIn(file)), cells(portsTable(plans)));
    });

  it("the costs table is that of the plans", () => {
    const table = /<!-- costs -->\n([\s\S]*?)<!-- \/costs -->/.exec(read("docs/phases.md"))?.[1] ?? "";
    assert.deepEqual(cells(table), cells(costsTable(plans)));
  });

  it("the drawing of each phase is that of its plan", () => {
    const drawn = [...read("docs/phases.md").matchAll(/```mermaid\n([\s\S]*?)```/g)].map(([, chart]) => chart);
    assert.deepEqual(drawn, plans.map(mermaid));
  });
});
