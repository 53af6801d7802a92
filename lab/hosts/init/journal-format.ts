import type { JournalEntry } from "./journal.ts";

/** The output modes of `journalctl` that are supported. */
export const OUTPUT_MODES = ["short", "short-iso", "cat", "json"] as const;
export type OutputMode = (typeof OUTPUT_MODES)[number];

export function formatEntry(entry: JournalEntry, mode: OutputMode, host = "localhost"): string {
  const time = new Date(entry.timeMs).toISOString();
  const rest = `${host} ${entry.identifier}[${entry.pid}]: ${entry.message}`;
  switch (mode) {
    case "cat":
      return entry.message;
    case "json":
      return JSON.stringify({
        __REALTIME_TIMESTAMP: String(Math.round(entry.timeMs * 1000)),
        _SYSTEMD_UNIT: entry.unit,
        SYSLOG_IDENTIFIER: entry.identifier,
        _PID: String(entry.pid),
        MESSAGE: entry.message,
      });
    case "short-iso":
      return `${time.slice(0, 19)}+0000 ${rest}`;
    case "short":
      return `${MONTHS[Number(time.slice(5, 7)) - 1]} ${time.slice(8, 10)} ${time.slice(11, 19)} ${rest}`;
  }
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
