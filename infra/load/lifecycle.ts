/**
 * Lifecycle of LoadRun: measures a cell.
 *
 * Once a request was sent, nothing throws: the result has a status, the program continues, and its outputs are registered.
 * An error before that leaves no trace but the recorded attempt.
 */
import { openCell, readCell, type CellArchive } from "../../results/archive/index.ts";
import { cellDir, runDir } from "../../results/archive/layout.ts";
import type { StackCell } from "../../results/schema/outputs.ts";
import type { CellSummary } from "../../results/schema/summary.ts";
import { digest } from "../../base/digest.ts";
import { environment } from "../environment.ts";
import { homeDir, runsDir } from "../home.ts";
import { interruptedRun, recordAttempt, removeAttempt } from "./attempt.ts";
import { awaitReady, realReadyTools, type ReadyTools } from "./await-ready.ts";
import type { CellInputs, CellOutputs } from "./cell.ts";
import { archiveFailed } from "./measure/archive-writer.ts";
import { summaryOf } from "./summary.ts";
import { isOfTool, measure, realTools, type Measured, type MeasureTools, type NotStarted } from "./measure/measure.ts";
import { earlierPart, join, missingSpec } from "./measure/resume.ts";
import { endPass, runIdFor } from "./run-id.ts";
import type { StopReason } from "./stop.ts";

export type LifecycleTools = MeasureTools & ReadyTools;
const defaultTools: LifecycleTools = { ...realTools, ...realReadyTools };

const archived = (runId: string, cell: string) => readCell(cellDir(runDir(runsDir(homeDir()), runId), cell), cell);

export async function create(inputs: CellInputs, tools: LifecycleTools = defaultTools) {
  const { stack, cell } = inputs;
  const stopped = await awaitReady(inputs, tools);
  const hasCell = async (runId: string) => (await archived(runId, cell)).output?.result.status === "complete";
  const interrupted = interruptedRun(inputs);
  const runId = interrupted ?? (await runIdFor(stack, inputs.runId, hasCell));
  if (stopped) return created(notStarted(inputs, runId, stopped, tools));
  await recordAttempt(inputs, runId);
  const archive = await openCell(runsDir(homeDir()), runId, cell, {
    stack,
    earlier: "set-aside",
    begin: descriptionOf(inputs),
    planned: plannedOf(inputs),
  });
  try {
    const done = doneIn(archive);
    if (interrupted && done) return created(outputs(inputs, runId, done));
    const measured = await measure(inputs, inputs.spec, archive, 0, tools);
    return created(await finish(inputs, runId, archive, measured, tools));
  } finally {
    archive.leave();
  }
}

/** The archived description of a cell before it has a result. */
const descriptionOf = ({ level, repeat, order, machines, provenance, spec }: CellInputs) => ({
  ...{ level, repeat, order, machines, provenance, spec },
  environment: environment(),
});

const plannedOf = ({ planned, provenance, topologyDigest }: CellInputs) => ({ ...planned, provenance, topologyDigest });

const created = (outs: CellOutputs) => ({ id: `${outs.runId}/${outs.cell}`, outs });

/**
 * Resumes the same run; complete outputs are returned as they are. On other machines, or with other versions, the whole
 * cell is measured again, because parts from two environments cannot form one cell.
 */
export async function update(olds: CellOutputs, news: CellInputs, tools: LifecycleTools = defaultTools) {
  if (olds.status === "complete") return { outs: olds };
  const { runId } = olds;
  const stopped = await awaitReady(news, tools);
  if (stopped) {
    sayNotStarted(news, stopped, tools);
    return { outs: olds };
  }
  const setting = { instances: news.instances, environment: environment() };
  const part = earlierPart(olds, await archived(runId, news.cell), setting);
  const sameSetting = interruptedRun(news) === runId;
  const earlier = part ? ("append" as const) : ("set-aside" as const);
  const options = { stack: news.stack, earlier, begin: descriptionOf(news), planned: plannedOf(news) };
  const archive = await openCell(runsDir(homeDir()), runId, news.cell, options);
  try {
    const done = doneIn(archive);
    // An interrupted update had finished measuring; only the recorded attempt names its machines.
    if (done) return { outs: outputs(sameSetting ? news : { ...news, instances: [] }, runId, done) };
    await recordAttempt(news, runId);
    const spec = part ? missingSpec(news.spec, part) : news.spec;
    const measured = await measure(news, spec, archive, part?.endMs ?? 0, tools);
    if ("stopped" in measured) return { outs: olds };
    return {
      outs: await finish(
        news,
        runId,
        archive,
        part && !isOfTool(measured) ? join(news.spec, part, measured) : measured,
        tools,
      ),
    };
  } finally {
    archive.leave();
  }
}

/** The complete result that an earlier attempt left. */
function doneIn({ earlier }: CellArchive): CellSummary | undefined {
  if (earlier?.output?.result.status !== "complete") return undefined;
  return summaryOf(earlier.output, earlier.digest ?? null);
}

/** Keeps the archive: results outlive machines. */
export async function remove(props: Pick<CellOutputs, "stack" | "cell" | "runId">): Promise<void> {
  await endPass(props.stack, props.runId);
  await removeAttempt(props);
}

async function finish(
  inputs: CellInputs,
  runId: string,
  archive: CellArchive,
  measured: Measured | NotStarted,
  tools: LifecycleTools,
): Promise<CellOutputs> {
  if ("stopped" in measured) return notStarted(inputs, runId, measured.stopped, tools);
  const { cell, level, repeat, order, machines, provenance } = inputs;
  const { result, metrics, histograms, environment: setting, stealPct, blocks, podKill, recommendations } = measured;
  const deployment = digest(inputs.instances).slice(0, 12);
  const identity = { cell, level, repeat, order, runId, deployment, machines, provenance };
  let output: StackCell = {
    ...identity,
    imported: isOfTool(measured) ? measured.imported : undefined,
    environment: setting,
    stealPct,
    blocks,
    result,
    metrics,
    podKill,
    recommendations,
  };
  let digestOfResult: string | null = null;
  try {
    digestOfResult = await archive.close(output, histograms);
  } catch (error) {
    output = { ...output, result: archiveFailed(result, archive, error) };
  }
  const { status, reasons } = output.result;
  for (const { message } of reasons) tools.print(`[${cell}] ${status}: ${message}`);
  return outputs(inputs, runId, summaryOf(output, digestOfResult));
}

function notStarted(inputs: CellInputs, runId: string, reason: StopReason, tools: LifecycleTools): CellOutputs {
  sayNotStarted(inputs, reason, tools);
  return outputs(inputs, runId, null);
}

const sayNotStarted = ({ cell }: CellInputs, { message }: StopReason, { print }: LifecycleTools): void =>
  print(`[${cell}] not started: ${message}`);

function outputs(inputs: CellInputs, runId: string, output: CellSummary | null): CellOutputs {
  const { stack, cell, spec, workloadDigest, topologyDigest, instances, runId: askedRunId } = inputs;
  const own = { stack, cell, runId, askedRunId, spec, workloadDigest, topologyDigest, instances };
  const status = output?.status ?? "partial";
  // The state holds JSON only, without `undefined`, as the archived file does.
  return JSON.parse(JSON.stringify({ ...own, status, output })) as CellOutputs;
}
