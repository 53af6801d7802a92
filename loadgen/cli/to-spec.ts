import type { LoadOptions } from "./options.ts";
import { parseDuration } from "./duration.ts";

/** The specification that the options ask for. What is no number or duration stays text, for its check to name. */
export function toSpec(url: string, options: LoadOptions): Record<string, unknown> {
  const time = (text: string | undefined) => (text === undefined ? undefined : (parseDuration(text) ?? text));
  return {
    model: "closed",
    scenario: options.scenario,
    target: url,
    users: number(options.users),
    spawnRatePerS: number(options.spawnRate),
    durationMs: time(options.duration),
    warmUpMs: time(options.warmUp),
    thinkTimeScale: number(options.thinkScale),
    seed: number(options.seed),
    requestTimeoutMs: time(options.requestTimeout),
    connectTimeoutMs: time(options.connectTimeout),
    gracefulStopMs: time(options.gracefulStop),
    tallyHeaders: options.tallyHeader,
    tlsVerify: options.insecure !== true,
    workers: number(options.workers),
  };
}

function number(text: string): number | string {
  return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
}
