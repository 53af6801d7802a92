import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { compare } from "../../../../results/compare/index.ts";
import { renderReport } from "../../../../results/report/index.ts";
import { aLocalRun, aWanRun } from "../../../helpers/archived-runs.ts";
import { browser } from "../../../helpers/browser.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";

/** Everything that is drawn only when it comes into view. */
const drawAll = (page: Page) => page.evaluate("dispatchEvent(new Event('beforeprint'))");

const unfold = (page: Page, section: string) => page.locator(`#${section} > details > summary`).click();

/** How many different colours the canvas of a chart holds. */
const coloursOf = (page: Page, chart: string) =>
  page.evaluate((id) => {
    const canvas: any = (globalThis as any).document.querySelector(`[data-chart="${id}"] canvas`);
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Set();
    for (let at = 0; at < data.length; at += 4)
      if (data[at + 3] > 200) colours.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
    return colours.size;
  }, chart);

const p50Low = aLocalRun().cells[0]!.output!.result.overall.latencyMs.p50!;

describe("the HTML report in a browser", () => {
  const folder = temporaryFolder();
  const { open } = browser();

  let report: string;
  before(() => {
    const [a, b] = [aLocalRun(), aWanRun()];
    report = renderReport([a, b], compare(a.outputs!, b.outputs!));
  });

  async function shown(options?: Parameters<typeof open>[1]) {
    const file = join(folder.path, "report.html");
    await writeFile(file, report);
    return open(file, options);
  }

  it("the report draws every chart, without requests or errors", async () => {
    const { page, complaints, requests } = await shown();
    await drawAll(page);
    const figures = await page.locator("figure[data-chart]").count();
    // Eight of each cell, a distribution of each level, failures of the two cells that had some.
    assert.equal(figures, 2 * 3 * 8 + 3 + 2);
    assert.equal(await page.locator("figure[data-chart] canvas").count(), figures);
    for (const chart of ["run-0-cell-0-latency", "run-1-cell-2-throughput", "run-1-cell-0-network"]) {
      assert.ok((await coloursOf(page, chart)) > 10, `${chart} is drawn`);
    }
    assert.deepEqual([complaints, requests], [[], []]);
    await page.close();
  });

  it("the report draws a chart only when it comes near the view", async () => {
    const { page } = await shown();
    assert.ok((await page.locator("figure[data-chart] canvas").count()) < 53);
    await page.locator("#over-time").scrollIntoViewIfNeeded();
    await page.locator('[data-chart="run-0-cell-0-latency"] canvas').waitFor();
    await page.close();
  });

  it("the legend of a chart shows measured values, read with the arrow keys", async () => {
    const { page } = await shown();
    const plot = page.locator('[data-chart="run-0-cell-0-throughput"] .plot');
    await plot.scrollIntoViewIfNeeded();
    await plot.locator("canvas").waitFor();
    await plot.focus();
    for (let step = 0; step < 3; step += 1) await page.keyboard.press("ArrowRight");
    const expected = aLocalRun().cells[0]!.seconds[2]!;
    await page
      .locator(`[data-chart="run-0-cell-0-throughput"] .u-value:has-text("${expected.requests} req/s")`)
      .waitFor();
    assert.deepEqual(await plot.locator(".u-value").allInnerTexts(), [
      "3 s",
      `${expected.requests} req/s`,
      "0 req/s",
      `${expected.users} users`,
    ]);
    assert.equal(
      await page.locator("#said").textContent(),
      `3 s: requests ${expected.requests} req/s, failures 0 req/s, users ${expected.users} users`,
      "said to who cannot see it",
    );
    await page.close();
  });

  it("a chart of a node shows the enforced limit beside its usage", async () => {
    const { page } = await shown();
    await unfold(page, "resources");
    const plot = page.locator('[data-chart="run-0-cell-0-cpu"] .plot');
    await plot.scrollIntoViewIfNeeded();
    await plot.locator("canvas").waitFor();
    await plot.focus();
    await page.keyboard.press("ArrowRight");
    const node = aLocalRun().outputs!.nodes[0]!;
    await plot.locator(".u-series", { hasText: `limit of ${node.name}` }).waitFor();
    assert.match((await plot.locator(".u-value").allInnerTexts()).at(-1)!, new RegExp(`^${node.cpus} cores`));
    assert.match((await plot.getAttribute("aria-label")) ?? "", new RegExp(`, limit ${node.cpus}`));
    await page.close();
  });

  it("the report follows the system's theme, and the reader's choice over it", async () => {
    const background = (page: Page) => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const light = await shown({ colorScheme: "light" });
    const dark = await shown({ colorScheme: "dark" });
    assert.equal(await background(light.page), "rgb(255, 255, 255)");
    assert.equal(await background(dark.page), "rgb(20, 23, 28)");
    await dark.page.selectOption("#theme", "light");
    assert.equal(await background(dark.page), "rgb(255, 255, 255)");
    assert.deepEqual([...light.complaints, ...dark.complaints], []);
    await Promise.all([light.page.close(), dark.page.close()]);
  });

  it("tables and charts are copied as CSV", async () => {
    const { page } = await shown();
    // The clipboard of a browser without a window is not to be had; what would go there is.
    await page.evaluate("navigator.clipboard.writeText = async (text) => { globalThis.copied = text; }");
    const copied = async (selector: string, rows: number) => {
      await page.locator(selector).first().click();
      await page.locator("#said", { hasText: `Copied ${rows} rows` }).waitFor({ state: "attached" });
      return page.evaluate<string>("globalThis.copied");
    };
    const table = await copied("#results button.copy", 49);
    assert.match(
      table,
      /^level,metric,unit,local,local-wan,change,low,high,verdict\r\nlow,rate,req\/s,40,40,0,-0\.\d+,0\.\d+,\r\n/,
    );
    const chart = await copied('[data-chart="run-0-cell-0-throughput"] button.copy', 21);
    assert.match(chart, /^seconds,requests \(req\/s\),failures \(req\/s\),users \(users\)\r\n1,40,0,5\r\n/);
    await page.close();
  });

  it("cells are copied as numbers, one row each", async () => {
    const { page } = await shown();
    await page.evaluate("navigator.clipboard.writeText = async (text) => { globalThis.copied = text; }");
    await unfold(page, "cells");
    await page.locator("#cells button[data-copy=csv]").click();
    await page.locator("#said", { hasText: "Copied 7 rows" }).waitFor({ state: "attached" });
    const lines = (await page.evaluate<string>("globalThis.copied")).split("\r\n");
    assert.equal(lines[0], "level,stack,repeat,provenance,status,rate (req/s),p50 (ms),p95 (ms),p99 (ms),failures (%)");
    assert.match(lines[1]!, new RegExp(`^low,local,1,emulated,complete,40,${p50Low},`));
    await page.close();
  });

  it("tables, charts and distributions are copied as JSON", async () => {
    const { page } = await shown();
    await page.evaluate("navigator.clipboard.writeText = async (text) => { globalThis.copied = text; }");
    const copied = async (selector: string) => {
      await page.locator(selector).first().click();
      await page.locator("#said", { hasText: "as JSON" }).waitFor({ state: "attached" });
      const text = await page.evaluate<string>("globalThis.copied");
      await page.evaluate("document.getElementById('said').textContent = ''");
      return JSON.parse(text) as Record<string, unknown>[];
    };
    const rows = await copied('[data-chart="level-0-distribution"] button[data-copy=json]');
    assert.deepEqual(Object.keys(rows[0]!), ["quantile", "local (ms)", "local-wan (ms)"]);
    const p90 = rows.find(({ quantile }) => Math.abs(Number(quantile) - 0.9) < 1e-9)!;
    // Log-logistic around 7.92 ms with shape 0.4: p90 is 9^0.4 times the median, to three digits.
    assert.ok(Math.abs(Number(p90["local (ms)"]) / (p50Low * 9 ** 0.4) - 1) < 0.01, JSON.stringify(p90));
    await unfold(page, "failures");
    const table = await copied("#failures button[data-copy=json]");
    assert.equal(table[0]!["class"], "timeout-headers");
    await page.close();
  });

  it("distributions are drawn over percentiles, with both axes logarithmic", async () => {
    const { page } = await shown();
    const figure = page.locator('[data-chart="level-0-distribution"]');
    await figure.scrollIntoViewIfNeeded();
    await figure.locator("canvas").waitFor();
    assert.match((await figure.locator(".plot").getAttribute("aria-label")) ?? "", /local: .* ms; local-wan: .* ms/);
    await figure.locator(".plot").focus();
    await page.keyboard.press("ArrowLeft");
    await figure.locator(".u-value", { hasText: /^99\.\d+ %$/ }).waitFor();
    await page.close();
  });

  it("every table, chart, section and control has an accessible name", async () => {
    const { page } = await shown();
    const unnamed =
      await page.evaluate(`[...document.querySelectorAll("section, table:not(.u-legend), figure .plot, select, nav")]
      .filter((element) => !(element.getAttribute("aria-label") || element.labels?.length || element.caption?.textContent.trim() ||
        document.getElementById(element.getAttribute("aria-labelledby") ?? "")?.textContent.trim()))
      .map((element) => element.outerHTML.slice(0, 100))`);
    assert.deepEqual(unnamed, []);
    const label = await page.locator('[data-chart="run-0-cell-0-throughput"] .plot').getAttribute("aria-label");
    assert.match(
      label ?? "",
      /Throughput, local\. requests: 34 to 46 req\/s; failures: 0 req\/s; users: 5 to 10 users/,
    );
    await page.close();
  });

  it("the report is readable without JavaScript", async () => {
    const { page, complaints } = await shown({ javaScriptEnabled: false });
    assert.match((await page.locator("main").innerText()).slice(0, 400), /Charts need JavaScript/);
    assert.ok((await page.locator("table").count()) > 10);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("the printed report shows everything, in light colours", async () => {
    const { page, complaints } = await shown({ colorScheme: "dark" });
    const open = () => page.locator("details[open]").count();
    const before = await open();
    await drawAll(page);
    assert.equal(await open(), await page.locator("details").count());
    assert.equal(await page.evaluate("getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)");
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    assert.equal(await open(), before);
    assert.equal(await page.evaluate("getComputedStyle(document.body).backgroundColor"), "rgb(20, 23, 28)");
    assert.ok((await page.pdf({ format: "A4" })).length > 50_000);
    assert.deepEqual(complaints, []);
    await page.close();
  });
});
