import { number } from "../../../base/format.ts";
import { counted } from "../../../base/counted.ts";
import type { Outage } from "../aggregate/outages.ts";
import type { Accounting, CellResult, EndpointStats } from "../../schema/cell.ts";
import { MARGINS } from "./margins.ts";

/** Time for requests in flight when a load is stopped early. */
export const STOP_GRACE_MS = 1000;

/** A worker that a stop did not reach in time, and for how long it went on. */
export interface LateStop {
  name: string;
  lateMs: number;
}

/** How the load came to its end. */
export interface Ending {
  /** Offset of an early end, in ms, also by a lost worker; `undefined` when the load ran to its planned end. */
  stoppedAtMs: number | undefined;
  /** Offset at which the last user finished its iterations, in ms; `undefined` when the load did not end by iterations. */
  finishedAtMs: number | undefined;
  /** Why the load ended early, unless its caller aborted it without a reason. */
  stopReason: { code: string; message: string } | undefined;
  /** Workers that died, hung or could no longer be reached, and how. */
  lostWorkers: string[];
  /** Workers that did not begin, because the start reached them too late, and by how much. */
  lateWorkers: string[];
  lateStops: LateStop[];
  /** The error that the scenario's code threw, as text. */
  scenarioFailure: string | undefined;
}

export interface StatusInput {
  ending: Ending;
  overall: EndpointStats;
  accounting: Accounting;
  generator: CellResult["generator"];
  measuredMs: number;
  outages: readonly Outage[];
  /** Whether the load is meant to go on without its target. */
  keepGoing: boolean;
  /** Whether a condition that ends the load is what it was to find. */
  findLimit: boolean;
  /** Whether failures are those of plain HTTP sent to a server with TLS. */
  mayExpectTls: boolean;
}

type Reason = CellResult["reasons"][number];

/** An outage at the end is a fault from this share of the measured part on. */
const DOWN_SHARE = 0.1;

/** Codes of the conditions of a specification that end a load. */
export const CONDITION_CODES: readonly string[] = ["error-rate", "latency", "threshold"];

/** Whether the numbers can be used, and if not, every reason why; notes beside good numbers. */
export function judge(input: StatusInput): Pick<CellResult, "status" | "reasons" | "notes"> {
  const faults = [...faultsOf(input)];
  const { stopReason } = input.ending;
  const isFound = input.findLimit && CONDITION_CODES.includes(stopReason?.code ?? "");
  const stopped = isFound ? [] : stoppedReason(input.ending);
  const notes = [...(isFound ? [stopReason!.message] : []), ...notesOf(input)];
  return {
    status: faults.length > 0 ? "invalid" : stopped.length > 0 ? "partial" : "complete",
    reasons: [...faults, ...stopped],
    notes: notes.length === 0 ? undefined : notes,
  };
}

function* notesOf(input: StatusInput): Generator<string> {
  const { overall, accounting } = input;
  if (overall.ok === 0) return;
  yield* outagesOf(input)
    .filter((each) => !isFault(each, input))
    .map(describe);
  const uncounted = accounting.failed - overall.failures;
  if (uncounted > 0) {
    yield `${counted(uncounted, "failure")} in the warm-up or otherwise outside the measured part, not counted`;
  }
}

/** Whether requests after the stop, of workers that it did not reach, move rates by more than their margin. */
const isUneven = ({ ending: { lateStops }, generator, measuredMs }: StatusInput): boolean => {
  const lateMs = lateStops.reduce((sum, each) => sum + each.lateMs, 0);
  return lateMs > MARGINS.rate * generator.workers * measuredMs;
};

const lacksWorkers = ({ lostWorkers, lateWorkers }: Ending): boolean => lostWorkers.length + lateWorkers.length > 0;

/** Whether it was a lost worker or an error of the scenario that ended the load. */
const isFailed = (ending: Ending): boolean => lacksWorkers(ending) || ending.scenarioFailure !== undefined;

