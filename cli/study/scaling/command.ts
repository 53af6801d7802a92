/** `stackmark study scaling`: a stack under more and more users, as it is and in variants with more resources. */
import { Command } from "commander";
import { counted } from "../../../base/counted.ts";
import { formatDuration } from "../../../base/duration.ts";
import { printable } from "../../../base/printable.ts";
import type { Objective } from "../../../results/derived/index.ts";
import type { ScalingRun } from "../../../results/scaling/index.ts";
import { deadlineMs, deadlineOption, engineOption, run } from "../../command-line.ts";
import type { Context } from "../../context.ts";
import { requireEngine } from "../../engines/requirements.ts";
import { exitCodeOf, type ExitCode } from "../../exit.ts";
import { startGuard } from "../../guard.ts";
import { labelOption, labelsOf, labelsOfStack, type LabelOptions } from "../../results/labels.ts";
import { plansOf } from "../../stacks/plans.ts";
import { writeStudy } from "./show.ts";
import { requireStartable, withStack, type StudyOptions } from "../stack.ts";
import { measureStudy } from "./measure.ts";
import { settingsOf, type ScalingOptions, type ScalingSettings } from "./options.ts";
import { isUsable, pendingPoints, type Known } from "./pending.ts";
import { loadNotes, VARIANTS } from "./plan.ts";
import { planStudy, type StudyPlan } from "./points.ts";
import { asScalingRun, newStudy, scalingStudies, type StudyRuns } from "./runs.ts";

interface ScalingCommandOptions extends ScalingOptions, StudyOptions, LabelOptions {
  service?: string;
  again?: true;
  deadline: string;
}

export const scaling = new Command("scaling")
  .description(
    "measure a stack under more and more users: as it is, with twice the resources, with twice the replicas, autoscaled, and with recommended requests",
  )
  .argument("<stack>")
  .option("--users <list>", "numbers of users, such as 100,200,400, or a range", "1000..10000:1000")
  .option("--steps <n>", "equal steps in which the users of each measurement start", "10")
  .option("--ramp <duration>", "duration of all steps together", "20s")
  .option("--hold <duration>", "how long all users stay", "10s")
  .option("--service <name>", "service that is scaled (default: the one that users call)")
  .option("--variants <names>", `which of ${VARIANTS.join(", ")} (default: all that the stack can have)`)
  .option("--slo <objectives>", "a variant is given more users as long as these hold", "failures<5%")
  .option("--again", "measure everything again, instead of completing the newest study of the stack")
  .option("--keep", "do not destroy the stack")
  .addOption(engineOption())
  .addOption(deadlineOption())
  .addOption(labelOption("label of every run, such as ticket=1234"))
  .action(run(study));

async function study(context: Context, stack: string, options: ScalingCommandOptions): Promise<number> {
  const settings = settingsOf(options);
  const { objectives } = settings;
  const limitMs = deadlineMs(options.deadline);
  const given = labelsOf(options);
  const plans = await plansOf(context, [stack], "up");
  const plan = plans[0]!;
  const planned = await planStudy(context, plan, settings, options.service);
  requireEngine(context, plans, options.engine);
  const labels = await labelsOfStack(context, given);
  const earlier = options.again ? undefined : await newestOf(context, stack);
  const name = earlier?.study ?? newStudy();
  const known = knownOf(earlier, objectives);
  context.stdout.write(introduction(planned, settings, known, loadNotes(plan, settings.load)));
  const codes: ExitCode[] = [];
  using guard = startGuard(context, limitMs);
  if (pendingPoints(planned.points, known, objectives).length > 0) {
    await requireStartable(context, plan, options);
    const run = { study: name, plan: planned, known, objectives, labels, guard };
    const ended = await withStack(context, { plan, options, guard }, async (measure) => {
      codes.push(...(await measureStudy(context, run, measure)));
    });
    codes.push(...ended);
  }
  const found = await newestOf(context, stack);
  if (found) await writeStudy(context, found, objectives);
  return exitCodeOf([...codes, guard.code()]);
}

const newestOf = async (context: Context, stack: string): Promise<StudyRuns | undefined> =>
  (await scalingStudies(context)).find((each) => each.stack === stack);

function knownOf(earlier: StudyRuns | undefined, objectives: readonly Objective[]): Map<string, ScalingRun> {
  const runs = (earlier?.runs ?? []).map((run) => [run.labels.point, asScalingRun(run)] as const);
  return new Map(runs.filter(([, run]) => isUsable(run, objectives)));
}

/** What will be measured, how long its load takes, what the stack cannot have, and what the figures will lack. */
function introduction(
  { service, variants, missing, points }: StudyPlan,
  { load, objectives }: ScalingSettings,
  known: Known,
  notes: readonly string[],
): string {
  const left = pendingPoints(points, known, objectives);
  const loadMs = left.reduce(
    (sum, { plan }) => sum + plan.load.cells.length * (plan.load.levels[0]?.durationMs ?? 0),
    0,
  );
  const until = objectives.map(({ text }) => text).join(", ");
  return printable(
    [
      `Scaling ${service}: ${counted(variants.length, "variant")}, ${load.users.join(", ")} users each while ${until}`,
      ...variants.map(({ name, what }) => `  ${name}: ${what}`),
      ...missing.map(({ name, reason }) => `  ${name}: not measured: ${reason}`),
      ...notes.map((note) => `  note: ${note}`),
      left.length === 0
        ? "all of it was measured before; `--again` measures it again"
        : `${counted(left.length, "measurement")} left, at most ${formatDuration(loadMs)} of load`,
      "",
    ].join("\n"),
  );
}
