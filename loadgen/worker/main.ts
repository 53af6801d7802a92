import { flushCompileCache } from "node:module";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { END_SIGNALS } from "../../base/signals.ts";
import { realClock } from "../clock.ts";
import { LoadError } from "../errors.ts";
import { cpuUs, watchHealth } from "../measure/health.ts";
import { readData, ScenarioData } from "../scenario/data.ts";
import { isOfScenario, thrownText } from "../scenario/code-error.ts";
import { findScenario, scenarioOf } from "../scenario/find.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { onStrayErrors } from "../scenario/stray-error.ts";
import { USER_STOPPED } from "../executor/user-stopped.ts";
import { calibrate } from "./calibrate.ts";
import { readFrames, writeFrame, PROTOCOL_FD, PROTOCOL_VERSION, type FromWorker, type ToWorker } from "./protocol.ts";
import { startRun, type Run } from "./run.ts";
import { transportOf } from "../transport/create.ts";

/**
 * Serves the worker's side of the protocol; ends when the load is over or the coordinator is gone.
 * @throws LoadError `LOAD_WORKER_PROTOCOL` when the coordinator speaks another version or breaks the order.
 */
async function serveWorker(channel: Duplex): Promise<void> {
  const send = (message: FromWorker) => writeFrame(channel, message);
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
    for await (const message of readFrames(channel)) {
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
          prepared = { ...command, ...(await scenarioWithData(command)) };
          send({ type: "ready", calibration: await calibrate(command.spec) });
          break;
        case "ping":
          send({ type: "pong", id: command.id, nowUs: realClock.nowUs() });
          break;
        case "start":
          if (prepared === undefined)
            throw new LoadError("LOAD_WORKER_PROTOCOL", "The coordinator sent start before prepare.");
          run = await begin(prepared, command.atUs, send);
          if (stray !== undefined) run.fail(stray.thrown);
          break;
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
type Prepared = Prepare & { scenario: Scenario; data: ScenarioData };

/** The coordinator has checked both. */
async function scenarioWithData({ spec, share }: Prepare): Promise<Pick<Prepared, "scenario" | "data">> {
  const scenario = await findScenario(scenarioOf(spec));
  const { data } = await readData(scenario.data ?? {}, spec.scenario);
  return { scenario, data: new ScenarioData(data, share) };
}

async function begin(
  { spec, share, addresses, scenario, data }: Prepared,
  startUs: number,
  send: (message: FromWorker) => void,
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
  void run.done
    .then(
      (end) => send({ type: "done", ...end, failure: null }),
      (error: unknown) => send({ type: "done", seconds: 0, busyAtEnd: 0, endMs: 0, failure: thrownText(error) }),
    )
    .finally(() => {
      health.stop();
      transport.close();
    });
  return run;
}

// Saves the compile cache for the next worker now, as a killed worker could not do so at its end.
flushCompileCache();
// Such a signal may reach the whole process group. The coordinator handles it; without one, the end of the channel ends a worker.
for (const signal of END_SIGNALS) process.on(signal, () => undefined);
await serveWorker(new Socket({ fd: PROTOCOL_FD }));
process.exit(0);
