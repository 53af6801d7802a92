import assert from "node:assert/strict";
import { openCell, writeRun } from "../../../results/archive/index.ts";
import { browser } from "../../helpers/browser.ts";
import { aCell, aSecond, anOutputs } from "../../helpers/builders.ts";
import { get, servedArchive } from "./served-archive.ts";

const HOSTILE = `<img src=x onerror=alert(1)>"'</script><script>alert(2)</script>`;

describe("the served archive in a browser", () => {
  const archive = servedArchive();
  const { open } = browser();

  it("the list leads to each run, and compares selected runs with the oldest as baseline", async () => {
    const { page, complaints } = await open(archive.url);
    assert.deepEqual((await page.locator("tbody th").allInnerTexts()).toSorted(), ["run-a", "run-b"]);
    for (const box of await page.locator("input[type=checkbox]").all()) await box.check();
    await page.getByText("Compare the selected runs").click();
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

  it("a comparison shows capacity and demand within objectives, and names invalid ones", async () => {
    const { page, complaints } = await open(archive.url);
    for (const box of await page.locator("input[type=checkbox]").all()) await box.check();
    await page.getByLabel("Capacity and demand within").fill("p50<100");
    await page.getByText("Compare the selected runs").click();
    await page.locator("table", { hasText: "Capacity within p50<100" }).waitFor();
    assert.deepEqual(complaints, []);
    await page.close();
    const bad = await get(`${archive.url}compare?run=run-a&run=run-b&slo=p42%3C1`);
    assert.equal(bad.status, 422);
    assert.match(bad.text, /p42.*: an objective is METRIC/);
  });

  it("pages request nothing from other servers", async () => {
    const { page, requests } = await open(archive.url);
    await page.goto(`${archive.url}compare?run=run-a&run=run-b`);
    assert.deepEqual(
      requests.filter((url) => !url.startsWith(archive.url)),
      [],
    );
    await page.close();
  });

  it("a run is followed while it is written, to its end", async () => {
    const cell = await openCell(archive.runsDir, "run-live", "load-low-1", { stack: "local" });
    cell.second(aSecond({ atMs: 1000, requests: 41 }));
    const { page, complaints } = await open(`${archive.url}runs/run-live/live`);
    const now = page.locator('[data-cell="load-low-1"] p');
    await now.filter({ hasText: "1 s: 10 users, 41 req/s" }).waitFor();
    for (let second = 2; second <= 5; second += 1) cell.second(aSecond({ atMs: 1000 * second, requests: 40 + second }));
    await now.filter({ hasText: "5 s: 10 users, 45 req/s" }).waitFor();
    await page.locator('[data-cell="load-low-1"] canvas').waitFor();
    const output = aCell({ runId: "run-live" });
    await cell.close(output);
    await now.filter({ hasText: "(closed)" }).waitFor();
    await page.locator("#state", { hasText: "Following the run: 1 cell is closed." }).waitFor();
    const next = await openCell(archive.runsDir, "run-live", "load-high-1", { stack: "local" });
    next.second(aSecond());
    await page.locator('#cells section:first-child[data-cell="load-high-1"] p', { hasText: "1 s:" }).waitFor();
    const high = aCell({ runId: "run-live", cell: "load-high-1", level: "high" });
    await next.close(high);
    await page.locator('#cells section:last-child[data-cell="load-high-1"]').waitFor();
    await writeRun(archive.runsDir, anOutputs({ runId: "run-live", load: [output, high] }));
    await page.locator("#state", { hasText: "The run is closed." }).waitFor();
    await page.getByRole("link", { name: "Its report", exact: true }).click();
    assert.equal(await page.locator("h1").innerText(), "local");
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("hostile names are shown as text", async () => {
    const cell = await openCell(archive.runsDir, "run-hostile", "load-low-1", { stack: HOSTILE });
    cell.second(aSecond());
    cell.leave();
    const { page, complaints } = await open(archive.url);
    assert.ok((await page.locator("table").innerText()).includes("onerror=alert(1)"));
    await page.goto(`${archive.url}runs/run-hostile`);
    assert.equal(await page.locator("img").count(), 0);
    assert.deepEqual(complaints, []);
    await page.close();
  });
});
