import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import type { z } from "zod";
import { cellSchema } from "@stackmark/loadgen/schema";
import * as names from "../../results/archive/layout.ts";
import { MAX_LINES } from "../../results/archive/ndjson.ts";
import { recordedResultSchema } from "../../results/schema/recorded.ts";
import { ARCHIVE_VERSION, cellFileSchema } from "../../results/schema/run.ts";
import { LOAD_METRICS, RESOURCE_METRICS } from "../../results/compare/metrics.ts";

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");
/** First cells of the table rows that follow a heading. */
const firstCells = (text: string, heading: string) => {
  const section = text.split(/^## /m).find((part) => part.startsWith(heading)) ?? "";
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, cell]) => cell);
};

describe("docs/results.md", () => {
  it("docs/results.md lists every file of the archive", async () => {
    const files = firstCells(await read("docs/results.md"), "The archive");
    const written = [
      names.STARTED_FILE,
      names.RUN_FILE,
      names.PLAN_FILE,
      ...[names.BEGUN_FILE, names.SECONDS_FILE, names.METRICS_FILE, names.HISTOGRAMS_FILE, names.RESULT_FILE]
        .concat(names.LOG_FILE, names.ENDPOINTS_CSV, names.FAILURES_CSV, names.SECONDS_CSV, names.METRICS_CSV)
        .map((name) => `cells/<cell>/${name}`),
      "cells/<cell>/attempts/<n>/",
    ];
    assert.deepEqual(files.toSorted(), written.toSorted());
    assert.match(
      await read("docs/results.md"),
      new RegExp(`${MAX_LINES.toLocaleString("fr").replaceAll(/\s/g, " ")} lines`),
    );
  });

  it("docs/results.md lists every field of result.json", async () => {
    const fields = firstCells(await read("docs/results.md"), "result.json");
    assert.deepEqual(fields.toSorted(), Object.keys(cellFileSchema.shape).toSorted());
    assert.match(await read("docs/results.md"), new RegExp(`\\| \`schemaVersion\` \\| ${ARCHIVE_VERSION} \\|`));
  });

  it("docs/results.md lists every field that an imported result may lack", async () => {
    const text = (await read("docs/results.md")).split("may be `null`:")[1]!.split("Nothing in it")[0]!;
    const own = cellSchema.shape as Record<string, z.ZodType>;
    const recorded = recordedResultSchema.shape as Record<string, z.ZodType>;
    const lacking = Object.keys(own).filter((key) => recorded[key]!.isNullable() && !own[key]!.isNullable());
    for (const key of lacking) assert.ok(text.includes(`\`${key}\``), key);
    assert.ok(lacking.length > 4);
  });

  it("docs/results.md lists every metric with its unit and its better direction", async () => {
    const text = await read("docs/results.md");
    const metrics = [...LOAD_METRICS, ...RESOURCE_METRICS];
    assert.deepEqual(
      firstCells(text, "Metrics"),
      metrics.map(({ id }) => id),
    );
    for (const { id, unit, better } of metrics) {
      assert.ok(
        text.includes(`| \`${id}\` | ${unit} | ${better ?? ""}`.trimEnd()),
        `${id} has its unit and better direction`,
      );
    }
  });

  it("docs/results.md lists exactly the error codes of results/errors.ts", async () => {
    const codes = [...(await read("results/errors.ts")).matchAll(/"(RESULTS_\w+)"/g)].map(([, code]) => code);
    assert.deepEqual(firstCells(await read("docs/results.md"), "Errors"), codes);
  });
});
