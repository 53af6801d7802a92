import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compare } from "../../../../results/compare/index.ts";
import { renderReport } from "../../../../results/report/index.ts";
import { aLocalRun, aWanRun } from "../../../helpers/archived-runs.ts";
import { browser } from "../../../helpers/browser.ts";
import { temporaryFolder } from "../../../helpers/temporary.ts";

/** Widths of a laptop and of a phone, and the longest page that a reader scrolls through. */
const LIMITS = [
  { width: 1280, height: 800, most: 6000 },
  { width: 390, height: 844, most: 12_000 },
];
/** How much longer repeats may make a page. */
const REPEATS = 1.3;

describe("the length of the HTML report", () => {
  const folder = temporaryFolder();
  const { open } = browser();

  async function shown(repeats: number, viewport: { width: number; height: number }) {
    const [a, b] = [aLocalRun({ repeats }), aWanRun({ repeats })];
    const file = join(folder.path, `${repeats}.html`);
    await writeFile(file, renderReport([a, b], compare(a.outputs!, b.outputs!)));
    return open(file, { viewport });
  }

  for (const { most, ...viewport } of LIMITS) {
    it(`two stacks at three levels are at most ${most} pixels long at a width of ${viewport.width}, repeats add little, and nothing is wider than the page`, async () => {
      const lengths: number[] = [];
      for (const repeats of [1, 6]) {
        const { page } = await shown(repeats, viewport);
        lengths.push(await page.evaluate<number>("document.documentElement.scrollHeight"));
        assert.ok((await page.evaluate<number>("document.documentElement.scrollWidth")) <= viewport.width);
        await page.close();
      }
      const [once, repeated] = lengths;
      assert.ok(once! <= most, `${once} pixels`);
      assert.ok(repeated! <= REPEATS * once!, `${repeated} pixels with six repeats, ${once} without`);
    });
  }

  it("the first screen of a laptop shows the answer, its validity, both topologies, latencies and what explains them", async () => {
    const { width, height } = LIMITS[0]!;
    const { page } = await shown(1, { width, height });
    for (const part of [".answer", ".validity", ".sides", ".dumbbells", ".waterfall"]) {
      const box = (await page.locator(part).boundingBox())!;
      assert.ok(box.y >= 0 && box.y + box.height <= height, `${part} ends at ${box.y + box.height}`);
    }
    await page.close();
  });

  it("rows of the results unfold by keyboard, and links open folded sections", async () => {
    const { page } = await shown(1, LIMITS[0]!);
    const average = page.locator("#results tr.more", { hasText: "avg" });
    assert.equal(await average.isVisible(), false);
    const button = page.getByRole("button", { name: "p50", exact: true });
    await button.focus();
    await page.keyboard.press("Enter");
    assert.equal(await button.getAttribute("aria-expanded"), "true");
    assert.equal(await average.isVisible(), true);
    const table = page.locator("#setting table").first();
    assert.equal(await table.isVisible(), false);
    await page.getByRole("link", { name: "Setting" }).click();
    await table.waitFor();
    await page.close();
  });
});
