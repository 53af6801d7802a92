/** The measurements of a scaling study as stack files, all of which are checked before the first one starts. */
import { readFile } from "node:fs/promises";
import { suggestion } from "../../../base/nearest.ts";
import { readYaml } from "../../../base/yaml/read.ts";
import { CONFIG_NAMESPACE } from "../../../infra/config/parse.ts";
import { loadCode } from "../../../infra/load/code.ts";
import type { Plan } from "../../../infra/topology/plan.ts";
import type { Context } from "../../context.ts";
import { CliError } from "../../errors.ts";
import { stackFile } from "../../stacks/names.ts";
import { variantOf, variantText, type Variant } from "../variant.ts";
import type { ScalingSettings } from "./options.ts";
import type { Point } from "./pending.ts";
import { isMissing, loadChanges, planVariants, VARIANTS, type MissingVariant, type PlannedVariant } from "./plan.ts";
import { pointId } from "./runs.ts";

export type StudyPoint = Point & Variant;

export interface StudyPlan {
  service: string;
  variants: PlannedVariant[];
  /** Those that were not asked for by name, and that the stack cannot have. */
  missing: MissingVariant[];
  points: StudyPoint[];
}

/**
 * @param plan of the stack's own file
 * @throws {CliError} OPTION_INVALID, CONFIG_INVALID
 */
export async function planStudy(
  context: Pick<Context, "root">,
  plan: Plan,
  { load, variants: asked }: ScalingSettings,
  service = plan.workload.entry,
): Promise<StudyPlan> {
  requireScalable(plan, service);
  const text = await readFile(stackFile(context.root, plan.stack), "utf8");
  const process = processIndex(text, service);
  const codeDigest = await loadCode(plan.stack, plan.load, context.root, "up");
  const missing: MissingVariant[] = [];
  const found: { variant: PlannedVariant; points: StudyPoint[] }[] = [];
  for (const variant of planVariants({ plan, service, process }, asked ?? VARIANTS)) {
    if (isMissing(variant)) {
      if (asked) throw new CliError("OPTION_INVALID", `--variants ${variant.name}: ${variant.reason}.`);
      missing.push(variant);
      continue;
    }
    try {
      const points: StudyPoint[] = [];
      for (const users of load.users) {
        const own = variantText(text, [...variant.changes, ...loadChanges(load, users)]);
        const made = await variantOf(context, plan.stack, variant.name, own);
        points.push({ ...made, variant: variant.name, users, id: pointId(made.plan, codeDigest) });
      }
      found.push({ variant, points });
    } catch (error) {
      // Without a choice, a study measures what the stack can have, and always the stack as it is.
      if (asked || variant.name === "initial" || !(error instanceof CliError)) throw error;
      missing.push({ name: variant.name, reason: error.message });
    }
  }
  return {
    ...{ service, missing },
    variants: found.map(({ variant }) => variant),
    points: found.flatMap(({ points }) => points),
  };
}

/** @throws {CliError} OPTION_INVALID */
function requireScalable({ stack, workload, load }: Plan, service: string): void {
  const problem = (message: string): CliError => new CliError("OPTION_INVALID", `${stack}: ${message}`);
  if (workload.url !== null) throw problem("what runs behind a URL cannot be scaled from here.");
  if (load.tool) throw problem("the file of a tool decides how many users there are; a study needs a scenario.");
  const names = workload.services.map(({ name }) => name);
  if (names.includes(service)) return;
  throw problem(`--service ${service}: is no service of the workload${suggestion(service, names)}`);
}

/** Where a service is among `workload.processes`; `null`: its settings are in `workload.services`. */
function processIndex(text: string, service: string): number | null {
  const config = (readYaml(text).value as { config?: Record<string, unknown> } | null)?.config;
  const workload = config?.[`${CONFIG_NAMESPACE}:workload`] as { processes?: { name: string }[] } | undefined;
  const index = workload?.processes?.findIndex(({ name }) => name === service) ?? -1;
  return index < 0 ? null : index;
}
