/** Kinds of noise in the log-latencies of a service. */
import type { Draws } from "./random.ts";

/** The noise of one cell. Each call draws anew. */
export interface CellNoise {
  /** Added to every request of a second. */
  second: () => number;
  /** Added to a single request. */
  request: () => number;
}

export interface Noise {
  name: string;
  /** Whether the sides take turns, as in `diff --live`. Otherwise one is measured after the other. */
  interleaved: boolean;
  /** Repeats of one deployment; 0 if a side has only one deployment. */
  repeatsPerDeployment: number;
  /**
   * @param at position of the cell in the session, 0–1
   * @param shared standard normal draws that all cells of the repeat, or of its deployment, have in common
   */
  cell: (draws: Draws, at: number, shared: { repeat: number; deployment: number }) => CellNoise;
}

/** Standard deviations of single requests, and of seconds in kinds of noise in which they vary. */
const REQUEST_SD = 0.5;
const SECOND_SD = 0.1;

const plain = (draws: Draws) => () => REQUEST_SD * draws.normal();
const none = () => 0;

/** An AR(1) process: each second correlates with the one before by `correlation`. */
function autoregressive(draws: Draws, correlation: number): () => number {
  let state = draws.normal();
  return () => {
    state = correlation * state + Math.sqrt(1 - correlation * correlation) * draws.normal();
    return SECOND_SD * state;
  };
}

const ofOneDeployment = { interleaved: false, repeatsPerDeployment: 0 };

/** How much slower everything is at the end of a session than at its start. */
const DRIFT = Math.log(1.3);
const RUN_SD = 0.05;

export const independent: Noise = {
  name: "independent",
  ...ofOneDeployment,
  cell: (draws) => ({ second: none, request: plain(draws) }),
};

export const ar90: Noise = {
  name: "AR(1) 0.9",
  ...ofOneDeployment,
  cell: (draws) => ({ second: autoregressive(draws, 0.9), request: plain(draws) }),
};

export const ar95: Noise = {
  name: "AR(1) 0.95",
  ...ofOneDeployment,
  cell: (draws) => ({ second: autoregressive(draws, 0.95), request: plain(draws) }),
};

export const drift: Noise = {
  name: "drift, in turns",
  interleaved: true,
  repeatsPerDeployment: 0,
  cell: (draws, at) => ({ second: () => DRIFT * at, request: plain(draws) }),
};

/** If one side is measured after the other, no method can tell a drift from a change; the comparison's output says so. */
export const confounded: Noise = { ...drift, name: "drift, one side after the other", interleaved: false };

/** Half of all requests take four times as long, so chance decides in each run on which mode the median falls. */
export const bimodal: Noise = {
  name: "bimodal",
  ...ofOneDeployment,
  cell: (draws) => {
    const slow = 0.5 + 0.03 * draws.normal();
    const own = plain(draws);
    return { second: none, request: () => own() * 0.3 + (draws.uniform() < slow ? Math.log(4) : 0) };
  },
};

export const runToRun: Noise = {
  name: "run-to-run effect",
  ...ofOneDeployment,
  cell: (draws, _at, { repeat }) => ({ second: () => RUN_SD * repeat, request: plain(draws) }),
};

export const deployments: Noise = {
  name: "deployment effect",
  interleaved: false,
  repeatsPerDeployment: 2,
  cell: (draws, _at, { repeat, deployment }) => ({
    second: () => RUN_SD * deployment + 0.01 * repeat,
    request: plain(draws),
  }),
};

/** Kinds of noise with a given standard deviation between the medians of runs, and little noise within a cell. */
export const ofSpread = (sd: number): Noise[] => {
  const quiet = (draws: Draws) => () => QUIET_SD * draws.normal();
  const effect = (noise: Noise, shape: (normal: number) => number): Noise => ({
    ...noise,
    cell: (draws, at, { repeat }) => {
      const { second } = noise.cell(draws, at, { repeat: 0, deployment: 0 });
      const added = sd * shape(repeat);
      return { second: () => added + second() * QUIET_SHARE, request: quiet(draws) };
    },
  });
  const asDrawn = (normal: number) => normal;
  return [
    { ...effect(independent, asDrawn), name: "normal" },
    { ...effect(independent, (normal) => Math.sign(normal)), name: "two modes" },
    { ...effect(ar95, asDrawn), name: "normal, AR(1) 0.95 within" },
    { ...effect({ ...drift, cell: ramp }, asDrawn), name: "normal, drift, in turns" },
  ];
};

const QUIET_SD = 0.15;
/** The part of the noise of seconds that is kept. */
const QUIET_SHARE = 0.1;

/** A drift that `QUIET_SHARE` does not make smaller. */
const ramp: Noise["cell"] = (draws, at, shared) => {
  const { second, request } = drift.cell(draws, at, shared);
  return { second: () => second() / QUIET_SHARE, request };
};
