/**
 * Loads from three machines over SSH whose links, processes and connections fail as a seed says: whatever does, the result is the
 * sum of what the workers measured, or says that a worker was lost.
 * STACKMARK_FAULT_SEEDS=1-20 runs those seeds. Skipped where hosts can't run.
 */
import assert from "node:assert/strict";
import type { LoadOutcome } from "../../../../loadgen/index.ts";
import type { FromWorker } from "../../../../loadgen/worker/protocol.ts";
import { needsHosts } from "../../../helpers/lab.ts";
import { isSum } from "../../../helpers/workers-own-files.ts";
import { GeneratorHosts, loadOf } from "../generator-hosts.ts";
import { faultsOf, type Fault } from "./plan.ts";
import { strike } from "./strike.ts";
import { Way } from "./way.ts";

const [first, last] = (process.env["STACKMARK_FAULT_SEEDS"] ?? "1-3").split("-").map(Number) as [number, number];
const LOAD_MS = 8000;
/** What a worker that ended early or late would add to the reasons of a result. */
const OF_WORKERS = ["worker-lost", "worker-late", "audit-failed"];

describe("loads from machines that fail at random times", function () {
  this.timeout(180_000);
  let generators: GeneratorHosts;

  before(async function () {
    needsHosts(this);
    generators = await GeneratorHosts.start();
  });

  after(async () => generators?.[Symbol.asyncDispose]());

  for (let seed = first; seed <= last; seed += 1)
    it(`the result is exact, or names the lost worker, and nothing is left (seed ${seed})`, async () => {
      const faults = faultsOf(seed, generators.hosts.length);
      using target = await generators.target();
      using ways = new DisposableStack();
      const opened = await Promise.all(
        generators.hosts.map(async (host, index) => ways.use(await Way.open(host.target, 10 * seed + index))),
      );
      const machines = generators.machines.map((machine, index) => ({
        ...machine,
        access: { ...machine.access, host: "127.0.0.1", port: opened[index]!.port },
      }));
      const struck = Promise.withResolvers<void>();
      let isStruck = false;
      const { outcome, files } = await generators.run(
        loadOf(target.url, LOAD_MS),
        {
          onSecond() {
            if (!isStruck) strike(faults, generators, opened).then(struck.resolve, struck.reject);
            isStruck = true;
          },
        },
        { machines, sound: struck.promise },
      );
      await struck.promise;
      console.log(`      ${faults.map(faultText).join(", ")}: ${outcomeText(outcome)}`);
      assertOutcome(outcome, files, faults);
      assert.ok(outcome.result.accounting.ok <= target.counts.requests, "no request is counted twice");
      for (const host of generators.hosts) assert.equal(await generators.leftOn(host), "");
    });
});

/** The last seconds of a worker that was killed may not have arrived; all other seconds have, once. */
function assertOutcome(outcome: LoadOutcome, files: readonly FromWorker[][], faults: readonly Fault[]): void {
  const killed = new Set(faults.flatMap(({ fault, machine }) => (fault === "kill" ? [machine] : [])));
  const reasons = outcome.result.reasons.filter(({ code }) => OF_WORKERS.includes(code));
  if (killed.size === 0) assert.deepEqual(reasons, []);
  else {
    assert.equal(outcome.result.status, "invalid");
    assert.deepEqual(new Set(reasons.map(({ code }) => code)), new Set(["worker-lost"]));
    const names = new RegExp([...killed].map((machine) => `generator-${machine + 1}`).join("|"));
    for (const { message } of reasons) assert.match(message, names);
  }
  const possible = [...killed].reduce(
    (versions, machine) => versions.flatMap((version) => beginningsOf(version, machine)),
    [files],
  );
  assert.ok(possible.some((version) => isSum(outcome, version)));
}

/** The files with all beginnings of one of them. */
const beginningsOf = (files: readonly FromWorker[][], machine: number): FromWorker[][][] =>
  Array.from({ length: files[machine]!.length + 1 }, (_, length) =>
    files.with(machine, files[machine]!.slice(0, length)),
  );

const faultText = ({ fault, machine, atMs, forMs }: Fault): string =>
  `${fault} generator-${machine + 1} at ${atMs} ms${fault === "break" || fault === "kill" ? "" : ` for ${forMs} ms`}`;

const outcomeText = ({ result: { status, reasons, accounting, generator } }: LoadOutcome): string =>
  `${[status, ...reasons.map(({ code }) => code)].join(" ")}, ${accounting.ok} requests, reattached ${generator.pool!.map(({ reattached }) => reattached).join(" ")}`;
