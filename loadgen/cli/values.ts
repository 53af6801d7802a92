/** Values of options, read from their text. Values that cannot be read stay text, so that `parseSpec` reports them. */
import { parseDurationMs } from "../../base/duration.ts";
import { ordinal } from "../../base/ordinal.ts";
import type { LoadOption } from "../schema/options/index.ts";

export function readValue(type: LoadOption["type"], value: string | string[] | boolean): unknown {
  if (typeof value === "boolean") return value;
  // The others are among the problems already.
  if (type === "scenario-option") return Object.fromEntries([value].flat().filter(isKeyValue).map(keyValue));
  if (typeof value !== "string") return value;
  switch (type) {
    case "number":
      return number(value);
    case "duration":
      return time(value);
    case "think-time":
      return thinkTime(value);
    case "error-rate":
      return errorRate(value);
    case "latency-limit":
      return latencyLimit(value);
    case "canary":
      return canary(value);
    default:
      return value;
  }
}

const HOST =
  /^(?:[^\s/@]*@)?(?:\[[\da-f:.%]+\]|localhost|[^\s/:@]*\.[^\s/:@]+|[^\s/:@]+(?=:\d))(?::\d+)?(?:[/?#].*)?$/i;

/** `127.0.0.1:8080`, `localhost/x` or `shop:80` as a URL: without a scheme it is http. Other text stays as it is. */
export const withScheme = (text: string): string => (HOST.test(text) ? `http://${text}` : text);

/** Milliseconds; a bare number means seconds. */
export function time(text: string): number | string {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  return parseDurationMs(text) ?? text;
}

export function number(text: string): number | string {
  return text.trim() === "" || !Number.isFinite(Number(text)) ? text : Number(text);
}

/** `10s:50:warm-up,1m:50`: duration, level and optional kind of each stage. */
export function stages(text: string, level: "users" | "ratePerS"): Record<string, unknown>[] {
  return text.split(",").map((stage) => {
    // It is among the problems already.
    if (!STAGE.test(stage)) return { overMs: 1, [level]: 1 };
    const [over = "", to = "", kind] = stage.split(":");
    return {
      overMs: time(over.trim()),
      [level]: number(to.trim()),
      kind: kind?.trim(),
    };
  });
}

const STAGE = /^[^:]+:[^:]+(:[^:]+)?$/;

/** Stages whose form is wrong; their values are checked with the specification. */
export function stagesProblems(text: string): string[] {
  return text.split(",").flatMap((stage, at) => {
    if (STAGE.test(stage)) return [];
    return [
      `--stages, ${ordinal(at + 1)} stage: must be duration:target or duration:target:kind, got ${JSON.stringify(stage)}`,
    ];
  });
}

/** What an option of a form of its own must look like; `undefined` for the others. */
export const FORMS: Partial<Record<LoadOption["type"], string>> = {
  "think-time": "must be none, a time such as 2s, a range such as 1s-10s, exponential:3s or pacing:5s",
  "error-rate": "must be a share of at most 100 % and a time from 1s to 1h, such as 5%/10s",
  canary: "must be `body: TEXT`, or the name of a header with text in it, such as x-version: v2",
  "latency-limit": "must be a percentile with its limit, and a time from 1s to 1h, such as p95<500ms/10s",
};

/** `5%` or `0.05`, with `/10s` for the window. */
function errorRate(text: string): { share: number | string; windowMs?: number | string } {
  const [share = "", window] = text.split("/");
  const value = share.endsWith("%") ? number(share.slice(0, -1)) : number(share);
  return {
    share: typeof value === "number" && share.endsWith("%") ? value / 100 : value,
    windowMs: window === undefined ? undefined : time(window),
  };
}

/** `p95<500ms`, with `/10s` for the window. */
function latencyLimit(text: string): unknown {
  const [, percentile = "", limit = "", window] = /^\s*p([\d.]+)\s*<([^/]+)(?:\/(.*))?$/.exec(text) ?? [];
  if (percentile === "") return text;
  const limitMs = /^\s*\d+(\.\d+)?\s*$/.test(limit) ? Number(limit) : parseDurationMs(limit.trim());
  const windowMs = window === undefined ? undefined : time(window.trim());
  return [{ quantile: Number(percentile) / 100, limitMs: limitMs ?? limit, windowMs }];
}

/** `body: v2` or `x-version: v2`. */
function canary(text: string): unknown {
  const [, name = "", contains] = /^([^:]+):\s*(.+)$/.exec(text) ?? [];
  if (contains === undefined) return text;
  return name === "body" ? { contains } : { header: name, contains };
}

function thinkTime(text: string): unknown {
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

export const isKeyValue = (text: string): boolean => text.indexOf("=") > 0;

function keyValue(text: string): [string, unknown] {
  const equals = text.indexOf("=");
  const value = text.slice(equals + 1);
  try {
    return [text.slice(0, equals), JSON.parse(value)];
  } catch {
    return [text.slice(0, equals), value];
  }
}
