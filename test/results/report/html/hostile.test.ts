import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import type { ArchivedRun } from "../../../../results/archive/index.ts";
import { compare } from "../../../../results/compare/index.ts";
import { escapeText, html, jsonScript } from "../../../../results/report/html/markup.ts";
import { renderReport } from "../../../../results/report/index.ts";
import { aLocalRun, aWanRun } from "../../../helpers/archived-runs.ts";
import { browser } from "../../../helpers/browser.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";

const ATTACKS = [
  `<script>alert("script")</script>`,
  `"><img src=x onerror=alert("image")>`,
  `' onfocus=alert("focus") autofocus tabindex=0 x='`,
  `</script><script>alert("end of json")</script>`,
  `</style></title></noscript><svg onload=alert("svg")>`,
  `<a href="javascript:alert('link')">link</a>`,
  `\${alert("template")} <!-- <iframe src="http://attacker.example/">`,
  `=HYPERLINK("http://attacker.example/","csv")`,
];

/** Every string of a run that a target, a file or a person may have written. */
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

  it("is shown and never executed, by any of the known ways", async () => {
    const attack = ATTACKS.join(" ");
    const [a, b] = [poisoned(aLocalRun(), attack), poisoned(aWanRun(), attack)];
    const file = join(folder.path, "report.html");
    await writeFile(file, renderReport([a, b], compare(a.outputs!, b.outputs!)));
    const { page, complaints, requests } = await open(file);
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    assert.deepEqual([complaints, requests], [[], []]);
    assert.equal(await page.locator("img, iframe, main script, a[href^='javascript']").count(), 0);
    assert.ok(await page.locator("figure canvas").count());
    assert.match(await page.locator("#failures").innerText(), /<script>alert\("script"\)<\/script>/);
    await page.close();
  });

  it("could not run even if it came through: the page allows its own scripts only", async () => {
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

describe("markup", () => {
  it("escapes every value, so that none becomes an element, an attribute or an entity", function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...ATTACKS)), (value) => {
        const { text } = html`<p title="${value}">${[value, [value]]}</p>`;
        const inner = text.slice('<p title="'.length, -"</p>".length).replace('">', "");
        assert.doesNotMatch(inner.replace(/&#\d+;/g, ""), /[<>"'`&]/);
      }),
    );
  });

  it("keeps text readable", () => {
    assert.equal(escapeText(`a < b & "c"`), "a &#60; b &#38; &#34;c&#34;");
    assert.equal(escapeText("zwei Zeilen\nbleiben"), "zwei Zeilen\nbleiben");
  });

  it("embeds JSON that reads back as it was and cannot end its element", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...ATTACKS), (value, attack) => {
        const { text } = jsonScript("data", [value, attack, { [attack]: 1 }]);
        const inner = text.slice(text.indexOf(">") + 1, text.lastIndexOf("</script>"));
        assert.ok(!inner.includes("<"));
        assert.equal(JSON.stringify(JSON.parse(inner)), JSON.stringify([value, attack, { [attack]: 1 }]));
      }),
    );
  });
});
