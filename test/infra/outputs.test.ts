import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { environment } from "../../infra/environment.ts";
import { cellNotes, environmentOf } from "../../infra/outputs.ts";
import * as cell from "../../loadgen/schema/cell.ts";
import * as outputs from "../../results/schema/outputs.ts";
import { importedSchema, recordedResultSchema } from "../../results/schema/recorded.ts";
import { root } from "../helpers/imports.ts";
import { anOutcome, aPlan, cellState, someInputs } from "./helpers/builders.ts";

describe("notes on cells", () => {
  const plan = aPlan();
  const state = (runId = "run-1", instances = ["server/1"]) => cellState(someInputs({ instances }), anOutcome(), runId);

  it("cells of one run on the current machines have no notes", () => {
    assert.deepEqual(cellNotes(plan, [state(), state(), state()], ["server/1"]), []);
  });

  it("notes list cells that were not measured, whose machines were replaced, or that are of different runs", () => {
    const cells = [{ ...state(), output: null }, state("run-2"), state("run-1", ["server/0"])];
    const [first, , third] = plan.load.cells.map((each) => each.cell);
    assert.deepEqual(cellNotes(plan, cells, ["server/1"]), [
      `not run: stopped: ${first}`,
      `measured on machines that were replaced since: ${third}`,
      "cells come from 2 runs: run-1, run-2",
    ]);
  });
});

describe("the environment of a stack's results", () => {
  const now = environment();
  const old = { ...now, kernel: "Linux 1.0", node: "20.0.0" };
  const at = (startedAt: number, setting: outputs.Environment) => ({
    ...cellState(someInputs(), anOutcome("complete", 9_000, startedAt)).output!,
    environment: setting,
  });

  it("the environment is that of the newest cell, not of this machine", () => {
    assert.deepEqual(environmentOf([at(2_000, old), at(1_000, now)]), old);
  });

  it("without cells, the environment is that of this machine", () => {
    assert.deepEqual(environmentOf([]), now);
  });

  it("a note lists the environment of each cell if they differ", () => {
    const plan = aPlan();
    const [low, high] = [at(1_000, old), at(2_000, now)].map((output) => ({
      output,
      runId: "run-1",
      instances: [],
    }));
    assert.deepEqual(cellNotes(plan, [low!, low!, low!], []), []);
    const [note, ...more] = cellNotes(plan, [low!, low!, high!], []);
    assert.match(note!, /^cells were measured in different environments: .*Linux 1.0, Node 20.0.0/);
    assert.deepEqual(more, []);
  });
});

type Schemas = Record<string, unknown>;
const schemas = new Map(
  Object.entries({ ...(cell as Schemas), ...(outputs as Schemas) }).flatMap(([name, value]) =>
    value instanceof z.ZodObject ? [[name, value] as const] : [],
  ),
);

/** What only an imported cell has is in docs/results.md. */
const inResults: z.ZodObject[] = [recordedResultSchema, importedSchema];

/** Field names of a schema; those of nested objects with their path, unless they have a section of their own. */
function fieldsOf(schema: z.ZodObject): string[] {
  return Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([name, type]) => {
    const { inner, suffix } = unwrapped(type);
    if (!(inner instanceof z.ZodObject)) return [name];
    if (inResults.includes(inner)) return [name];
    if ([...schemas.values()].includes(inner)) return [`${name}${suffix}`];
    return fieldsOf(inner).map((field) => `${name}${suffix}.${field}`);
  });
}

function unwrapped(type: z.ZodType): { inner: z.ZodType; suffix: string } {
  if (type instanceof z.ZodOptional || type instanceof z.ZodNullable) return unwrapped(type.unwrap() as z.ZodType);
  if (!(type instanceof z.ZodArray)) return { inner: type, suffix: "" };
  const element = type.element as z.ZodType;
  return { inner: element, suffix: element instanceof z.ZodObject ? "[]" : "" };
}

describe("docs/outputs.md", () => {
  const sections = readFileSync(join(root, "docs/outputs.md"), "utf8").split(/^## /m).slice(1);
  const documented = new Map(
    sections.map((section) => {
      const name = /\(`(\w+)`\)/.exec(section)![1]!;
      return [name, [...section.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1]!)] as const;
    }),
  );

  it("docs/outputs.md has one section per schema", () => {
    const secondsAreInTheArchive = ["secondSchema"];
    const expected = [...schemas.keys()].filter((name) => !secondsAreInTheArchive.includes(name));
    assert.deepEqual([...documented.keys()].sort(), expected.sort());
  });

  for (const [name, fields] of documented)
    it(`docs/outputs.md lists the fields of ${name}`, () => {
      const schema = schemas.get(name);
      assert.ok(schema, `${name} is not a schema`);
      const missing = fieldsOf(schema).filter(
        (f) => !fields.includes(f) && !fields.some((d) => d.startsWith(`${f}[]`)),
      );
      const surplus = fields.filter((f) => !fieldsOf(schema).includes(f) && f !== "plan");
      assert.deepEqual({ missing, surplus }, { missing: [], surplus: [] });
    });
});
