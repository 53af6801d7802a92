/**
 * Engine, program or provider is killed at a random call; nothing that the provider holds is lost, and no secret shows.
 * STACKMARK_FAULT_SEEDS=1-500 runs those seeds; the folder of a run with problems is named and left.
 */
import assert from "node:assert/strict";
import pLimit from "p-limit";
import { runSeed, Templates } from "./run-seed.ts";
import type { Run } from "./run-seed.ts";

const [first, last] = (process.env.STACKMARK_FAULT_SEEDS ?? "1-12").split("-").map(Number) as [number, number];
const RUN_TIMEOUT_MS = 120_000;

describe("after a kill at a random call no resource of a provider is lost, and no secret is in plain text", function () {
  this.timeout(RUN_TIMEOUT_MS);
  const runs: Run[] = [];
  let templates: Templates;
  /** Runs start in their order, two at a time: most of a run waits for processes. */
  const started = new Map<number, Promise<Run>>();
  before(() => {
    templates = new Templates();
    const limit = pLimit(2);
    for (let seed = first; seed <= last; seed++) {
      const run = limit(() => runSeed(templates, seed));
      run.catch(() => {});
      started.set(seed, run);
    }
  });
  after(async () => {
    await templates[Symbol.asyncDispose]();
    const hit = runs.filter(({ killed }) => killed !== undefined);
    console.log(
      `      ${runs.length} runs, ${hit.length} hit: ${JSON.stringify(Object.groupBy(hit, victim), counted)}`,
    );
  });

  for (let seed = first; seed <= last; seed++)
    it(`the run with seed ${seed} loses no resource and shows no secret`, async () => {
      const run = await started.get(seed)!;
      runs.push(run);
      assert.deepEqual(run.problems, [], `killed: ${run.killed}; ${JSON.stringify(run.scenario)}`);
    });
});

const victim = ({ scenario }: Run): string => scenario.victim;
const counted = (_: string, value: unknown): unknown => (Array.isArray(value) ? value.length : value);
