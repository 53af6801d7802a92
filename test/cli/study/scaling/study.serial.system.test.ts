import assert from "node:assert/strict";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tinyStacks, type TinyStacks } from "../../../helpers/tiny-stacks.ts";
import { EXIT } from "../../../../cli/exit.ts";
import type { ScalingStudy } from "../../../../results/scaling/index.ts";
import { start } from "../../../helpers/command.ts";

const STACK = `config:
  stackmark:topology:
    nodes:
      - { name: server, cloud: local, role: server, cpus: 0.8, memoryMiB: 600 }
  stackmark:workload: { name: rest-api }
  stackmark:load: { thinkTimeFactor: 0.2, gracefulStopS: 2 }
`;

describe("stackmark study scaling", function () {
  this.timeout(300_000);
  let stacks: TinyStacks;
  before(() => {
    stacks = tinyStacks();
    writeFileSync(join(stacks.dir, "Pulumi.local-api.yaml"), STACK);
  });
  after(() => stacks.remove());

  const study = async (...args: string[]) => {
    const { ended, out, text } = start(stacks, "study", ...args);
    return { code: await ended, out: out(), text: text() };
  };
  const scaling = (users: string) =>
    study(
      "scaling",
      "local-api",
      "--users",
      users,
      "--steps",
      "2",
      "--ramp",
      "2s",
      "--hold",
      "2s",
      "--variants",
      "initial,horizontal",
    );

  /** On a busy machine, a measurement may be invalid, and the same command measures it again. */
  async function complete(users: string): Promise<string> {
    for (let tries = 0; tries < 5; tries++) {
      const { code, text } = await scaling(users);
      if (code === 0) return text;
      assert.equal(code, EXIT.invalid, text);
    }
    throw new Error("five times, a measurement was invalid");
  }

  it("a study fills its tables, destroys its stack, and is completed without measuring anything again", async () => {
    const first = await complete("2,4");
    assert.match(first, /initial\n *users +mean/);
    assert.match(first, /local-api {2}destroyed: nothing left/);
    const shown = JSON.parse((await study("show", "local-api", "--json")).out) as ScalingStudy;
    assert.deepEqual(
      shown.variants.map(({ name, points }) => [name, points.map(({ users }) => users)]),
      [
        ["initial", [2, 4]],
        ["horizontal", [2, 4]],
      ],
    );
    const points = shown.variants.flatMap((variant) => variant.points);
    assert.ok(points.every(({ ratePerS, cpu }) => ratePerS > 0 && cpu.max !== null));
    const runs = () => globSync("runs/*/run.json", { cwd: stacks.home }).length;
    const before = runs();
    assert.match(await complete("2,4"), /all of it was measured before/);
    assert.equal(runs(), before);
    await complete("2,4,6");
    const [csv] = globSync("reports/*.csv", { cwd: stacks.home });
    assert.equal(readFileSync(join(stacks.home, csv!), "utf8").trim().split("\r\n").length, 1 + 6);
  });
});
