import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ArchivedRun } from "../../../../results/archive/index.ts";
import { compare } from "../../../../results/compare/index.ts";
import { renderReport } from "../../../../results/report/index.ts";
import { aLocalRun, aWanRun } from "../../../helpers/archived-runs.ts";
import { browser } from "../../../helpers/browser.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";
import { ATTACKS } from "./attacks.ts";

/** The run with the attack in every string that a target, a file or a person may have written. */
function poisoned(run: ArchivedRun, attack: string): ArchivedRun {
  const kept = new Set([
    "run-a",
    "run-b",
    "emulated",
    "complete",
    "low",
    "medium",
    "high",
    "plateau",
    "warm-up",
    "here",
  ]);
  const poison = (value: unknown): unknown => {
    if (typeof value === "string") return kept.has(value) || /^\d{4}-/.test(value) ? value : `${value} ${attack}`;
    if (Array.isArray(value)) return value.map(poison);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, poison(inner)]));
  };
  return poison(run) as ArchivedRun;
}

describe("hostile text in the HTML report", () => {
  const folder = temporaryFolder();
  const { open } = browser();

  it("hostile text in a report is shown and never executed", async () => {
    const attack = ATTACKS.join(" ");
    const [a, b] = [poisoned(aLocalRun(), attack), poisoned(aWanRun(), attack)];
    const file = join(folder.path, "report.html");
    await writeFile(file, renderReport([a, b], compare(a.outputs!, b.outputs!)));
    const { page, complaints, requests } = await open(file);
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    assert.deepEqual([complaints, requests], [[], []]);
    assert.equal(
      await page.locator("img, iframe, main script:not([type='application/json']), a[href^='javascript']").count(),
      0,
    );
    assert.ok(await page.locator("figure path.line").count());
    assert.match(await page.locator("#failures").innerText(), /<script>alert\("script"\)<\/script>/);
    await page.close();
  });

  it("a script that reached the report would be blocked by its content security policy", async () => {
    const file = join(folder.path, "report.html");
    const page = renderReport([aLocalRun()]).replace(
      "</main>",
      `<script>alert(1)</script><img src="http://127.0.0.1:9/x"></main>`,
    );
    await writeFile(file, page);
    const shown = await open(file);
    assert.deepEqual(
      shown.complaints.filter((text) => text.startsWith("dialog")),
      [],
    );
    assert.equal(shown.complaints.filter((text) => text.includes("Content Security Policy")).length, 2);
    await shown.page.close();
  });
});
