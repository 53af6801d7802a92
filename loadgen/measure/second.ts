import type { SparseHistogram } from "../histogram/index.ts";
import type { ErrorCount } from "../schema/cell.ts";
import type { PeerCounts } from "../transport/peers.ts";
import type { DropReason, TimingKind, RequestOutcome, Version } from "../schema/request.ts";

/** What samples count under: an endpoint in a segment, and the version that answered where they are told apart. */
export interface Place {
  endpoint: string;
  segment: number;
  version?: Version;
}

/** Counts of one place. */
export interface EndpointCounts extends Place {
  ok: number;
  failed: number;
  aborted: number;
  bytes: number;
  /** Ended requests whose answer the scenario checked, and those among them that succeeded. */
  checked: number;
  checkedOk: number;
  /** Per tallied header, over successful requests: how many carried it, and their sum. */
  tallies: { responses: number; sum: number }[];
}

export interface KeyedHistogram extends SparseHistogram, Place {
  outcome: RequestOutcome;
  kind: TimingKind;
}

/** Arrivals of one segment; planned = released + dropped once none waits. */
export interface ArrivalCounts {
  segment: number;
  planned: number;
  released: number;
  dropped: Record<DropReason, number>;
}

/** Health of the worker's own process in one second. */
export interface HealthSample {
  elapsedMs: number;
  cpuMs: number;
  /** 0–1. */
  eventLoopUtilisation: number;
  loopDelayP99Ms: number;
  gcMs: number;
  longestGcMs: number;
  /** Share of the machine's CPU time that its host took away, 0–1; `null` where the system does not state it. */
  steal: number | null;
  /**
   * Of the whole machine: share of its CPU time that was busy, 0–1, and bytes over its network interfaces but the loopback;
   * `null` where the system does not state them.
   */
  machine: { busy: number; inBytes: number; outBytes: number } | null;
  /** Time for which the machine was suspended; other times leave it out, as the monotonic clock stands still. */
  suspendedMs: number;
}

/** Stalls of the event loop in the measured part, as far as it took notice of them. */
export interface StallCounts {
  count: number;
  blockedUs: number;
  longestUs: number;
  /** Of this, in pauses: stalls of 50 ms and more; and the part of pauses in which the process got no CPU. */
  pausedUs: number;
  stoppedUs: number;
}

/** Figures for the audits, counted separately from the figures they check. Times and integrals over the measured part. */
export interface AuditCounts {
  /** Requests that users began, and that ended in any way. */
  begun: number;
  ended: number;
  /** Released arrivals whose task sent a request, and those whose task ended before it did. */
  firstRequests: number;
  neverSent: number;
  /**
   * Looks at random times, and the requests that were in flight at them: as counted, and of the requests that ended, by the
   * time at which they say that they started.
   */
  looks: number;
  seenInFlight: number;
  timedInFlight: number;
  /** Requests that started in the microsecond of a look, so that their time does not tell which came first. */
  ties: number;
  /** Looks between the time at which a request ended and the time at which it says so. */
  misplacedEnds: number;
  /** Task and think time of cycles, clipped to the measured part; the last of each user is cut by its leaving. */
  cycles: number;
  cycleUs: number;
}

/** What requests measured in one second of the load; deltas only, so seconds and workers add up in any order. */
export interface MeasuredSecond {
  /** Number of the second, from 0 at the load's start. */
  second: number;
  counts: EndpointCounts[];
  histograms: KeyedHistogram[];
  /** Times are offsets from the load's start. */
  errors: ErrorCount[];
  /** Open model: arrivals by the segment that they were due in. */
  arrivals: ArrivalCounts[];
}

/** All that one worker reports of a second; each worker sends every one, in order. */
export interface WorkerSecond extends MeasuredSecond {
  /** State at the end of the second. */
  users: number;
  inFlight: number;
  /** In which milliseconds of this second a request ended, and was under way (`ActivityMap`). */
  activity: string;
  audit: AuditCounts;
  stalls: StallCounts;
  /** Connections and requests by address. */
  peers: PeerCounts[];
  health: HealthSample | null;
}

/**
 * That a load ended early is known only when later seconds may have come already. So many of the last ones are kept as
 * they came, to be left out still: a stop grants 1 s, and a worker that isn't done 10 s after its time is given up.
 */
export const TAIL_SECONDS = 10;
