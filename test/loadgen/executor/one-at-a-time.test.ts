import assert from "node:assert/strict";
import type { Scenario, User } from "../../../loadgen/scenario/scenario.ts";
import { outcomeOf } from "../helpers/outcome-of.ts";
import { virtualRun } from "../helpers/virtual-run.ts";

const waitForEver = () => new Promise<never>(() => undefined);

/** Runs a task for all users of a short load, in either model, on a virtual clock. */
async function runTask(model: string, run: (user: User) => Promise<unknown>) {
  const scenario: Scenario = {
    name: "shop",
    thinkTime: { kind: "constant", ms: 100 },
    state: () => undefined,
    tasks: [{ name: "visit", weight: 1, run }],
  };
  const level = model === "open" ? { ratePerS: 20 } : { users: 5, spawnRatePerS: 5 };
  const more = { model, ...level, durationMs: 5000, warmUpMs: 1000, gracefulStopMs: 1000 };
  const load = virtualRun({ spec: more, scenario });
  let thrown: unknown;
  let busy = 0;
  const ended = load.run.done.then(
    ({ busyAtEnd }) => (busy = busyAtEnd),
    (error: unknown) => (thrown = error),
  );
  await load.clock.advanceTo(20e6);
  await ended;
  const message = (thrown as Error | undefined)?.message;
  const { result } = outcomeOf(load.spec, load.seconds, busy, { ending: { scenarioFailure: message } });
  const audits = result.accounting.audits.filter(({ holds }) => !holds);
  return { ...result.accounting, audits, message };
}

for (const model of ["closed", "open"]) {
  describe(`one request at a time in the ${model} model`, () => {
    it(`the second of two requests at once is refused before it is sent (${model} model)`, async () => {
      const { message, sent, aborted, audits, inFlightAtEnd } = await runTask(model, (user) =>
        Promise.all([user.get("/a"), user.get("/b")]),
      );
      assert.match(message!, /^GET \/b came before the answer to GET \/a; .* one request at a time: await each$/);
      assert.deepEqual([sent, aborted, inFlightAtEnd, audits], [1, 1, 0, []]);
    });

    it(`a task that ends before its request fails the load, in its first run (${model} model)`, async () => {
      const { message, sent, audits } = await runTask(model, (user) => {
        void user.get("/a");
        return Promise.resolve();
      });
      assert.match(message!, /^the task ended before the answer to GET \/a/);
      assert.deepEqual([sent, audits], [1, []]);
    });

    it(`a refusal that the task catches still fails the load (${model} model)`, async () => {
      const { message } = await runTask(model, async (user) => {
        const first = user.get("/a");
        await user.get("/b").catch(() => undefined);
        await first;
      });
      assert.match(message!, /^GET \/b came before/);
    });

    it(`a request whose check throws is accounted for (${model} model)`, async () => {
      const check = () => {
        throw new Error("no check");
      };
      const { message, sent, audits } = await runTask(model, (user) => user.get("/a", { check }));
      assert.equal(message, "no check");
      assert.ok(sent > 0);
      assert.deepEqual(audits, []);
    });

    it(`a task that waits for ever ends with its load, and its audits hold (${model} model)`, async () => {
      const { message, sent, audits } = await runTask(model, async (user) => {
        await user.get("/a");
        await waitForEver();
      });
      assert.equal(message, undefined);
      assert.equal(sent, model === "open" ? 100 : 5);
      assert.deepEqual(audits, []);
    });
  });
}
