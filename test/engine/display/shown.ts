/** What the plain display shows of events. */
import { Writable } from "node:stream";
import { createDisplay, type OperationKind } from "../../../engine/display/index.ts";
import type { EngineEvent } from "../../../engine/model.ts";

/** The displayed lines if the events arrive one second apart. */
export function show(
  events: EngineEvent[],
  kind: OperationKind = "up",
  more: { brief?: boolean; problemsOnly?: boolean } = {},
): string[] {
  let text = "";
  const stream = new Writable({
    write: (chunk: Buffer, _, next) => {
      text += chunk.toString();
      next();
    },
  });
  let nowMs = 0;
  const display = createDisplay({ stream, isTty: false, kind, stack: "dev", env: {}, now: () => nowMs, ...more });
  for (const event of events) {
    display.event(event);
    nowMs += 1000;
  }
  display.close();
  display.close();
  return text.split("\n").slice(0, -1);
}
