/** Latency between regions in the lab: the distance adds the delay of the WAN, and objectives hold by pair. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { findTool } from "../../../infra/load/find-tool.ts";
import { buildArchive } from "../../../lab/images/build.ts";
import { SITE_DELAY_MS } from "../../../lab/protocol/lab.ts";
import { cacheFolder } from "../../../lab/setup/cache.ts";
import type { StackOutputs } from "../../../results/schema/outputs.ts";
import type { RegionMatrix, RegionPair } from "../../../results/schema/region-matrix.ts";
import { needsLab } from "../../helpers/lab.ts";
import { needsTool } from "../../helpers/load-tools.ts";
import { toolImages } from "../helpers/tool-images.ts";
import { OwnLab } from "./own-lab.ts";

const STACK = "regions";
/** Public addresses of the lab's Azure. */
const AZURE_ADDRESSES = "198.51.100.0/24";
const REGIONS = ["westeurope", "europe-west1"];
const LEVELS = [{ name: "low", users: 20, spawnRatePerS: 20, durationS: 23 }];
const TIMES = { rehearsalS: 0, warmUpS: 3 };
const WITHIN = "failures<1%";
/** Nothing that crosses the WAN is so fast. */
const ACROSS = "p50<20ms";
const SCENARIO = "scenarioOptions: { thinkMs: 100 }";
const K6 = "tool: k6\n    file: ./tools/carts.k6.js";
const PODS = "from: cluster\n    pods: { count: 1, cpu: 50m, memory: 256Mi }";
/** Machines that are no nodes. */
const MACHINES = `from: generators
    generators:
      - { name: west, cloud: azure, workers: 1 }
      - { name: europe, cloud: gcp, workers: 1 }`;
const WORKLOAD = `
  stackmark:workload:
    name: echo
    services: { echo: { replicas: 2 } }
  stackmark:observability: { install: false }`;
const stackFileOf = (...load: string[]): string => `
config:
  stackmark:topology:
    nodes:
      - { name: server, cloud: azure, role: server }
      - { name: worker, cloud: gcp }
  stackmark:access: { generatorCidrs: [${AZURE_ADDRESSES}] }${WORKLOAD}
  stackmark:load:
    ${load.join("\n    ")}
    regions:
      pools: [${REGIONS.join(", ")}]
      targets: [${REGIONS.map((region) => `{ region: ${region} }`).join(", ")}]
      objectives: [${WITHIN}]
      crossObjectives: [${ACROSS}]
`;

/** A stack whose load also goes to the entry of the first one. Each network of the lab is as far from each other one. */
const NEIGHBOUR = "neighbour";
const ITS_REGION = "northeurope";
const ELSEWHERE = "elsewhere";
const NEIGHBOURS_FILE = `
config:
  stackmark:topology:
    nodes: [{ name: alone, cloud: azure, role: server, region: ${ITS_REGION} }]${WORKLOAD}
  stackmark:load:
    ${PODS}
    ${SCENARIO}
    regions:
      pools: [${ITS_REGION}]
      targets: [{ region: ${ITS_REGION} }, { region: ${ELSEWHERE}, stack: ${STACK} }]
      objectives: [${WITHIN}]
      crossObjectives: [${ACROSS}]
`;

const PAIRS = REGIONS.flatMap((from) => REGIONS.map((to) => ({ from, to })));
/** A request on an open connection takes one round trip. */
const ADDED_MS = 2 * SITE_DELAY_MS;
const TOLERANCE = 0.1;

type Outputs = Pick<StackOutputs, "runId" | "load" | "endpoints">;

