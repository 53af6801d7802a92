/** Times in words, and as Go writes them. Pure. */

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** From the longest. */
const UNITS: [name: string, durationMs: number][] = [
  ["year", 365 * DAY_MS],
  ["month", 30 * DAY_MS],
  ["week", 7 * DAY_MS],
  ["day", DAY_MS],
  ["hour", HOUR_MS],
  ["minute", MINUTE_MS],
  ["second", SECOND_MS],
];

/** @param nowMs default: the clock's */
export function timeAgo(time: Date, nowMs = Date.now()): string {
  const agoMs = nowMs - time.getTime();
  const unit = UNITS.find(([, durationMs]) => agoMs >= durationMs);
  if (!unit) return "now";
  const count = Math.floor(agoMs / unit[1]);
  return `${count} ${unit[0]}${count === 1 ? "" : "s"} ago`;
}

/** `2026-11-26 21:03:59.123 +0000 UTC`, where Go has the local time zone. */
export const goTime = (time: Date): string =>
  `${time
    .toISOString()
    .replace("T", " ")
    .replace("Z", "")
    .replace(/\.?0+$/, "")} +0000 UTC`;
