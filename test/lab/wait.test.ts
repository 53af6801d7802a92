import assert from "node:assert/strict";
import { answerWithin, holdsWithin } from "../../lab/wait.ts";

const PATIENT = { limitMs: 60_000, everyMs: 0 };
const IMPATIENT = { limitMs: -1, everyMs: 0 };

describe("waiting", () => {
  it("asks until there is an answer", async () => {
    let asked = 0;
    const answer = await answerWithin(() => Promise.resolve((asked += 1) < 3 ? undefined : asked), PATIENT);
    assert.deepEqual([answer, asked], [3, 3]);
  });

  it("asks at least once, and gives up after the limit", async () => {
    let asked = 0;
    const answer = await answerWithin(() => {
      asked += 1;
      return Promise.resolve(undefined);
    }, IMPATIENT);
    assert.deepEqual([answer, asked], [undefined, 1]);
    assert.equal(await answerWithin(() => Promise.resolve(0), IMPATIENT), 0);
  });

  it("an error of the question ends it", async () => {
    await assert.rejects(
      answerWithin(() => Promise.reject(new Error("gone")), PATIENT),
      /gone/,
    );
  });

  it("says whether something held within the limit", async () => {
    let asked = 0;
    assert.equal(await holdsWithin(() => Promise.resolve((asked += 1) === 2), PATIENT), true);
    assert.equal(await holdsWithin(() => Promise.resolve(false), IMPATIENT), false);
  });
});
