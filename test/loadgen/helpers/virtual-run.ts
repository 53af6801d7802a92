import type { WorkerSecond } from "../../../loadgen/measure/second.ts";
import { boutique } from "../../../loadgen/scenario/boutique.ts";
import type { Scenario } from "../../../loadgen/scenario/scenario.ts";
import { parseSpec, type ParsedSpec } from "../../../loadgen/schema/spec.ts";
import { startRun, type Run } from "../../../loadgen/worker/run.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { VirtualTransport, type VirtualAnswer } from "./virtual-transport.ts";
import type { WireRequest } from "../../../loadgen/transport/transport.ts";

export interface VirtualRun {
  spec: ParsedSpec;
  clock: VirtualClock;
  transport: VirtualTransport;
  run: Run;
  seconds: WorkerSecond[];
}

export interface VirtualRunOptions {
  spec?: Record<string, unknown>;
  scenario?: Scenario;
  share?: { index: number; count: number };
  clock?: VirtualClock;
  /** CPU time of the simulated process; by default it uses none, as one that is stopped. */
  cpuUs?: () => number;
  answer?: (request: WireRequest, atUs: number) => VirtualAnswer;
}

const everySpec = { scenario: "boutique", target: "http://shop.test/", durationMs: 60_000 };
const closedSpec = { model: "closed", users: 10, spawnRatePerS: 10 };

/** One worker's part of a load from time 0 of a virtual clock; requests take 20 ms unless `answer` says otherwise. */
export function virtualRun(options: VirtualRunOptions = {}): VirtualRun {
  const spec = parseSpec({ ...everySpec, ...(options.spec?.["model"] === "open" ? {} : closedSpec), ...options.spec });
  const { clock = new VirtualClock() } = options;
  const transport = new VirtualTransport(clock, options.answer ?? (() => ({ latencyUs: 20_000 })));
  const seconds: WorkerSecond[] = [];
  const run = startRun({
    spec,
    share: options.share ?? { index: 0, count: 1 },
    scenario: options.scenario ?? boutique,
    clock,
    transport,
    startUs: 0,
    health: () => null,
    cpuUs: options.cpuUs ?? (() => 0),
    emit: (second) => seconds.push(second),
  });
  return { spec, clock, transport, run, seconds };
}
