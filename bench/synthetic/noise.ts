/** Kinds of noise that runs of a service have, as log-latencies. */
import type { Draws } from "./random.ts";

/** What one cell has, whatever its requests draw. */
export interface CellNoise {
  /** Added to every request of a second. */
  second: () => number;
  /** Added to a single request. */
  request: () => number;
}

export interface Noise {
  name: string;
  /** Sides take turns, as in `diff --live`; else one is measured after the other. */
  interleaved: boolean;
  /** Repeats of one deployment; 0: all of a side are of one. */
  repeatsPerDeployment: number;
  /**
   * @param at where in the session the cell lies, 0–1
   * @param shared what the repeat, or its deployment, has in common: standard normal draws
   */
  cell: (draws: Draws, at: number, shared: { repeat: number; deployment: number }) => CellNoise;
}

/** Of single requests; and of seconds, where they vary. */
const REQUEST_SD = 0.5;
const SECOND_SD = 0.1;

const plain = (draws: Draws) => () => REQUEST_SD * draws.normal();
const none = () => 0;

/** A process whose seconds are each like the last one by this share. */
function autoregressive(draws: Draws, alike: number): () => number {
  let state = draws.normal();
  return () => {
    state = alike * state + Math.sqrt(1 - alike * alike) * draws.normal();
    return SECOND_SD * state;
  };
}

const ofOneDeployment = { interleaved: false, repeatsPerDeployment: 0 };

/** How much slower everything is at the end of a session than at its begin. */
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

/** No method can tell a drift from a change where one side comes after the other: the comparison says so in words. */
export const confounded: Noise = { ...drift, name: "drift, one side after the other", interleaved: false };

/** Half of all requests take four times as long, and where the median falls is each run's luck. */
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

/** Noises of runs whose medians differ by a given standard deviation in all: what is within a cell is small against it. */
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
/** Of the noise of seconds, where the spread between runs is what counts. */
const QUIET_SHARE = 0.1;

/** A drift that is not made smaller with the rest. */
const ramp: Noise["cell"] = (draws, at, shared) => {
  const { second, request } = drift.cell(draws, at, shared);
  return { second: () => second() / QUIET_SHARE, request };
};
