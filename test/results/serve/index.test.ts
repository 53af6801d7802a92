import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { serve } from "../../../results/serve/index.ts";
import { openCell, writeRun } from "../../../results/archive/index.ts";
import { aCell, aLatency, aResult, aSecond, anEndpoint, anOutputs } from "../../helpers/builders.ts";
import { get, servedArchive } from "./served-archive.ts";

describe("the served archive", () => {
  const archive = servedArchive();

  it("missing and unreadable runs are answered with a page that says so", async () => {
    assert.equal((await get(`${archive.url}runs/none`)).status, 404);
    assert.equal((await get(`${archive.url}runs/..%2F..%2Fetc`)).status, 404);
    assert.equal((await get(`${archive.url}runs/run-a/events/more`)).status, 404);
    assert.equal((await get(`${archive.url}/`)).status, 404);
    assert.equal((await get(`${archive.url}compare?run=run-a`)).status, 422);
    assert.match((await get(`${archive.url}compare?run=run-a&run=none`)).text, /There is no run/);
    await writeFile(join(archive.runsDir, "run-a/cells/load-low-1/result.json"), "{");
    const broken = await get(`${archive.url}runs/run-a`);
    assert.equal(broken.status, 422);
    assert.match(broken.text, /result\.json changed/);
  });

  it("only this machine's names and read requests are served", async () => {
    assert.equal((await get(archive.url, { host: "attacker.example" })).status, 403);
    assert.equal((await get(archive.url, { host: "localhost:8089" })).status, 200);
    assert.equal((await get(archive.url, { method: "POST" })).status, 405);
    const head = await get(archive.url, { method: "HEAD" });
    assert.deepEqual([head.status, head.text], [200, ""]);
    assert.equal(head.headers["cross-origin-resource-policy"], "same-origin");
  });

  it("the list of runs is served as JSON", async () => {
    const runs = JSON.parse((await get(`${archive.url}api/runs`)).text) as { runId: string }[];
    assert.deepEqual(runs.map(({ runId }) => runId).toSorted(), ["run-a", "run-b"]);
  });

  const textOf = (html: string) => html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");

  it("the list shows what each run measured at its last level, its status and its labels", async () => {
    const high = aCell({
      ...{ runId: "run-c", cell: "load-high-1", level: "high", order: 1 },
      result: aResult({ overall: anEndpoint({ ratePerS: 80, latencyMs: aLatency(27), failures: 10 }) }),
    });
    const load = [high, aCell({ runId: "run-c" })];
    for (const output of load) {
      const cell = await openCell(archive.runsDir, "run-c", output.cell, { stack: "local" });
      await cell.close(output);
    }
    await writeRun(archive.runsDir, anOutputs({ runId: "run-c", load }), { commit: "abc" });
    const begun = await openCell(archive.runsDir, "run-d", "load-low-1", { stack: "local" });
    begun.second(aSecond());
    begun.leave();
    const list = textOf((await get(archive.url)).text);
    assert.match(list, /run-c local [\d-]+ [\d:]+ complete high 80 req\/s 81 ms 1 % commit=abc/);
    assert.match(list, /run-d [^<]*stackmark up local[^<]* local [\d-]+ [\d:]+ interrupted – – – –/);
  });

  it("two runs are compared in short, or the reason why not is given", async () => {
    const brief = await get(`${archive.url}compare/brief?run=run-a&run=run-b`);
    assert.equal(brief.status, 200);
    assert.match(
      textOf(brief.text),
      /local → local-wan whole report local-wan is slower: .* p50 7\.92 ms → 296 ms × 37\.4 ▲ worse/,
    );
    assert.match(brief.text, /href="\/compare\?run=run-a&#38;run=run-b"/);
    assert.match((await get(`${archive.url}compare/brief?run=run-a`)).text, /Select 2 to 20 runs/);
  });

  it("the trend of a stack shows each metric over its runs, and when it changed", async () => {
    for (let index = 0; index < 12; index += 1) {
      const runId = `trend-${String(index).padStart(2, "0")}`;
      const avg = (index < 6 ? 10 : 20) * (1 + (index % 3) / 100);
      const startedAt = new Date(Date.UTC(2026, 2, 2 + index)).toISOString();
      const result = aResult({ startedAt, overall: anEndpoint({ latencyMs: aLatency(avg) }) });
      const output = aCell({ runId, result });
      const cell = await openCell(archive.runsDir, runId, "load-low-1", { stack: "shop" });
      await cell.close(output);
      await writeRun(archive.runsDir, anOutputs({ runId, stack: "shop", load: [output] }), { commit: `c${index}` });
    }
    const { text } = await get(`${archive.url}trend?stack=shop`);
    assert.match(textOf(text), /12 runs, \d changes?\./);
    assert.match(textOf(text), /p50 low trend-06 commit=c6 8\.\d+ ms → 16\.\d+ ms \+100 % worse/);
    assert.match(text, /data-chart="trend-low-p50"/);
    assert.match(text, /<line\s+class="worse"/);
    assert.match((await get(archive.url)).text, /href="\/trend\?stack=shop"/);
    assert.match((await get(`${archive.url}trend?stack=none`)).text, /No run of this stack/);
  });

  it("a port that is in use is reported", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    await assert.rejects(serve({ runsDir: archive.runsDir, port, host: "127.0.0.1" }), {
      code: "RESULTS_PORT",
      message: /--port/,
    });
    other.close();
  });
});
