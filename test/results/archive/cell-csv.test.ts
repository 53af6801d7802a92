import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { openCell } from "../../../results/archive/index.ts";
import { aCell, aMetricsSample, aResult, aSecond } from "../../helpers/builders.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("the CSV files of a closed cell", () => {
  const runs = temporaryFolder();
  const written = async (cell = aCell()) => {
    const archive = await openCell(runs.path, "run-a", "load-low-1");
    for (const atMs of [1000, 2000]) archive.second(aSecond({ atMs }));
    archive.metrics(aMetricsSample());
    await archive.close(cell);
    return async (name: string) => {
      const text = await readFile(join(archive.dir, name), "utf8");
      return parse<Record<string, string>>(text, { columns: true });
    };
  };

  it("CSV files hold every endpoint and the total, under the names of result.json", async () => {
    const { overall, endpoints } = aCell().result;
    const rows = await (await written())("endpoints.csv");
    assert.deepEqual(
      rows.map(({ name }) => name),
      ["*", ...endpoints.map(({ name }) => name)],
    );
    assert.equal(Number(rows[0]!["requests"]), overall.requests);
    assert.equal(Number(rows[0]!["latencyMs.p50"]), overall.latencyMs.p50);
    assert.equal(rows[0]!["latencyMs.p999"], String(overall.latencyMs.p999 ?? ""));
  });

  it("CSV files hold every second and every scrape", async () => {
    const read = await written();
    const seconds = await read("seconds.csv");
    assert.deepEqual(
      seconds.map(({ atMs, requests }) => [Number(atMs), Number(requests)]),
      [1000, 2000].map((atMs) => [atMs, aSecond().requests]),
    );
    const { nodes, services, atMs } = aMetricsSample();
    const scrapes = await read("metrics.csv");
    assert.deepEqual(
      scrapes.map((row) => [row["of"], row["name"]]),
      [...nodes.map(({ name }) => ["node", name]), ...services.map(({ name }) => ["service", name]), ["links", ""]],
    );
    assert.ok(scrapes.every((row) => Number(row["atMs"]) === atMs));
    assert.equal(Number(scrapes[0]!["cpuSeconds"]), nodes[0]!.cpuSeconds);
  });

  it("CSV files neutralise spreadsheet formulas and quotes in text from the target", async () => {
    const message = '=HYPERLINK("http://x"),\r\n"end';
    const errors = [{ endpoint: "GET /", class: "other", message, count: 2, firstAtMs: 1, lastAtMs: 2 }];
    const rows = await (await written(aCell({ result: aResult({ errors }) })))("failures.csv");
    assert.equal(rows.length, 1);
    assert.equal(rows[0]!["message"], `'${message}`);
    assert.equal(rows[0]!["count"], "2");
  });
});
