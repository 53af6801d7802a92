import assert from "node:assert/strict";
import { settingsOf } from "../../../../cli/study/scaling/options.ts";

const usual = { users: "1000..3000:1000", steps: "10", ramp: "20s", hold: "10s", slo: "failures<5%" };

describe("the options of a scaling study", () => {
  it("users are a range or a list, from few to many and each once; durations are in seconds", () => {
    const { load, variants } = settingsOf({ ...usual, hold: "2m" });
    assert.deepEqual(load, { users: [1000, 2000, 3000], steps: 10, rampS: 20, holdS: 120 });
    assert.equal(variants, undefined);
    assert.deepEqual(settingsOf({ ...usual, users: "40,10,40,20" }).load.users, [10, 20, 40]);
    assert.deepEqual(settingsOf({ ...usual, users: "10..25:10" }).load.users, [10, 20]);
  });

  it("all problems are reported at once", () => {
    const wrong = { ...usual, users: "9..1:1", steps: "0", ramp: "0.1s", hold: "soon", variants: "initial,diagonal" };
    assert.throws(
      () => settingsOf(wrong),
      (error: Error) => {
        for (const option of ["users 9..1:1", "steps 0", "ramp 0.1s", "hold soon", "variants diagonal"])
          assert.ok(error.message.includes(`--${option}: must be`), option);
        return true;
      },
    );
  });

  it("more than 100 loads are refused", () => {
    assert.throws(() => settingsOf({ ...usual, users: "1..101:1" }), { code: "OPTION_INVALID" });
    assert.equal(settingsOf({ ...usual, users: "1..100:1" }).load.users.length, 100);
  });
});
