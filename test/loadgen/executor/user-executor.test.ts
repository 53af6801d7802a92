import assert from "node:assert/strict";
import type { Scenario, User } from "../../../loadgen/scenario/scenario.ts";
import { virtualRun } from "../helpers/virtual-run.ts";

const SECOND_US = 1_000_000;

/** How a load of 5 s ends whose first request is never answered, or is after the planned end: the thrown message, or `undefined`. */
async function endOf(model: Record<string, unknown>, latencyS: number, run: (user: User) => Promise<unknown>) {
  const tasks = [{ name: "one", weight: 1, run }];
  const scenario: Scenario = { name: "ends", thinkTime: { kind: "none" }, state: () => undefined, tasks };
  const { clock, run: load } = virtualRun({
    scenario,
    spec: { durationMs: 5000, warmUpMs: 1, gracefulStopMs: 2000, requestTimeoutMs: 100_000, ...model },
    answer: () => ({ latencyUs: latencyS * SECOND_US }),
  });
  const ended = load.done.then(
    () => undefined,
    (error: unknown) => (error as Error).message,
  );
  await clock.advanceTo(20 * SECOND_US);
  return ended;
}

for (const [title, model] of [
  ["closed model", { model: "closed", users: 1, spawnRatePerS: 1000 }],
  ["open model", { model: "open", ratePerS: 1, poolSize: 1, maxDelayMs: 100 }],
] as const) {
  describe(`the end of a load in the ${title}`, () => {
    it(`a task whose request the end cuts gets no reply, so that it can't fail on it (${title})`, async () => {
      let replies = 0;
      const end = await endOf(model, 50, async (user) => {
        const { body } = await user.get("/", { keepBody: true });
        replies += 1;
        return JSON.parse(body!) as unknown;
      });
      assert.deepEqual([end, replies], [undefined, 0]);
    });

    it(`an error that a task makes of its end is none of the scenario's (${title})`, async () => {
      const end = await endOf(model, 50, async (user) => {
        await user.get("/").catch((cause: unknown) => {
          throw new Error("no start page", { cause });
        });
      });
      assert.equal(end, undefined);
    });

    it(`a request that comes after the planned end is not sent, but refused if it can't be (${title})`, async () => {
      const end = (options: object) =>
        endOf(model, 6, async (user) => {
          await user.get("/");
          await user.get("/second", options);
        });
      assert.equal(await end({}), undefined);
      assert.match((await end({ expct: 200 }))!, /^GET \/second: there is no option expct; did you mean expect\?$/);
    });
  });
}
