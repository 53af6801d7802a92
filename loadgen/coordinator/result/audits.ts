import { quantity } from "../../../base/format.ts";
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
  /** Seconds that workers should have sent but did not. */
  missingSeconds: number;
}

/** Below this, the cycles cut by the ends of the measured part are too many to check what users did. */
const MIN_CYCLES = 1000;
/** Of requests in flight: a tenth of the smallest margin, and a handful that rounding may explain. */
const TOLERATED_SHARE = 0.005;
const TOLERATED_REQUESTS = 3;

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

/**
 * L = λ W: requests in flight, as counted when they begin and end, against what their times say.
 *
 * Looks at the times of a Poisson process see L without bias (Wolff, "Poisson arrivals see time averages", Operations
 * Research 30, 1982), and so they see λ W. Both sides are taken at the same looks: a look counts the requests in flight, and
 * a request, when it ends, counts the looks since the time at which it says that it started. So the sampling error of L, and
 * looks that come late, are on both sides and cancel. What is left are the looks at which times and counts contradict each
 * other. With k looks a second and n requests whose times are off by s, these are a Poisson number of mean k n s: at 200
 * looks a second, 10 000 requests that are off by 50 µs show as 100.
 */
function littlesLaw({ aggregate: { audit } }: AuditInput): Audit {
  const { looks, seenInFlight: seen, timedInFlight: timed, ties, misplacedEnds } = audit;
  const allowed = TOLERATED_REQUESTS + ties + TOLERATED_SHARE * Math.max(seen, timed);
  const detail =
    `${seen} in flight in ${looks} looks at random times, ${timed} by their times, ${misplacedEnds} ends misplaced; ` +
    `${Math.floor(allowed)} off allowed`;
  const holds = Math.abs(seen - timed) <= allowed && misplacedEnds <= TOLERATED_REQUESTS;
  return { name: "Little's law", holds, detail };
}

/** users = X (R + Z): cycles of a task and its think time fill the time that the plan has users running. */
function userCycles({ aggregate: { audit }, measuredMs }: AuditInput, userMs: number): Audit {
  const name = "users = rate x (response + think time)";
  if (audit.cycles < MIN_CYCLES) {
    return { name, holds: true, detail: `not judged: fewer than ${MIN_CYCLES} cycles` };
  }
  const cycleMs = audit.cycleUs / 1000 / audit.cycles;
  const ratio = audit.cycleUs / 1000 / userMs;
  const allowed = 0.03 + cycleMs / measuredMs;
  const detail = `cycles fill ${quantity(100 * ratio, "%")} of the users' time, ${quantity(100 * allowed, "%")} off allowed`;
  return { name, holds: Math.abs(ratio - 1) <= allowed, detail };
}
