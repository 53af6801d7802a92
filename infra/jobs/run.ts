/** Sends a load of the generator from pods: starts workers in them, and has the coordinator on this machine run it. */
import type { LoadHooks, LoadOutcome, WorkerSource } from "@stackmark/loadgen";
import { generatorBundle } from "../generator-bundle.ts";
import { portable, type ScenarioCode } from "../generators/scenario-code.ts";
import { CODE_FOLDER, PROGRAM_FOLDER, WORK_FOLDER } from "./names.ts";
import { programFiles, type Owner } from "./objects.ts";
import type { LoadPod } from "./pool.ts";
import { withPods, type PodLoad } from "./with-pods.ts";

export interface PodRun {
  owner: Owner;
  /** The load's specification without its target. */
  spec: Record<string, unknown>;
  /** As in `PodUse`. */
  readyLimitMs?: number;
  /** From its first request until it must have ended. */
  limitMs: number;
  /** The user's own scenario. Undefined: a built-in one. */
  code: ScenarioCode | undefined;
  hooks: LoadHooks;
}

type Run = (spec: unknown, hooks: LoadHooks, sources: readonly WorkerSource[]) => Promise<LoadOutcome>;

/** A stream through the API server may be lost at any time; a server that is restarted is back within this time. */
const REATTACH_MS = 60_000;
/** The load worker, below the folder of its program. */
const BUNDLE = "worker.mjs";
const WORKER = ["node", `${PROGRAM_FOLDER}/${BUNDLE}`];

/**
 * @param run the coordinator (`runLoad` of the generator)
 * @param say tells what it waits for
 * @throws {InfraError} as `withPods`, LOAD_GENERATOR_NOT_BUILT; and what `run` throws
 */
export async function runInPods(
  load: PodLoad,
  { owner, spec, code: own, readyLimitMs, limitMs, hooks }: PodRun,
  run: Run,
  say: (line: string) => void,
): Promise<LoadOutcome> {
  const code = own ? portable(own) : null;
  const files = [{ path: BUNDLE, content: await generatorBundle() }, ...programFiles(code)];
  const program = { command: [...WORKER, "serve", WORK_FOLDER], files };
  const scenario = code === null ? undefined : `${PROGRAM_FOLDER}/${CODE_FOLDER}/${code.entry}`;
  return withPods(load, { owner, program, readyLimitMs, limitMs, signal: hooks.signal }, say, (pods, target) =>
    run(
      { ...spec, target },
      hooks,
      pods.map((pod) => workerIn(pod, scenario)),
    ),
  );
}

const workerIn = (pod: LoadPod, scenario: string | undefined): WorkerSource => ({
  place: pod.place,
  scenario,
  reattachMs: REATTACH_MS,
  ended: pod.ended,
  open: (signal) => pod.exec([...WORKER, "attach", WORK_FOLDER], signal),
  kill: () => pod.kill(),
});
