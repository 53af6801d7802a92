import { realClock } from "../clock.ts";
import { LoadError } from "../errors.ts";
import { USER_STOPPED } from "../executor/user-stopped.ts";
import { cpuUs, watchHealth } from "../measure/health.ts";
import { isOfScenario, thrownText } from "../scenario/code-error.ts";
import { readData, ScenarioData } from "../scenario/data.ts";
import { findScenario, scenarioOf } from "../scenario/find.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { onStrayErrors } from "../scenario/stray-error.ts";
import { planOf } from "../schedule/plan.ts";
import type { HostAddresses } from "../transport/addresses.ts";
import { transportOf } from "../transport/create.ts";
import { reachFrom } from "../transport/reach.ts";
import { calibrate } from "./calibrate.ts";
import { checkLimits, readLimits } from "./limits.ts";
import { LATE_LIMIT_US, PROTOCOL_VERSION, type FromWorker, type ToWorker } from "./protocol.ts";
import { startRun, type Run } from "./run.ts";

/** A worker's side of the protocol, whatever carries it. */
export interface CoordinatorChannel {
  send: (message: FromWorker) => void;
  /** In order; they end when the coordinator is gone. */
  messages: () => AsyncIterable<unknown>;
}

/**
 * Serves the worker's side of the protocol; ends when the coordinator is gone, and then the load as well.
 * @throws LoadError `LOAD_WORKER_PROTOCOL` when the coordinator speaks another version or breaks the order.
 */
export async function serveWorker({ send, messages }: CoordinatorChannel): Promise<void> {
  send({ type: "hello", version: PROTOCOL_VERSION, pid: process.pid });
  let prepared: Prepared | undefined;
  let run: Run | undefined;
  let stray: { thrown: unknown } | undefined;
  using _strays = onStrayErrors(isStray, (thrown) => {
    if (thrown === USER_STOPPED) return;
    stray ??= { thrown };
    run?.fail(thrown);
  });
  try {
    for await (const message of messages()) {
      const command = message as ToWorker;
      switch (command.type) {
        case "prepare":
          if (command.version !== PROTOCOL_VERSION) {
            const versions = `${command.version}, this worker ${PROTOCOL_VERSION}`;
            throw new LoadError(
              "LOAD_WORKER_PROTOCOL",
              `The coordinator speaks version ${versions}; use one release for both.`,
            );
          }
          prepared = await prepareOrRefuse(command, send);
          break;
        case "ping":
          send({ type: "pong", id: command.id, nowUs: realClock.nowUs() });
          break;
        case "start": {
          if (prepared === undefined)
            throw new LoadError("LOAD_WORKER_PROTOCOL", "The coordinator sent start before prepare.");
          const lateUs = realClock.nowUs() - command.atUs;
          if (lateUs > LATE_LIMIT_US) {
            send({ type: "late", lateUs });
            break;
          }
          run = await begin(prepared, command.atUs, send);
          if (stray !== undefined) run.fail(stray.thrown);
          break;
        }
        case "stop":
          run?.stop(command.graceMs);
      }
    }
  } finally {
    // Without a coordinator, nothing could stop this load or use its results.
    run?.stop(0);
  }
}

/** A fault of the worker itself ends it. */
const isStray = (error: unknown): boolean => error === USER_STOPPED || isOfScenario(error);

type Prepare = Extract<ToWorker, { type: "prepare" }>;

interface Prepared extends Omit<Prepare, "addresses"> {
  addresses: Record<string, HostAddresses>;
  hasOwnVantage: boolean;
  scenario: Scenario;
  data: ScenarioData;
}

async function prepareOrRefuse(command: Prepare, send: CoordinatorChannel["send"]): Promise<Prepared | undefined> {
  const { spec } = command;
  try {
    const { addresses, roundTripsMs } = await reachedBy(command);
    const hasOwnVantage = command.addresses === null;
    const prepared = { ...command, addresses, hasOwnVantage, ...(await scenarioWithData(command)) };
    send({ type: "ready", calibration: await calibrate(spec), roundTripsMs });
    return prepared;
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    send({ type: "refused", code: error.code, message: error.message });
    return undefined;
  }
}

/** Round trips that show from where a worker measures. */
const VANTAGE_SAMPLES = 20;

/** A worker with a vantage of its own checks for itself what its machine can do, and what the target's name means there. */
async function reachedBy({ spec, share, addresses }: Pick<Prepare, "spec" | "share" | "addresses">) {
  if (addresses !== null) return { addresses, roundTripsMs: [] };
  const users = Math.ceil(planOf(spec).peakUsers / share.count);
  // An open model's pool is a limit, not a need.
  if (spec.model === "closed") checkLimits({ users, workers: 1, localAddresses: 0 }, readLimits());
  return reachFrom(spec, VANTAGE_SAMPLES);
}

/** The coordinator has checked both. */
async function scenarioWithData({ spec, share }: Prepare): Promise<Pick<Prepared, "scenario" | "data">> {
  const scenario = await findScenario(scenarioOf(spec));
  const { data } = await readData(scenario.data ?? {}, spec.scenario);
  return { scenario, data: new ScenarioData(data, share) };
}

async function begin(
  { spec, share, addresses, scenario, data, hasOwnVantage }: Prepared,
  startUs: number,
  send: CoordinatorChannel["send"],
): Promise<Run> {
  const transport = await transportOf(spec, addresses);
  const health = watchHealth();
  const run = startRun({
    spec,
    share,
    scenario,
    data,
    clock: realClock,
    transport,
    startUs,
    health: () => health.sample(),
    cpuUs,
    emit: (second) => send({ type: "second", ...second }),
  });
  const roundTripsMs = async () =>
    (hasOwnVantage ? (await reachFrom(spec, VANTAGE_SAMPLES).catch(() => undefined))?.roundTripsMs : []) ?? [];
  void run.done
    .then(
      async (end) => send({ type: "done", ...end, failure: null, roundTripsMs: await roundTripsMs() }),
      (error: unknown) => {
        const nothing = { seconds: 0, busyAtEnd: 0, endMs: 0, roundTripsMs: [] };
        send({ type: "done", ...nothing, failure: thrownText(error) });
      },
    )
    .finally(() => {
      health.stop();
      transport.close();
    });
  return run;
}
