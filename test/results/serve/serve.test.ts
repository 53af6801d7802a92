import assert from "node:assert/strict";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { openCell, writeRun } from "../../../results/archive/index.ts";
import { serve } from "../../../results/serve/index.ts";
import type { Served } from "../../../results/serve/index.ts";
import { aLocalRun, aWanRun } from "../../helpers/archived-runs.ts";
import { browser } from "../../helpers/browser.ts";
import { aCell, aSecond, anOutputs } from "../../helpers/builders.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const HOSTILE = `<img src=x onerror=alert(1)>"'</script><script>alert(2)</script>`;

/** What a plain client gets. */
async function get(url: string, options: { method?: string; host?: string } = {}) {
  const { hostname, port, pathname, search } = new URL(url);
  return new Promise<{ status: number; text: string; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
    const headers = options.host === undefined ? {} : { host: options.host };
    request({ hostname, port, path: pathname + search, method: options.method ?? "GET", headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode!, text, headers: response.headers }));
    })
      .on("error", reject)
      .end();
  });
}

describe("the archive served as pages", () => {
  const folder = temporaryFolder();
  const { open } = browser();
  let served: Served;

  beforeEach(async () => {
    for (const run of [aLocalRun(), aWanRun()]) {
      for (const { cell, output, seconds, metrics, histograms } of run.cells) {
        const archive = await openCell(folder.path, run.runId, cell, { stack: run.stack! });
        for (const second of seconds) archive.second(second);
        for (const sample of metrics) archive.metrics(sample);
        await archive.close(output!, histograms ?? {});
      }
      await writeRun(folder.path, run.outputs!);
    }
    served = await serve({ runsDir: folder.path, port: 0, host: "127.0.0.1" });
  });
  afterEach(() => served.close());

  it("lists the runs, leads to each, and compares those that are chosen, the oldest as baseline", async () => {
    const { page, complaints } = await open(served.url);
    assert.deepEqual((await page.locator("tbody th").allInnerTexts()).toSorted(), ["run-a", "run-b"]);
    for (const box of await page.locator("input[type=checkbox]").all()) await box.check();
    await page.getByText("Compare the chosen runs").click();
    assert.equal(await page.locator("h1").innerText(), "local → local-wan");
    await page.locator("#comparison-0").waitFor();
    await page.getByText("All runs").click();
    await page.getByRole("link", { name: "run-a" }).click();
    assert.equal(await page.locator("h1").innerText(), "local");
    await page.locator('[data-chart="level-0-distribution"]').scrollIntoViewIfNeeded();
    await page.locator('[data-chart="level-0-distribution"] canvas').waitFor();
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("judges capacity and demand by objectives, and says which are none", async () => {
    const { page, complaints } = await open(served.url);
    for (const box of await page.locator("input[type=checkbox]").all()) await box.check();
    await page.getByLabel("Capacity and demand within").fill("p50<100");
    await page.getByText("Compare the chosen runs").click();
    await page.locator("table", { hasText: "Capacity within p50<100" }).waitFor();
    assert.deepEqual(complaints, []);
    await page.close();
    const bad = await get(`${served.url}compare?run=run-a&run=run-b&slo=p42%3C1`);
    assert.equal(bad.status, 422);
    assert.match(bad.text, /p42.*: an objective is METRIC/);
  });

  it("asks nobody but itself", async () => {
    const { page, requests } = await open(served.url);
    await page.goto(`${served.url}compare?run=run-a&run=run-b`);
    assert.deepEqual(
      requests.filter((url) => !url.startsWith(served.url)),
      [],
    );
    await page.close();
  });

  it("follows a run while it is written, to its end", async () => {
    const cell = await openCell(folder.path, "run-live", "load-low-1", { stack: "local" });
    cell.second(aSecond({ atMs: 1000, requests: 41 }));
    const { page, complaints } = await open(`${served.url}runs/run-live/live`);
    const now = page.locator('[data-cell="load-low-1"] p');
    await now.filter({ hasText: "1 s: 10 users, 41 req/s" }).waitFor();
    for (let second = 2; second <= 5; second += 1) cell.second(aSecond({ atMs: 1000 * second, requests: 40 + second }));
    await now.filter({ hasText: "5 s: 10 users, 45 req/s" }).waitFor();
    await page.locator('[data-cell="load-low-1"] canvas').waitFor();
    const output = aCell({ runId: "run-live" });
    await cell.close(output);
    await now.filter({ hasText: "(closed)" }).waitFor();
    await page.locator("#state", { hasText: "Following the run: 1 cell is closed." }).waitFor();
    const next = await openCell(folder.path, "run-live", "load-high-1", { stack: "local" });
    next.second(aSecond());
    await page.locator('#cells section:first-child[data-cell="load-high-1"] p', { hasText: "1 s:" }).waitFor();
    const high = aCell({ runId: "run-live", cell: "load-high-1", level: "high" });
    await next.close(high);
    await page.locator('#cells section:last-child[data-cell="load-high-1"]').waitFor();
    await writeRun(folder.path, anOutputs({ runId: "run-live", load: [output, high] }));
    await page.locator("#state", { hasText: "The run is closed." }).waitFor();
    await page.getByRole("link", { name: "Its report", exact: true }).click();
    assert.equal(await page.locator("h1").innerText(), "local");
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("shows hostile names as text", async () => {
    const cell = await openCell(folder.path, "run-hostile", "load-low-1", { stack: HOSTILE });
    cell.second(aSecond());
    cell.leave();
    const { page, complaints } = await open(served.url);
    assert.ok((await page.locator("table").innerText()).includes("onerror=alert(1)"));
    await page.goto(`${served.url}runs/run-hostile`);
    assert.equal(await page.locator("img").count(), 0);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("answers for what is not there, and for what cannot be read, with a page that says so", async () => {
    assert.equal((await get(`${served.url}runs/none`)).status, 404);
    assert.equal((await get(`${served.url}runs/..%2F..%2Fetc`)).status, 404);
    assert.equal((await get(`${served.url}runs/run-a/events/more`)).status, 404);
    assert.equal((await get(`${served.url}compare?run=run-a`)).status, 422);
    assert.match((await get(`${served.url}compare?run=run-a&run=none`)).text, /There is no run/);
    const { writeFile } = await import("node:fs/promises");
    await writeFile(join(folder.path, "run-a/cells/load-low-1/result.json"), "{");
    const broken = await get(`${served.url}runs/run-a`);
    assert.equal(broken.status, 422);
    assert.match(broken.text, /result\.json changed/);
  });

  it("is for this machine's own names, and for reading", async () => {
    assert.equal((await get(served.url, { host: "attacker.example" })).status, 403);
    assert.equal((await get(served.url, { host: "localhost:8089" })).status, 200);
    assert.equal((await get(served.url, { method: "POST" })).status, 405);
    const head = await get(served.url, { method: "HEAD" });
    assert.deepEqual([head.status, head.text], [200, ""]);
    assert.equal(head.headers["cross-origin-resource-policy"], "same-origin");
  });

  it("gives the list as JSON", async () => {
    const runs = JSON.parse((await get(`${served.url}api/runs`)).text) as { runId: string }[];
    assert.deepEqual(runs.map(({ runId }) => runId).toSorted(), ["run-a", "run-b"]);
  });

  it("says which port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    await assert.rejects(serve({ runsDir: folder.path, port, host: "127.0.0.1" }), {
      code: "RESULTS_PORT",
      message: /--port/,
    });
    other.close();
  });
});
