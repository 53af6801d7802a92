import type { Aggregate } from "../aggregate/aggregate.ts";
import { droppedIn } from "../../measure/counters.ts";
import type { Accounting } from "../../schema/cell.ts";

type Audit = Accounting["audits"][number];

export interface AuditInput {
  aggregate: Aggregate;
  /** Sums over the whole load. */
  totals: { begun: number; ok: number; failed: number; aborted: number; inFlightAtEnd: number };
  /** User time planned for the measured part; `undefined` for the open model and for stopped loads. */
  userMs: number | undefined;
  /** Arrivals counted from the schedule alone; `undefined` for the closed model and for stopped loads. */
  scheduled: number | undefined;
  measuredMs: number;
  /**
   * Requests, on average, that are over but not yet followed by their user's next one while the looking timer can't run.
   * Without think times the next request is sent in the same turn, so a look never finds that user idle.
   */
  unseenGaps: number;
  /** Seconds that workers should have sent but did not. */
  missingSeconds: number;
}

/** Below this, Little's law is too noisy to check. */
const MIN_REQUESTS = 1000;
const SAMPLE_INTERVAL_MS = 100;

/** Checks of the accounting against counts that were made on separate paths. One that fails makes the result invalid. */
export function auditsOf(input: AuditInput): Audit[] {
  const { userMs, scheduled } = input;
  return [
    ...(scheduled === undefined ? [] : [schedule(input, scheduled)]),
    ...(input.aggregate.arrivals.isEmpty ? [] : [releases(input)]),
    accounting(input),
    distributions(input),
    failures(input),
    series(input),
    littlesLaw(input),
    ...(userMs === undefined ? [] : [userCycles(input, userMs)]),
  ];
}

function schedule({ aggregate }: AuditInput, scheduled: number): Audit {
  const total = aggregate.arrivals.total();
  const dropped = droppedIn(total);
  const detail = `${scheduled} by the schedule, ${total.planned} came due, ${total.released} released + ${dropped} dropped`;
  const holds = scheduled === total.planned && total.planned === total.released + dropped;
  return { name: "planned = released + dropped", holds, detail };
}

function releases({ aggregate }: AuditInput): Audit {
  const { released } = aggregate.arrivals.total();
  const { firstRequests: firsts, neverSent } = aggregate.audit;
  const detail = `${released} released, ${firsts} sent + ${neverSent} never sent`;
  return { name: "released = sent + never sent", holds: released === firsts + neverSent, detail };
}

function accounting({ totals }: AuditInput): Audit {
  const { begun, ok, failed, aborted, inFlightAtEnd } = totals;
  const sum = ok + failed + aborted + inFlightAtEnd;
  const detail = `${begun} sent, ${ok} ok + ${failed} failed + ${aborted} aborted + ${inFlightAtEnd} in flight = ${sum}`;
  return { name: "sent = ok + failed + aborted + in flight", holds: begun === sum, detail };
}

function distributions({ aggregate, totals }: AuditInput): Audit {
  const { count } = aggregate.histogram((key) => key.kind === "service");
  const detail = `${count} in the distributions, ${totals.ok + totals.failed} ended`;
  return { name: "every ended request is in a distribution", holds: count === totals.ok + totals.failed, detail };
}

function failures({ aggregate, totals }: AuditInput): Audit {
  const listed = aggregate.errors.list().reduce((sum, error) => sum + error.count, 0);
  const counted = totals.failed + totals.aborted;
  return {
    name: "every failure has a class",
    holds: listed === counted,
    detail: `${listed} listed, ${counted} counted`,
  };
}

function series({ missingSeconds }: AuditInput): Audit {
  return {
    name: "every second of every worker arrived",
    holds: missingSeconds === 0,
    detail: `${missingSeconds} missing`,
  };
}

/** L = λ R: what a timer of its own saw under way, against the time that requests took. */
function littlesLaw({ aggregate: { audit }, unseenGaps }: AuditInput): Audit {
  const name = "Little's law";
  if (audit.ended < MIN_REQUESTS || audit.inFlightSamples === 0) {
    return { name, holds: true, detail: `not judged: fewer than ${MIN_REQUESTS} requests` };
  }
  const seen = audit.inFlightSum / audit.inFlightSamples;
  const expected = audit.busyUs / 1000 / SAMPLE_INTERVAL_MS / audit.inFlightSamples;
  const allowed = Math.max(0.02 * expected, 4 * standardError(audit)) + unseenGaps;
  const detail = `${seen.toFixed(3)} under way seen, ${expected.toFixed(3)} by their times, ${allowed.toFixed(3)} allowed`;
  return { name, holds: Math.abs(seen - expected) <= allowed, detail };
}

/** Standard error of the mean of the samples. Samples closer together than a request's duration see the same requests again. */
function standardError(audit: AuditInput["aggregate"]["audit"]): number {
  const { inFlightSamples: samples, inFlightSum, inFlightSquares, busyUs, ended } = audit;
  const variance = Math.max(0, inFlightSquares / samples - (inFlightSum / samples) ** 2);
  const repeats = Math.max(1, (2 * busyUs) / ended / 1000 / SAMPLE_INTERVAL_MS);
  return Math.sqrt((variance * repeats) / samples);
}

/** users = X (R + Z): cycles of a task and its think time fill the time that the plan has users running. */
function userCycles({ aggregate: { audit }, measuredMs }: AuditInput, userMs: number): Audit {
  const name = "users = rate x (response + think time)";
  if (audit.cycles < MIN_REQUESTS) {
    return { name, holds: true, detail: `not judged: fewer than ${MIN_REQUESTS} cycles` };
  }
  const cycleMs = audit.cycleUs / 1000 / audit.cycles;
  const ratio = audit.cycleUs / 1000 / userMs;
  const allowed = 0.03 + cycleMs / measuredMs;
  const detail = `cycles fill ${(ratio * 100).toFixed(1)} % of the users' time, ${(allowed * 100).toFixed(1)} % off allowed`;
  return { name, holds: Math.abs(ratio - 1) <= allowed, detail };
}
