import { parseDurationMs } from "../../base/duration.ts";

/** Milliseconds; a bare number means seconds. What is no duration stays text, for its check to name. */
export function time(text: string): number | string {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  return parseDurationMs(text) ?? text;
}

/** A number; what is none stays text, for its check to name. */
export function number(text: string): number | string {
  return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
}

/** `5%` or `0.05`, with `/10s` for the window. */
export function errorRate(text: string): { share: number | string; windowMs?: number | string } {
  const [share = "", window] = text.split("/");
  const value = share.endsWith("%") ? number(share.slice(0, -1)) : number(share);
  return {
    share: typeof value === "number" && share.endsWith("%") ? value / 100 : value,
    ...(window === undefined ? {} : { windowMs: time(window) }),
  };
}
