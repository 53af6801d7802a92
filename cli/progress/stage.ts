/** What a stack is doing while it is brought up, measured and destroyed, from the events of the engine. */
import type { EngineEvent } from "@stackmark/engine";
import type { Plan } from "../../infra/topology/plan.ts";

export interface Stage {
  /** Such as `measuring low, 1 of 3`. */
  name: string;
  /** What is known beyond that, such as the load's own progress; may be empty. */
  detail: string;
}

/** The stage after an event; the same object if the event changes nothing. */
export function stageAfter(stage: Stage, event: EngineEvent, { load }: Pick<Plan, "load">): Stage {
  if ("resourcePreEvent" in event) {
    const { type, urn, op } = event.resourcePreEvent.metadata;
    if (!isCell(type) || op === "same" || op.startsWith("delete")) return stage;
    const name = nameOf(urn);
    const isRehearsed = load.rehearsalMs > 0 && load.cells[0]?.cell === name;
    return { name: isRehearsed ? REHEARSING : measuring(load, name), detail: "" };
  }
  if ("diagnosticEvent" in event) {
    const { message, severity, urn = "" } = event.diagnosticEvent;
    const name = nameOf(urn);
    if (severity !== "info#err" || !load.cells.some(({ cell }) => cell === name)) return stage;
    const [, rehearsal, detail = ""] = /^(rehearsal: )?(.*)/.exec(message.trim().split("\n").at(-1)!)!;
    return { name: rehearsal === undefined ? measuring(load, name) : REHEARSING, detail };
  }
  return stage;
}

const REHEARSING = "rehearsing";

const isCell = (type: string): boolean => type.endsWith("/stackmark:LoadRun");
const nameOf = (urn: string): string => urn.split("::").at(-1)!;

function measuring({ cells }: Plan["load"], name: string): string {
  const index = cells.findIndex(({ cell }) => cell === name);
  const { level, repeat } = cells[index] ?? { level: name, repeat: 1 };
  const what = cells.some((other) => other.repeat > 1) ? `${level} (repeat ${repeat})` : level;
  return index < 0 ? `measuring ${what}` : `measuring ${what}, ${index + 1} of ${cells.length}`;
}
