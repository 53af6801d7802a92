/** `--event-log`: every event as it happens, one JSON object a line, so that a run that is cut off leaves what it did. */
import { closeSync, openSync, writeSync } from "node:fs";
import type { EngineEvent } from "../../model.ts";

export interface EventLog {
  write(event: EngineEvent): void;
  close(): void;
}

export function openEventLog(path: string): EventLog {
  const file = openSync(path, "w", 0o600);
  return {
    write: (event) => void writeSync(file, `${JSON.stringify(event)}\n`),
    close: () => closeSync(file),
  };
}
