import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { compare } from "../../../../results/compare/index.ts";
import { renderReport } from "../../../../results/report/index.ts";
import { aLocalRun, aWanRun } from "../../../helpers/archived-runs.ts";
import { browser } from "../../../helpers/browser.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";

/** Unfolds every section, as printing does. */
const unfoldAll = (page: Page) => page.evaluate("dispatchEvent(new Event('beforeprint'))");

const unfold = (page: Page, section: string) => page.locator(`#${section} > details > summary`).click();

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

  it("every chart is drawn as the page opens, without a script, requests or errors", async () => {
    const { page, complaints, requests } = await shown({ javaScriptEnabled: false });
    const charts = await page.locator("figure[data-chart]").count();
    // Four of each level, failures at one, a distribution of each; three measures of nodes, and of services of both sides.
    assert.equal(charts, 3 * 5 + 1 + 3 + 3 * 3 + 3 * 3 * 2);
    assert.equal(await page.locator("figure[data-chart] .drawing:has(path.line, path.area)").count(), charts);
    assert.deepEqual([complaints, requests], [[], []]);
    await page.close();
  });

  it("sides keep their colours in all charts, in both themes", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const { page } = await shown({ colorScheme });
      for (const side of ["side-0", "side-1"]) {
        const colours = await page.evaluate<string[]>(
          `[...new Set([...document.querySelectorAll(".drawing .${side}")].map((line) => getComputedStyle(line).stroke))]`,
        );
        assert.equal(colours.length, 1, `${side}: ${colours.join(", ")}`);
      }
      await page.close();
    }
  });

  it("arrow keys show the values of all sides at one point, and say them", async () => {
    const { page } = await shown();
    const plot = page.locator('[data-chart="level-0-rate"] .plot');
    await plot.focus();
    for (let step = 0; step < 3; step += 1) await page.keyboard.press("ArrowRight");
    const [a, b] = [aLocalRun(), aWanRun()].map(({ cells }) => cells[0]!.seconds[2]!.requests);
    assert.equal(await page.locator("#said").textContent(), `3 s: local ${a} req/s, local-wan ${b} req/s`);
    assert.match(
      (await plot.locator(".reading").innerText()).replace(/\s+/g, " "),
      /^3 s local \d+ req\/s local-wan \d+ req\/s$/,
    );
    await page.keyboard.press("Escape");
    assert.equal(await plot.locator(".reading").count(), 0);
    await page.close();
  });

  it("the pointer shows the values of the point next to it", async () => {
    const { page } = await shown();
    const plot = page.locator('[data-chart="level-0-rate"] .plot');
    const { width, height } = (await plot.boundingBox())!;
    await plot.hover({ position: { x: width - 10, y: height / 2 } });
    await plot.locator(".reading", { hasText: /^20 s/ }).waitFor();
    assert.equal(await plot.locator(".dot").count(), 2);
    await page.locator("h1").hover();
    await plot.locator(".reading").waitFor({ state: "detached" });
    await page.close();
  });

  it("the legend is reached by keyboard, and hides and shows a side in every chart", async () => {
    const { page } = await shown();
    const entry = page.locator("#over-time .legend").getByRole("button", { name: "local", exact: true });
    const line = page.locator('[data-chart="level-0-p50"] path.side-0');
    await entry.focus();
    await page.keyboard.press("Enter");
    assert.equal(await entry.getAttribute("aria-pressed"), "false");
    assert.equal(await line.isVisible(), false);
    await page.keyboard.press("Enter");
    assert.equal(await entry.getAttribute("aria-pressed"), "true");
    assert.equal(await line.isVisible(), true);
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
    const chart = await copied('[data-chart="level-0-rate"] button.copy', 21);
    assert.match(chart, /^seconds,local \(req\/s\),local-wan \(req\/s\)\r\n1,40,40\r\n/);
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

  it("a distribution shows all sides over percentiles, which the arrow keys read", async () => {
    const { page } = await shown();
    const figure = page.locator('[data-chart="level-0-distribution"]');
    assert.match((await figure.locator(".plot").getAttribute("aria-label")) ?? "", /local: .* ms; local-wan: .* ms/);
    assert.deepEqual(await figure.locator("text.x").allTextContents(), ["p50", "p90", "p99"]);
    await figure.locator(".plot").focus();
    await page.keyboard.press("ArrowLeft");
    await figure.locator(".reading", { hasText: /^99\.\d+ %/ }).waitFor();
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
    const label = await page.locator('[data-chart="level-0-rate"] .plot').getAttribute("aria-label");
    assert.match(label ?? "", /Rate, low\. local: 34 to 46 req\/s; local-wan: 34 to 46 req\/s/);
    await page.close();
  });

  it("the report is readable without JavaScript", async () => {
    const { page, complaints } = await shown({ javaScriptEnabled: false });
    assert.ok((await page.locator("table").count()) > 10);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("the printed report shows everything, in light colours", async () => {
    const { page, complaints } = await shown({ colorScheme: "dark" });
    const open = () => page.locator("details[open]").count();
    const before = await open();
    await unfoldAll(page);
    await page.emulateMedia({ media: "print" });
    assert.equal(await open(), await page.locator("details").count());
    assert.equal(await page.evaluate("getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)");
    await page.emulateMedia({ media: "screen" });
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    assert.equal(await open(), before);
    assert.equal(await page.evaluate("getComputedStyle(document.body).backgroundColor"), "rgb(20, 23, 28)");
    assert.ok((await page.pdf({ format: "A4" })).length > 50_000);
    assert.deepEqual(complaints, []);
    await page.close();
  });
});
