/**
 * Kills the engine, the program or the provider at a random call, and checks that no resource is lost and no secret
 * leaks.
 * STACKMARK_FAULT_SEEDS=1-500 runs those seeds. The folder of a run with problems is kept.
 */
import assert from "node:assert/strict";
import pLimit from "p-limit";
import { runSeed, Templates } from "./run-seed.ts";
import type { Run } from "./run-seed.ts";

const [first, last] = (process.env.STACKMARK_FAULT_SEEDS ?? "1-12").split("-").map(Number) as [number, number];
const RUN_TIMEOUT_MS = 120_000;

describe("an operation with a process that is killed at a random call", function () {
  this.timeout(RUN_TIMEOUT_MS);
  const runs: Run[] = [];
  let templates: Templates;
  /** Runs start in order, two at a time, because a run mostly waits for processes. */
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
      `      ${runs.length} runs, ${hit.length} with a kill: ${JSON.stringify(Object.groupBy(hit, victim), counted)}`,
    );
  });

  for (let seed = first; seed <= last; seed++)
    it(`a kill at a random call (seed ${seed}) loses no resource and leaks no secret`, async () => {
      const run = await started.get(seed)!;
      runs.push(run);
      assert.deepEqual(run.problems, [], `killed: ${run.killed}; ${JSON.stringify(run.scenario)}`);
    });
});

const victim = ({ scenario }: Run): string => scenario.victim;
const counted = (_: string, value: unknown): unknown => (Array.isArray(value) ? value.length : value);
