/** Latency between two regions of a stack in the lab: the distance adds the delay of the WAN, and objectives hold by pair. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { SITE_DELAY_MS } from "../../../lab/protocol/lab.ts";
import type { StackOutputs } from "../../../results/schema/outputs.ts";
import type { RegionMatrix, RegionPair } from "../../../results/schema/region-matrix.ts";
import { needsLab } from "../../helpers/lab.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { OwnLab } from "./own-lab.ts";

const STACK = "regions";
const REGIONS = ["westeurope", "europe-west1"];
const LEVELS = [{ name: "low", users: 20, spawnRatePerS: 20, durationS: 23 }];
const TIMES = { rehearsalS: 0, warmUpS: 3 };
const WITHIN = "failures<1%";
/** Nothing that crosses the WAN is so fast. */
const ACROSS = "p50<20ms";
/** The same load from pods, and from machines that are no nodes. */
const PLACES = {
  pods: "from: cluster\n    pods: { count: 1, cpu: 50m, memory: 256Mi }",
  machines: `from: generators
    generators:
      - { name: west, cloud: azure, workers: 1 }
      - { name: europe, cloud: gcp, workers: 1 }`,
};
const stackFileFrom = (place: keyof typeof PLACES): string => `
config:
  stackmark:topology:
    nodes:
      - { name: server, cloud: azure, role: server }
      - { name: worker, cloud: gcp }
  stackmark:workload:
    name: echo
    services: { echo: { replicas: 2 } }
  stackmark:observability: { install: false }
  stackmark:load:
    ${PLACES[place]}
    scenarioOptions: { thinkMs: 100 }
    regions:
      pools: [${REGIONS.join(", ")}]
      targets: [${REGIONS.map((region) => `{ region: ${region} }`).join(", ")}]
      objectives: [${WITHIN}]
      crossObjectives: [${ACROSS}]
`;

const PAIRS = REGIONS.flatMap((from) => REGIONS.map((to) => ({ from, to })));
/** A request on an open connection takes one round trip. */
const ADDED_MS = 2 * SITE_DELAY_MS;
const TOLERANCE = 0.1;

type Outputs = Pick<StackOutputs, "runId" | "load">;

describe("a load between regions in the lab", function () {
  this.timeout(1_800_000);
  const folder = temporaryFolder();

  before(function () {
    needsLab(this, 11);
  });

  it("from pods, the matrix shows the delay of the WAN within 10 %, broken objectives are exit code 99, and nothing is left", async () => {
    await using lab = await OwnLab.start(join(folder.path, "lab"));
    const { runId, load } = await up(lab, "pods", [99]);
    const shown = await lab.stackmark(99, "results", "regions", runId);
    console.log(shown.replace(/^(?=.)/gm, "    "));
    assert.deepEqual(
      load.map(({ level, result: { status, reasons } }) => [level, status, reasons]),
      PAIRS.map(({ from, to }) => [levelOf(from, to), "complete", []]),
    );
    const { stdout } = await lab.operator.stackmark(["results", "regions", runId, "--json"]);
    const [matrix] = JSON.parse(stdout) as RegionMatrix[];
    matrix!.pairs.forEach(assertPair);

    assert.equal(await lab.loadNamespaces(), "");
    await lab.onEngine(0, "destroy", STACK);
    assert.deepEqual(await lab.resources(), []);
  });

  it("from machines outside the cluster, latencies differ by the delay too, and nothing is left", async () => {
    await using lab = await OwnLab.start(join(folder.path, "lab"));
    // They share the cores of this machine with their target, and may be slow: then the cells are invalid, and their medians hold.
    const { load } = await up(lab, "machines", [98, 99]);
    const codes = load.flatMap(({ result }) => result.reasons.map(({ code }) => code));
    assert.ok(
      codes.every((code) => code === "generator-limited"),
      codes.join(),
    );
    const p50Ms = (from: string, to: string): number =>
      load.find(({ level }) => level === levelOf(from, to))!.result.overall.latencyMs.p50!;
    for (const { from, to } of PAIRS.filter((pair) => pair.from !== pair.to)) {
      const [near, far] = [p50Ms(from, from), p50Ms(from, to)];
      console.log(`    ${from} to ${to}: p50 ${far} ms, and ${near} ms within ${from}`);
      assert.ok(isWithin(far - near, ADDED_MS), `${from} to ${to} adds ${far - near} ms, not ${ADDED_MS}`);
    }

    await lab.onEngine(0, "destroy", STACK);
    assert.deepEqual(await lab.resources(), []);
  });

  /** No request of any cell fails. */
  async function up(lab: OwnLab, place: keyof typeof PLACES, exitCodes: readonly number[]): Promise<Outputs> {
    lab.write(STACK, lab.adapted(stackFileFrom(place), LEVELS, TIMES));
    const { exitCode, stdout } = await lab.operator.stackmark(["up", STACK, "--engine", "embedded"], { merges: true });
    assert.ok(exitCodes.includes(exitCode), `exit code ${exitCode}:\n${stdout}`);
    const outputs = await lab.json<Outputs>("outputs", STACK);
    assert.deepEqual(
      outputs.load.map(({ result }) => result.overall.failures),
      PAIRS.map(() => 0),
    );
    return outputs;
  }
});

const levelOf = (from: string, to: string): string => `low-${from}-${to}`;

function assertPair({ from, to, delta, objectives: [objective] }: RegionPair): void {
  const isNear = from === to;
  assert.deepEqual([objective!.threshold, objective!.holds], isNear ? [WITHIN, true] : [ACROSS, false]);
  if (isNear) return;
  const { p50, rttMs, explained } = delta!;
  assert.ok(isWithin(p50!.ms, ADDED_MS), `${from} to ${to} adds ${p50!.ms} ms, not ${ADDED_MS}`);
  assert.ok(isWithin(rttMs!, ADDED_MS), `${from} to ${to}: round trips of ${rttMs} ms more, not ${ADDED_MS}`);
  assert.ok(isWithin(explained!, 1), `${from} to ${to}: round trips explain ${explained} of it`);
}

const isWithin = (value: number, expected: number): boolean => Math.abs(value - expected) <= TOLERANCE * expected;
