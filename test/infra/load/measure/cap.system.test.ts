import assert from "node:assert/strict";
import { measure, realTools } from "../../../../infra/load/measure/measure.ts";
import type { CellArchive } from "../../../../results/archive/index.ts";
import { startShop } from "../../../helpers/shop.ts";
import { someInputs } from "../../helpers/builders.ts";
import { withHome } from "../../helpers/home.ts";

const TEXT = "multicloud has been up for 4 h 0 min (budget.maxHours)";

describe("a load whose stack reaches its cap", function () {
  this.timeout(60_000);
  withHome();

  it("ends by itself, whoever runs the program, and keeps what it has measured", async () => {
    const cap = { atMs: Infinity, text: TEXT };
    const shop = await startShop();
    try {
      const inputs = someInputs({
        target: shop.url,
        spec: {
          ...{ model: "closed", scenario: "boutique", users: 2, spawnRatePerS: 50, thinkTimeScale: 0.05 },
          ...{ durationMs: 50_000, warmUpMs: 500, gracefulStopMs: 1_000, workers: 1 },
        },
        metrics: { kind: "none" },
        cap,
      });
      const ignore = () => undefined;
      const seconds: number[] = [];
      const second = ({ atMs }: { atMs: number }): void => {
        // Its time comes once something was measured, however slow this machine is.
        if (seconds.push(atMs) === 3) cap.atMs = Date.now();
      };
      const archive = { dir: "", second, log: ignore, metrics: ignore } as unknown as CellArchive;
      const measured = await measure(inputs, inputs.spec, archive, 0, { ...realTools, print: ignore });
      assert.ok("result" in measured);
      const { status, reasons, overall, measuredMs } = measured.result;
      const isTooSlow = reasons.some(({ code }) => code === "generator-limited");
      assert.equal(status, isTooSlow ? "invalid" : "partial", JSON.stringify(reasons));
      assert.ok(
        reasons.some(({ code, message }) => code === "cap-reached" && message === `${TEXT}.`),
        JSON.stringify(reasons),
      );
      assert.ok(overall.ok > 0 && measuredMs !== null && measuredMs < 50_000);
    } finally {
      await shop.close();
    }
  });
});