describe("a load between regions in the lab", function () {
  this.timeout(1_800_000);

  before(async function () {
    needsLab(this, 16);
    if (findTool("k6") !== undefined) await buildArchive(toolImages(["k6"]), join(cacheFolder(), "images", "k6.tar"));
  });

  describe("from pods", () => {
    let lab: OwnLab;
    before(async () => {
      lab = await OwnLab.start();
    });
    after(() => lab?.[Symbol.asyncDispose]());

    it("the matrix shows the delay of the WAN within 10 %, broken objectives are exit code 99, and no pod is left", async () => {
      const { runId, load } = await up(lab, stackFileOf(PODS, SCENARIO), [99]);
      await show(lab, runId);
      assert.deepEqual(
        load.map(({ level, result: { status, reasons } }) => [level, status, reasons]),
        PAIRS.map(({ from, to }) => [levelOf(from, to), "complete", []]),
      );
      const [matrix] = await matricesOf(lab, runId);
      matrix!.pairs.forEach(assertPair);
      assert.equal(await lab.loadNamespaces(), "");
    });

    it("the entry of another stack is a target, and the runs of both stacks are one matrix", async () => {
      const { runId: own, endpoints } = await lab.json<Outputs>("outputs", STACK);
      const { runId, load } = await up(lab, NEIGHBOURS_FILE, [99], NEIGHBOUR);
      await show(lab, own, runId);
      assert.deepEqual(
        load.map(({ level, result: { status, reasons } }) => [level, status, reasons]),
        [ITS_REGION, ELSEWHERE].map((to) => [levelOf(ITS_REGION, to), "complete", []]),
      );
      const far = load.find(({ level }) => level === levelOf(ITS_REGION, ELSEWHERE))!;
      assert.equal(far.result.target, Object.values(endpoints)[0]);
      const [matrix] = await matricesOf(lab, own, runId);
      assert.deepEqual(matrix!.targets, [...REGIONS, ITS_REGION, ELSEWHERE]);
      matrix!.pairs.filter(({ from }) => from === ITS_REGION).forEach(assertPair);
      await lab.onEngine(0, "destroy", NEIGHBOUR);
    });

    it("k6 runs between regions too, and its matrix shows the delay and the objectives", async function () {
      needsTool(this, "k6");
      const { runId, load } = await up(lab, stackFileOf(PODS, K6), [99]);
      await show(lab, runId);
      assert.deepEqual(
        load.map(({ result: { status, reasons } }) => [status, reasons]),
        PAIRS.map(() => ["complete", []]),
      );
      const [matrix] = await matricesOf(lab, runId);
      for (const pair of matrix!.pairs) {
        assertObjective(pair);
        if (pair.from !== pair.to) assertAdded(pair, pair.delta!.p50!.ms);
      }
    });

    it("a destroy leaves nothing", async () => {
      await lab.destroyLast(STACK);
    });
  });

  it("from machines outside the cluster, latencies differ by the delay too, and nothing is left", async () => {
    await using lab = await OwnLab.start();
    // They share the cores of this machine with their target, and may be slow: then the cells are invalid, and their medians hold.
    const { load } = await up(lab, stackFileOf(MACHINES, SCENARIO), [98, 99]);
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
      assertAdded({ from, to }, far - near);
    }

    await lab.destroyLast(STACK);
  });

  /** No request of any cell fails. */
  async function up(lab: OwnLab, text: string, exitCodes: readonly number[], stack = STACK): Promise<Outputs> {
    lab.write(stack, lab.adapted(text, LEVELS, TIMES));
    const { exitCode, stdout } = await lab.operator.stackmark(["up", stack, "--engine", "embedded"], { merges: true });
    assert.ok(exitCodes.includes(exitCode), `exit code ${exitCode}:\n${stdout}`);
    const outputs = await lab.json<Outputs>("outputs", stack);
    for (const { level, result } of outputs.load) assert.equal(result.overall.failures, 0, level);
    return outputs;
  }

  const show = async (lab: OwnLab, ...runs: string[]): Promise<void> =>
    console.log((await lab.stackmark(99, "results", "regions", ...runs)).replace(/^(?=.)/gm, "    "));

  async function matricesOf(lab: OwnLab, ...runs: string[]): Promise<RegionMatrix[]> {
    const { stdout } = await lab.operator.stackmark(["results", "regions", ...runs, "--json"]);
    return JSON.parse(stdout) as RegionMatrix[];
  }
});

const levelOf = (from: string, to: string): string => `low-${from}-${to}`;

function assertPair(pair: RegionPair): void {
  assertObjective(pair);
  const { from, to, delta } = pair;
  if (from === to) return;
  const { p50, rttMs, explained } = delta!;
  assertAdded(pair, p50!.ms);
  assert.ok(isWithin(rttMs!, ADDED_MS), `${from} to ${to}: round trips of ${rttMs} ms more, not ${ADDED_MS}`);
  assert.ok(isWithin(explained!, 1), `${from} to ${to}: round trips explain ${explained} of it`);
}

/** That of the stack file; k6 has one of its own. */
function assertObjective({ from, to, objectives }: RegionPair): void {
  const { threshold, holds } = objectives.at(-1)!;
  assert.deepEqual([threshold, holds], from === to ? [WITHIN, true] : [ACROSS, false]);
}

const assertAdded = ({ from, to }: Pick<RegionPair, "from" | "to">, ms: number): void =>
  assert.ok(isWithin(ms, ADDED_MS), `${from} to ${to} adds ${ms} ms, not ${ADDED_MS}`);

const isWithin = (value: number, expected: number): boolean => Math.abs(value - expected) <= TOLERANCE * expected;
