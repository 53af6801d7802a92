/**
 * Engine, program or provider is killed at a random call; nothing that the provider holds is lost, and no secret shows.
 * STACKMARK_FAULT_SEEDS=1-500 runs those seeds; the folder of a run with problems is named and left.
 */
import assert from "node:assert/strict";
import { runSeed, Templates } from "./run.ts";
import type { Run } from "./run.ts";

const [first, last] = (process.env.STACKMARK_FAULT_SEEDS ?? "1-12").split("-").map(Number) as [number, number];
const RUN_TIMEOUT_MS = 120_000;

describe("whatever is killed at whichever call, nothing that a provider holds is lost, and no secret shows", function () {
  this.timeout(RUN_TIMEOUT_MS);
  const runs: Run[] = [];
  let templates: Templates;
  before(() => {
    templates = new Templates();
  });
  after(async () => {
    await templates[Symbol.asyncDispose]();
    const hit = runs.filter(({ killed }) => killed !== undefined);
    console.log(
      `      ${runs.length} runs, ${hit.length} hit: ${JSON.stringify(Object.groupBy(hit, victim), counted)}`,
    );
  });

  for (let seed = first; seed <= last; seed++)
    it(`seed ${seed}`, async () => {
      const run = await runSeed(templates, seed);
      runs.push(run);
      assert.deepEqual(run.problems, [], `killed: ${run.killed}; ${JSON.stringify(run.scenario)}`);
    });
});

const victim = ({ scenario }: Run): string => scenario.victim;
const counted = (_: string, value: unknown): unknown => (Array.isArray(value) ? value.length : value);
