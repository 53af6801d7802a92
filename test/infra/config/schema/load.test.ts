import assert from "node:assert/strict";
import { levelSchema } from "../../../../infra/config/schema/levels.ts";
import { loadSchema } from "../../../../infra/config/schema/load.ts";
import { parseSpec } from "../../../../loadgen/schema/spec.ts";

const LEVEL = { name: "low", users: 1, spawnRatePerS: 1, durationS: 10 };
const SPEC = {
  ...{ model: "closed", scenario: "get", target: "http://shop/", users: 1, spawnRatePerS: 1_000_000 },
  // Long enough for the last user to start.
  ...{ durationMs: 604_800_000, warmUpMs: 2_000_000 },
};

const accepts = (parse: () => unknown): boolean => {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
};

/** Each key of a stack file that `stackmark load` also takes: its field there, and how many of that field's units it is. */
const SHARED = [
  ["users", "users", 1, [0, 1, 1.5, 1_000_000, 1_000_001]],
  ["spawnRatePerS", "spawnRatePerS", 1, [-1, 0, 0.001, 5_000_000]],
  ["durationS", "durationMs", 1000, [-1, 0, 604_800, 604_801]],
  ["seed", "seed", 1, [-1, 0, 0.5, 0xffffffff, 0x100000000]],
  ["thinkTimeFactor", "thinkTimeScale", 1, [-1, 0, 1000, 1001]],
  ["gracefulStopS", "gracefulStopMs", 1000, [-1, 0, 3600, 3601]],
] as const;

describe("the load of a stack file", () => {
  for (const [key, field, unit, values] of SHARED)
    it(`load's ${key} takes the values that \`stackmark load\` takes`, () => {
      const own = values.filter((value) =>
        accepts(() =>
          key in levelSchema.shape ? levelSchema.parse({ ...LEVEL, [key]: value }) : loadSchema.parse({ [key]: value }),
        ),
      );
      const commands = values.filter((value) => accepts(() => parseSpec({ ...SPEC, [field]: value * unit })));
      assert.ok(own.length > 0 && own.length < values.length);
      assert.deepEqual(own, commands);
    });

  it("the seed, the think times and the graceful stop of a stack file have the defaults of `stackmark load`", () => {
    const { seed, thinkTimeFactor, gracefulStopS } = loadSchema.parse({});
    const spec = parseSpec(SPEC);
    assert.deepEqual(
      [seed, thinkTimeFactor, gracefulStopS * 1000],
      [spec.seed, spec.thinkTimeScale, spec.gracefulStopMs],
    );
  });
});
