/** Whether there is an engine that can make what stacks plan, asked before anything starts. */
import type { Plan } from "../../infra/topology/plan.ts";
import type { Context } from "../context.ts";
import { CliError } from "../errors.ts";
import type { EngineChoice } from "./engine.ts";
import { findPulumi } from "./pulumi.ts";

/** Provider plugins that the program of a stack on real machines loads. Pure. */
export function pluginsOf(plans: readonly Plan[]): string[] {
  const clusters = plans.flatMap(({ kubernetes }) => kubernetes ?? []);
  if (clusters.length === 0) return [];
  const clouds = [
    ...(clusters.some(({ azure }) => azure) ? ["azure-native"] : []),
    ...(clusters.some(({ gcp }) => gcp) ? ["gcp"] : []),
  ];
  return [...clouds, "command", "kubernetes"].sort();
}

/**
 * Stacks on real machines take the Pulumi CLI, which brings the plugins. Whoever has them without it says
 * `--engine embedded`.
 * @throws {CliError} PULUMI_MISSING
 */
export function requireEngine(
  context: Pick<Context, "root" | "env">,
  plans: readonly Plan[],
  choice: EngineChoice,
): void {
  if (choice !== "auto" || findPulumi(context)) return;
  const stacks = plans.filter(({ kubernetes }) => kubernetes).map(({ stack }) => stack);
  if (stacks.length === 0) return;
  throw new CliError(
    "PULUMI_MISSING",
    [
      `${stacks.join(", ")}: made by Pulumi's provider plugins (${pluginsOf(plans).join(", ")}), which the Pulumi CLI brings, and no \`pulumi\` is on PATH. Nothing was started.`,
      "  - install it: https://www.pulumi.com/docs/install",
      "  - say where its state goes: pulumi login --local, or an account",
      "  - see who is signed in to which cloud: npx stackmark doctor",
      "Without all this: `npm start` does the same in small on this machine, and `stackmark plan STACK --resources` shows what would be made.",
    ].join("\n"),
  );
}
