import type { LoadOptions } from "./options.ts";
import { availableParallelism } from "node:os";
import { defaultDuration, shapeOf } from "./shape.ts";
import { errorRate, number, time } from "./values.ts";

/** The specification that the options ask for. What is no number or duration stays text, for its check to name. */
export function toSpec(url: string, options: LoadOptions): Record<string, unknown> {
  return {
    scenario: options.scenario,
    scenarioOptions: Object.fromEntries(options.scenarioOption.map(keyValue)),
    target: url,
    seed: number(options.seed),
    requestTimeoutMs: time(options.requestTimeout),
    connectTimeoutMs: time(options.connectTimeout),
    ...(options.headersTimeout === undefined ? {} : { headersTimeoutMs: time(options.headersTimeout) }),
    ...(options.maxErrorRate === undefined ? {} : { maxErrorRate: errorRate(options.maxErrorRate) }),
    gracefulStopMs: time(options.gracefulStop),
    tallyHeaders: options.tallyHeader,
    ...(options.http2 === true ? { protocol: "h2" } : {}),
    ...(options.proxy === undefined ? {} : { proxy: options.proxy }),
    tlsVerify: options.insecure !== true,
    localAddresses: options.localAddress,
    thresholds: [...options.threshold, ...options.abortOn.map((threshold) => ({ threshold, abortOnFail: true }))],
    calibrationMs: time(options.calibration),
    workers: options.workers === undefined ? defaultWorkers(options) : number(options.workers),
    ...(options.rate === undefined ? closed(options) : open(options, options.rate)),
  };
}

function closed(options: LoadOptions): Record<string, unknown> {
  const { stages: shaped } = shapeOf(options);
  const shape =
    options.stages !== undefined
      ? { stages: stages(options.stages, "users") }
      : shaped !== null
        ? { stages: shaped }
        : ramp(options);
  const thinkTime = options.think === undefined ? {} : { thinkTime: think(options.think) };
  return { model: "closed", ...shape, ...thinkTime, thinkTimeScale: number(options.thinkScale) };
}

/** One a core, but none without a user of its own. */
function defaultWorkers({ rate, users, stages, shape }: LoadOptions): number {
  const own = rate !== undefined || stages !== undefined || shape !== "ramp" ? Infinity : Number(users);
  return Math.max(1, Math.min(availableParallelism(), Number.isInteger(own) || own === Infinity ? own : 1));
}

function ramp(options: LoadOptions): Record<string, unknown> {
  return {
    users: number(options.users),
    spawnRatePerS: number(options.spawnRate ?? "10"),
    ...(options.spawn === undefined ? {} : { spawn: options.spawn }),
    ...(options.iterations === undefined ? {} : { iterations: number(options.iterations) }),
    ...simple(options),
  };
}

/** With stages `--rate` only says that their levels are arrivals per second. */
function open(options: LoadOptions, rate: string): Record<string, unknown> {
  return {
    model: "open",
    ...(options.stages === undefined
      ? { ratePerS: number(rate), ...simple(options) }
      : { stages: stages(options.stages, "ratePerS") }),
    arrivals: options.arrivals,
    poolSize: number(options.pool),
    maxDelayMs: time(options.maxDelay),
    pace: options.pace,
  };
}

function simple(options: LoadOptions): Record<string, unknown> {
  const { duration = defaultDuration(options), warmUp } = options;
  return { durationMs: time(duration), ...(warmUp === undefined ? {} : { warmUpMs: time(warmUp) }) };
}

function stages(text: string, level: "users" | "ratePerS"): Record<string, unknown>[] {
  return text.split(",").map((stage) => {
    const [over = "", to = "", kind] = stage.split(":");
    return {
      overMs: time(over.trim()),
      [level]: number(to.trim()),
      ...(kind === undefined ? {} : { kind: kind.trim() }),
    };
  });
}

function think(text: string): unknown {
  if (text === "none") return { kind: "none" };
  const [kind = "", value = ""] = text.includes(":") ? text.split(":") : ["", text];
  if (kind === "exponential") return { kind, meanMs: time(value) };
  if (kind === "pacing") return { kind, ms: time(value) };
  const [min = "", max] = value.split("-");
  if (kind !== "") return text;
  return max === undefined
    ? { kind: "constant", ms: time(min) }
    : { kind: "uniform", minMs: time(min), maxMs: time(max) };
}

function keyValue(text: string): [string, unknown] {
  const equals = text.indexOf("=");
  const value = text.slice(equals + 1);
  try {
    return [text.slice(0, equals), JSON.parse(value)];
  } catch {
    return [text.slice(0, equals), value];
  }
}
