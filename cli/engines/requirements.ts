/** Checks, before anything starts, that an engine is installed which can create what the stacks plan. */
import type { Plan } from "../../infra/topology/plan.ts";
import type { Context } from "../context.ts";
import { CliError } from "../errors.ts";
import type { EngineChoice } from "./engine.ts";
import { isLocal } from "./engine.ts";
import { findPulumi } from "./pulumi.ts";

/** The provider plugins that stacks on real machines use. Pure. */
export function pluginsOf(plans: readonly Plan[]): string[] {
  const clusters = plans.flatMap(({ kubernetes }) => kubernetes ?? []);
  const isInstalled = plans.some((plan) => plan.existing !== null);
  if (clusters.length === 0) return isInstalled ? ["kubernetes"] : [];
  const clouds = [
    ...(clusters.some(({ azure }) => azure) ? ["azure-native"] : []),
    ...(clusters.some(({ gcp }) => gcp) ? ["gcp"] : []),
  ];
  return [...clouds, "command", "kubernetes"].sort();
}

/**
 * Stacks on real machines require the Pulumi CLI, which installs the provider plugins. With `--engine embedded`, plugins
 * that are already installed are enough.
 * @throws {CliError} PULUMI_MISSING, PASSPHRASE_MISSING
 */
export function requireEngine(
  context: Pick<Context, "root" | "env">,
  plans: readonly Plan[],
  choice: EngineChoice,
): void {
  const isEmbedded = choice === "embedded" || (choice === "auto" && !findPulumi(context));
  if (choice === "auto" && isEmbedded) requirePlugins(plans);
  if (isEmbedded)
    requirePassphrase(
      context,
      plans.map(({ stack }) => stack),
    );
}

function requirePlugins(plans: readonly Plan[]): void {
  const stacks = plans.filter(({ kubernetes, existing }) => kubernetes ?? existing).map(({ stack }) => stack);
  if (stacks.length === 0) return;
  throw new CliError(
    "PULUMI_MISSING",
    [
      `${stacks.join(", ")}: requires the Pulumi CLI for its provider plugins (${pluginsOf(plans).join(", ")}), and no \`pulumi\` is on PATH. Nothing was started.`,
      "  - install it: https://www.pulumi.com/docs/install",
      "  - choose where it keeps its state: pulumi login --local, or an account",
      "  - check that you are signed in to the clouds: npx stackmark doctor",
      "Without Pulumi, `npm start` runs a small version on this machine, and `stackmark plan STACK --resources` shows the resources of a stack.",
    ].join("\n"),
  );
}

/**
 * The embedded engine encrypts secrets with a passphrase. It makes one up only for stacks whose resources are all on this
 * machine (`local*`).
 * @throws {CliError} PASSPHRASE_MISSING
 */
export function requirePassphrase({ env }: Pick<Context, "env">, stacks: readonly string[]): void {
  const others = stacks.filter((stack) => !isLocal(stack));
  if (others.length === 0 || env.PULUMI_CONFIG_PASSPHRASE !== undefined || env.PULUMI_CONFIG_PASSPHRASE_FILE) return;
  throw new CliError(
    "PASSPHRASE_MISSING",
    [
      `${others.join(", ")}: requires a passphrase, with which the embedded engine encrypts the stack's secrets. Nothing was started.`,
      "  - set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE to the path of a file with it",
      "  - use the same one each time: without it, the stack's state cannot be read",
      "A stack whose name begins with `local` needs none.",
    ].join("\n"),
  );
}
