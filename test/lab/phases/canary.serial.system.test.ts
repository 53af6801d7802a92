/** A canary in the lab: users are divided by its pods as planned, and a slow one is found and taken out. */
import assert from "node:assert/strict";
import type { CanaryReport } from "../../../results/canary/index.ts";
import { needsLab } from "../../helpers/lab.ts";
import { OwnLab, stackFileOf } from "./own-lab.ts";

const STACK = "canary";
const LEVELS = [{ name: "low", users: 20, spawnRatePerS: 20, durationS: 32 }];

describe("a canary in the lab", function () {
  this.timeout(1_800_000);

  before(function () {
    needsLab(this);
  });

  it("its share is what was planned, a slow one is worse, and then it is taken out", async () => {
    await using lab = await OwnLab.start();
    await rehearse(lab);
  });

  async function rehearse(lab: OwnLab): Promise<void> {
    lab.write(STACK, lab.adapted(stackFileOf("canary"), LEVELS));
    const podsOf = async (): Promise<string[]> => {
      const running = "--field-selector=status.phase=Running";
      const names = await lab.kubectl("-n", "versions", "get", "pods", "-o", "name", running);
      return names.split("\n").map((name) => name.replace(/^pod\/(.*)-[^-]+-[^-]+$/, "$1"));
    };

    await lab.onEngine(0, "up", STACK);
    assert.deepEqual((await podsOf()).sort(), ["web", "web", "web", "web-canary"]);
    const { split, comparison } = await lab.json<CanaryReport>("canary", STACK);
    console.log(`    ${JSON.stringify(split)}`);
    assert.deepEqual([split.unit, split.planned, split.unknown], ["connections", 0.25, 0]);
    assert.ok(split.stable + split.canary > 500, `${split.stable} + ${split.canary} connections`);
    // One in twenty 95 % intervals misses the planned share, and one in 16 000 is this far away.
    const standardError = Math.sqrt((0.25 * 0.75) / (split.stable + split.canary));
    assert.ok(Math.abs(split.share!.value - 0.25) < 4 * standardError, JSON.stringify(split.share));
    assert.equal(comparison!.verdicts.verdict, "worse", comparison!.headline.text);

    const said = await lab.onEngine(4, "canary", STACK, "--abort-on", "worse");
    assert.match(said, /All users get the stable version/);
    assert.ok(!(await podsOf()).includes("web-canary"));

    await lab.destroyLast(STACK);
  }
});
