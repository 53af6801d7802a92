/** docs/outputs.md against the schemas that it documents. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import * as cell from "../../../loadgen/schema/cell.ts";
import * as statistics from "../../../loadgen/schema/statistics.ts";
import * as vantage from "../../../loadgen/schema/vantage.ts";
import * as outputs from "../../../results/schema/outputs.ts";
import { importedSchema, recordedResultSchema } from "../../../results/schema/recorded.ts";
import * as summary from "../../../results/schema/summary.ts";
import { root } from "../../helpers/imports.ts";

type Schemas = Record<string, unknown>;
const schemas = new Map(
  Object.entries({
    ...(statistics as Schemas),
    ...(cell as Schemas),
    ...(vantage as Schemas),
    ...(outputs as Schemas),
    ...(summary as Schemas),
  }).flatMap(([name, value]) => (value instanceof z.ZodObject ? [[name, value] as const] : [])),
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
