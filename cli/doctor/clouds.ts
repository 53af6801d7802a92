/** Checks, with the clouds' own tools, that we are signed in to the clouds that stacks use and have enough quota there. */
import { readFile } from "node:fs/promises";
import { planStackFile } from "../../infra/stack-file.ts";
import { LAB_VARIABLE } from "../../lab/protocol/environment.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import type { Context } from "../context.ts";
import { CliError } from "../errors.ts";
import { knownStacks, stackFile } from "../stacks/names.ts";
import { azureAccount, azureQuota } from "./azure.ts";
import type { NamedFinding } from "./finding.ts";
import { gcpAccount, gcpQuota } from "./gcp.ts";
import { requiredCores } from "./required-cores.ts";

async function allPlans({ root }: Context): Promise<Plan[]> {
  const files = knownStacks(root).map(async (stack) =>
    planStackFile(stack, await readFile(stackFile(root, stack), "utf8"), root),
  );
  return (await Promise.all(files)).flatMap(({ plan }) => (plan ? [plan] : []));
}

const CLOUDS = [
  { cloud: "azure", title: "Azure", account: azureAccount, quota: azureQuota },
  { cloud: "gcp", title: "Google Cloud", account: gcpAccount, quota: gcpQuota },
] as const;

/** Findings for the clouds in which at least one stack file plans machines. */
export const cloudFindings = async (context: Context): Promise<NamedFinding[]> =>
  findingsFor(await allPlans(context), context.env);

async function findingsFor(plans: readonly Plan[], env: NodeJS.ProcessEnv): Promise<NamedFinding[]> {
  const found = CLOUDS.map(async ({ cloud, title, account, quota }): Promise<NamedFinding[]> => {
    const required = requiredCores(plans, cloud);
    if (required.length === 0) return [];
    const signedIn = { name: title, ...(await account(env)) };
    if (signedIn.status !== "ok") return [signedIn];
    const quotas = await Promise.all(required.map((cores) => quota(env, cores)));
    return [signedIn, ...quotas.map((finding) => ({ name: `${title} quota`, ...finding }))];
  });
  return (await Promise.all(found)).flat();
}

export interface RequireOptions {
  /** Whether a stack has machines already: the clouds' quotas count those. */
  isUp: (stack: string) => Promise<boolean>;
}

/**
 * Asks all clouds of the stacks before the first of them is billed. What their tools cannot say stops nothing.
 *
 * @throws {CliError} CLOUD_REFUSES with everything that a cloud would refuse
 */
export async function requireClouds(
  { env, root }: Pick<Context, "env" | "root">,
  plans: readonly Plan[],
  { isUp }: RequireOptions,
): Promise<void> {
  // The lab's clouds are simulated.
  if (env[LAB_VARIABLE]) return;
  const starting: Plan[] = [];
  for (const plan of plans) if (plan.kubernetes && !(await isUp(plan.stack))) starting.push(plan);
  if (starting.length === 0) return;
  const files = await Promise.all(
    starting.map(({ stack }) => readFile(stackFile(root, stack), "utf8").catch(() => "")),
  );
  const isConfigured = files.some((text) => OWN_CREDENTIALS.test(text));
  const found = await findingsFor(starting, env);
  const refusals = found.filter(({ isRefusal, name }) => isRefusal && !(isConfigured && isAccount(name)));
  if (refusals.length === 0) return;
  const stacks = starting.map(({ stack }) => stack).join(", ");
  const lines = refusals.map(({ name, detail }) => `  - ${name}: ${detail}`);
  throw new CliError(
    "CLOUD_REFUSES",
    [`${stacks}: a cloud would refuse this. Nothing was started.`, ...lines].join("\n"),
  );
}

/** A stack file may configure the providers, or name an environment that does. */
const OWN_CREDENTIALS = /^\s*["']?(azure-native:|gcp:|environment:)/m;

const isAccount = (name: string): boolean => CLOUDS.some(({ title }) => title === name);
