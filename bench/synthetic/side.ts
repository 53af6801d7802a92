/** Synthetic runs of a service as a stack's outputs, which are then compared by the same code as real ones. */
import { Histogram, latencyOf } from "@stackmark/loadgen/histogram";
import { DEFAULT_MARGINS, defaultPrimaries } from "../../results/schema/analysis-plan.ts";
import type { CellOutput, StackOutputs } from "../../results/schema/outputs.ts";
import { aCell, aResult, anEndpoint, anOutputs } from "../../test/helpers/builders.ts";
import type { Noise } from "./noise.ts";
import type { Draws } from "./random.ts";

export interface Shape {
  noise: Noise;
  repeats: number;
  /** Duration of a cell. */
  seconds: number;
  requestsPerS: number;
  levels: readonly string[];
}

/** The input of the naive tests: sums of the log-latencies of single requests, and medians of blocks of six seconds. */
export interface RawSide {
  count: number;
  sum: number;
  squares: number;
  blocks: number[];
}

export interface Side {
  outputs: StackOutputs;
  /** Of the first level. */
  raw: RawSide;
}

const BASE_MS = 50;
const BLOCK_S = 6;
const START = Date.parse("2026-03-01T10:00:00Z");
const MS = 1000;

/** @param shift added to the first level's log-latencies */
export function sideOf(which: "a" | "b", shape: Shape, draws: Draws, shift = 0): Side {
  const { noise, repeats, levels } = shape;
  const raw: RawSide = { count: 0, sum: 0, squares: 0, blocks: [] };
  const load: CellOutput[] = [];
  let deployment = draws.normal();
  for (let repeat = 1; repeat <= repeats; repeat += 1) {
    if (noise.repeatsPerDeployment > 0 && (repeat - 1) % noise.repeatsPerDeployment === 0) deployment = draws.normal();
    const deploymentIndex = noise.repeatsPerDeployment > 0 ? Math.floor((repeat - 1) / noise.repeatsPerDeployment) : 0;
    const shared = { repeat: draws.normal(), deployment };
    const turn = turnOf(which, repeat, shape);
    for (const [index, level] of levels.entries()) {
      const position = turn * levels.length + index;
      const own = index === 0 ? raw : null;
      const cell = cellOf(shape, position, draws, shared, index === 0 ? shift : 0, own);
      load.push(aCell({ ...cell, level, repeat, runId: `run-${which}`, deployment: `${which}${deploymentIndex}` }));
    }
  }
  const base = anOutputs({ stack: which, runId: `run-${which}`, load });
  const planned = levels.map((name) => ({ name, samples: shape.seconds * shape.requestsPerS }));
  const comparison = { ...defaultPrimaries(planned), margins: DEFAULT_MARGINS };
  return { outputs: { ...base, plan: { ...base.plan, comparison } }, raw };
}

/** The order is A B B A if sides take turns, otherwise all of A and then all of B. */
function turnOf(which: "a" | "b", repeat: number, { noise, repeats }: Shape): number {
  const isB = which === "b" ? 1 : 0;
  if (!noise.interleaved) return isB * repeats + repeat - 1;
  return 2 * (repeat - 1) + (repeat % 2 === 1 ? isB : 1 - isB);
}

const scratch = new Histogram();
const block = new Histogram();

function cellOf(
  { noise, repeats, seconds, requestsPerS, levels }: Shape,
  position: number,
  draws: Draws,
  shared: { repeat: number; deployment: number },
  shift: number,
  raw: RawSide | null,
): Pick<CellOutput, "result" | "blocks"> {
  const positions = 2 * repeats * levels.length;
  const { second, request } = noise.cell(draws, position / positions, shared);
  scratch.reset();
  const medians: number[] = [];
  block.reset();
  for (let at = 1; at <= seconds; at += 1) {
    const common = shift + second();
    for (let n = 0; n < requestsPerS; n += 1) {
      const log = common + request();
      const us = BASE_MS * MS * Math.exp(log);
      scratch.record(us);
      block.record(us);
      if (raw) {
        raw.count += 1;
        raw.sum += log;
        raw.squares += log * log;
      }
    }
    if (at % BLOCK_S === 0) {
      medians.push(block.quantile(0.5)! / MS);
      block.reset();
    }
  }
  if (raw) raw.blocks.push(...medians.map(Math.log));
  const { latency, missing } = latencyOf(scratch, "latencyMs");
  const count = scratch.count;
  const overall = anEndpoint({ requests: count, ok: count, ratePerS: requestsPerS, latencyMs: latency, missing });
  const startedAt = new Date(START + position * seconds * MS).toISOString();
  return {
    result: aResult({ overall, endpoints: [], startedAt }),
    blocks: { lengthMs: BLOCK_S * MS, p50Ms: medians },
  };
}
