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
    await page.locator('[data-chart="level-0-distribution"] path.line').waitFor({ state: "attached" });
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("the filter is reached by /, shows rows with every word and what is selected, and is cleared by Escape", async () => {
    const { page, complaints } = await open(archive.url);
    const shown = () => page.locator("tbody tr:visible th").allInnerTexts();
    await page.keyboard.press("/");
    await page.keyboard.type("wan COMPLETE");
    assert.deepEqual(await shown(), ["run-b"]);
    assert.equal(await page.locator("#count").innerText(), "1 of 2 runs");
    await page.keyboard.press("Escape");
    assert.equal((await shown()).length, 2);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("two selected runs are compared in place, within the view", async () => {
    const { page, complaints } = await open(archive.url);
    for (const box of await page.locator("input[type=checkbox]").all()) await box.check();
    const brief = page.locator("#brief");
    await brief.locator("h2", { hasText: "local → local-wan" }).waitFor();
    const { y } = (await brief.locator("h2").boundingBox())!;
    assert.ok(y < 900);
    await page.locator("input[type=checkbox]").first().uncheck();
    await brief.locator("h2").waitFor({ state: "detached" });
    await page.locator("input[type=checkbox]").first().check();
    await brief.getByText("whole report").click();
    await page.locator("#comparison-0").waitFor({ state: "attached" });
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

  it("a run is followed while it is written, with what is left of it, to its end", async () => {
    const { plan, nodes, placement, notes, topologyDigest, provenance } = anOutputs();
    const levels = ["low", "high"].map((name) => ({ ...plan.levels[0]!, name }));
    const cells = ["load-low-1", "load-high-1"];
    const planned = { plan: { ...plan, levels }, nodes, placement, notes, topologyDigest, provenance, cells };
    const cell = await openCell(archive.runsDir, "run-live", "load-low-1", { stack: "local", planned });
    cell.second(aSecond({ atMs: 1000, requests: 41 }));
    const { page, complaints } = await open(`${archive.url}runs/run-live/live`);
    const now = page.locator("#now");
    const tile = (name: string, value: string) =>
      now.locator("div", { hasText: name }).filter({ hasText: value }).waitFor();
    await page
      .locator("#state", { hasText: "Measuring level low, 1 of 2; cell 1 of 2." })
      .waitFor({ state: "attached" });
    await tile("load left", "39 s");
    await tile("rate", "41 req/s");
    await page.locator('[data-chart="live-rate"] .plot').focus();
    for (let second = 2; second <= 5; second += 1) cell.second(aSecond({ atMs: 1000 * second, requests: 40 + second }));
    await tile("rate", "45 req/s");
    await tile("load left", "35 s");
    await page.locator('[data-chart="live-rate"] .plot[aria-label*="41 to 45 req/s"]:focus').waitFor();
    const output = aCell({ runId: "run-live" });
    await cell.close(output);
    await page.locator("#state", { hasText: "Between two cells: 1 cell is closed." }).waitFor({ state: "attached" });
    await page.locator("#cells tbody tr", { hasText: /load-low-1\s*complete\s*50 req\/s/ }).waitFor();
    const next = await openCell(archive.runsDir, "run-live", "load-high-1", { stack: "local", planned });
    next.second(aSecond());
    await page.locator("#state", { hasText: "Measuring level high, 2 of 2" }).waitFor({ state: "attached" });
    const high = aCell({ runId: "run-live", cell: "load-high-1", level: "high" });
    await next.close(high);
    await writeRun(archive.runsDir, anOutputs({ runId: "run-live", load: [output, high] }));
    await page.locator("#state", { hasText: "The run is closed." }).waitFor({ state: "attached" });
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
