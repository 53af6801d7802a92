import type { LoadOptions } from "./options.ts";
import { parseDuration } from "./duration.ts";

/** The specification that the options ask for. What is no number or duration stays text, for its check to name. */
export function toSpec(url: string, options: LoadOptions): Record<string, unknown> {
  return {
    scenario: options.scenario,
    scenarioOptions: Object.fromEntries(options.scenarioOption.map(keyValue)),
    target: url,
    seed: number(options.seed),
    requestTimeoutMs: time(options.requestTimeout),
    connectTimeoutMs: time(options.connectTimeout),
    gracefulStopMs: time(options.gracefulStop),
    tallyHeaders: options.tallyHeader,
    ...(options.http2 === true ? { protocol: "h2" } : {}),
    ...(options.proxy === undefined ? {} : { proxy: options.proxy }),
    tlsVerify: options.insecure !== true,
    localAddresses: options.localAddress,
    thresholds: [...options.threshold, ...options.abortOn.map((threshold) => ({ threshold, abortOnFail: true }))],
    calibrationMs: time(options.calibration),
    workers: number(options.workers),
    ...(options.rate === undefined ? closed(options) : open(options, options.rate)),
  };
}

function closed(options: LoadOptions): Record<string, unknown> {
  const shape =
    options.stages === undefined
      ? { users: number(options.users), spawnRatePerS: number(options.spawnRate), ...simple(options) }
      : { stages: stages(options.stages, "users") };
  const thinkTime = options.think === undefined ? {} : { thinkTime: think(options.think) };
  return { model: "closed", ...shape, ...thinkTime, thinkTimeScale: number(options.thinkScale) };
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

function simple({ duration, warmUp }: LoadOptions): Record<string, unknown> {
  return { durationMs: time(duration), ...(warmUp === undefined ? {} : { warmUpMs: time(warmUp) }) };
}

function stages(text: string, level: "users" | "ratePerS"): Record<string, unknown>[] {
  return text.split(",").map((stage) => {
    const [over = "", to = ""] = stage.split(":");
    return { overMs: time(over.trim()), [level]: number(to.trim()) };
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

function time(text: string): number | string {
  return parseDuration(text) ?? text;
}

function number(text: string): number | string {
  return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
}