/** None after a failure, which ends the load: the seconds after that are empty for this reason. */
const outagesOf = ({ ending, outages }: StatusInput): readonly Outage[] => (isFailed(ending) ? [] : outages);

/** A load that was to end when its target fails, or to go on, says so already. */
function isFault({ toSecond, durationMs }: Outage, { ending, measuredMs, keepGoing }: StatusInput): boolean {
  if (keepGoing || CONDITION_CODES.includes(ending.stopReason?.code ?? "")) return false;
  return toSecond === undefined && durationMs >= DOWN_SHARE * measuredMs;
}

function describe({ fromSecond, toSecond, failed }: Outage): string {
  const until = toSecond === undefined ? "on" : `to second ${toSecond}`;
  return `nothing succeeded from second ${fromSecond} ${until}, ${counted(failed, "request")} failed`;
}

function* faultsOf(input: StatusInput): Generator<Reason> {
  const { ending, overall, accounting, generator } = input;
  if (ending.stopReason?.code === "targets-down") {
    // Nothing was measured that another reason could be about.
    yield ending.stopReason;
    return;
  }
  for (const how of ending.lostWorkers) yield { code: "worker-lost", message: `Worker ${how}, and did not finish.` };
  if (ending.lateWorkers.length > 0) {
    const message = `The start came too late at ${ending.lateWorkers.join("; ")}: the load would have been smaller.`;
    yield { code: "worker-late", message };
  }
  if (isUneven(input)) {
    const workers = ending.lateStops.map(({ name, lateMs }) => `${name}, which went on for ${number(lateMs / 1000)} s`);
    yield {
      code: "worker-late",
      message: `The stop came too late at ${workers.join("; ")}: the load was longer there.`,
    };
  }
  if (ending.scenarioFailure !== undefined) {
    yield { code: "scenario-failed", message: `The scenario's own code failed: ${ending.scenarioFailure}` };
  }
  if (overall.requests > 0 && overall.ok === 0) {
    const hint = input.mayExpectTls ? " If the server expects TLS, use https://." : "";
    const message = `None of ${number(overall.requests)} requests succeeded; the failures say why.${hint}`;
    yield { code: "targets-down", message };
  }
  for (const outage of outagesOf(input)) {
    if (overall.ok === 0 || !isFault(outage, input)) continue;
    const figures = "so the figures are averages over a target that was up and one that was down";
    yield { code: "target-down", message: `The target went down: ${describe(outage)}, ${figures}.` };
  }
  if (overall.requests === 0 && ending.stoppedAtMs === undefined && !lacksWorkers(ending)) {
    yield {
      code: "no-requests",
      message: `No request ended in the measured part: ${whyNoRequest(input)}.`,
    };
  }
  if (generator.limited) {
    const why = generator.reasons.join("; ");
    yield {
      code: "generator-limited",
      message: `The generator moved figures by more than their margin, so they describe it: ${why}.`,
    };
  }
  // A lost worker leaves seconds out and its accounting open: `worker-lost` says so already.
  if (lacksWorkers(ending)) return;
  for (const { name, holds, detail } of accounting.audits) {
    if (!holds) yield { code: "audit-failed", message: `The audit "${name}" does not hold: ${detail}.` };
  }
}

function whyNoRequest({ ending, accounting }: StatusInput): string {
  if (ending.scenarioFailure !== undefined) return "the scenario's own code failed";
  const open = accounting.aborted + accounting.inFlightAtEnd;
  if (open > 0) return `${number(open)} of ${number(accounting.sent)} sent got no answer until the end of the load`;
  return "make it longer or think times shorter";
}

function stoppedReason(ending: Ending): Reason[] {
  const { stoppedAtMs, stopReason } = ending;
  if (stopReason?.code === "targets-down") return [];
  if (stopReason !== undefined) return [stopReason];
  if (stoppedAtMs === undefined || isFailed(ending)) return [];
  return [{ code: "stopped", message: `Stopped ${number(stoppedAtMs / 1000)} s after its start.` }];
}
