/** Checks, with the clouds' own tools, that we are signed in to the clouds that stacks use and have enough quota there. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { planStackFile } from "../../infra/stack-file.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import type { Context } from "../context.ts";
import { knownStacks, stackFile } from "../stacks/names.ts";
import type { Finding, NamedFinding } from "./finding.ts";
import { runTool, type Answer } from "./run-tool.ts";

/** Cores that the largest stack of a region requires there. */
export interface RequiredCores {
  region: string;
  cpus: number;
  stack: string;
  /** Google Cloud project; `null` if the stack file does not name one yet. */
  project: string | null;
}

/** For each region and project, the stack that requires the most cores there. Pure. */
export function requiredCores(plans: readonly Plan[], cloud: "azure" | "gcp"): RequiredCores[] {
  const all = plans.flatMap(({ stack, nodes, kubernetes }): RequiredCores[] => {
    const inCloud = nodes.flatMap(({ machine, cpus }) =>
      machine?.kind === cloud ? [{ region: machine.region, cpus }] : [],
    );
    return [...new Set(inCloud.map(({ region }) => region))].map((region) => ({
      region,
      stack,
      cpus: inCloud.filter((node) => node.region === region).reduce((sum, { cpus }) => sum + cpus, 0),
      project: kubernetes?.gcp?.project ?? null,
    }));
  });
  const largest = new Map<string, RequiredCores>();
  for (const required of all) {
    const key = `${required.region} ${required.project}`;
    if (required.cpus > (largest.get(key)?.cpus ?? 0)) largest.set(key, required);
  }
  return [...largest.values()];
}

const ARM = ["ARM_CLIENT_ID", "ARM_TENANT_ID", "ARM_SUBSCRIPTION_ID"];
const accountSchema = z.object({ name: z.string(), user: z.object({ name: z.string() }) });

export async function azureAccount(env: NodeJS.ProcessEnv): Promise<Finding> {
  const given = ARM.filter((name) => env[name]);
  const proof = ["ARM_CLIENT_SECRET", "ARM_CLIENT_CERTIFICATE_PATH", "ARM_USE_OIDC"].some((name) => env[name]);
  if (given.length === ARM.length && proof)
    return { status: "ok", detail: `by ${ARM[0]} and its like in the environment` };
  if (given.length > 0) {
    const missing = [
      ...ARM.filter((name) => !env[name]),
      ...(proof ? [] : ["ARM_CLIENT_SECRET (or a certificate, or OIDC)"]),
    ];
    return { status: "note", detail: `the environment has ${given.join(", ")}, but not ${missing.join(", ")}` };
  }
  const answer = await runTool(env, "az", ["account", "show", "--output", "json"]);
  const account = parsed(answer, accountSchema);
  if (account) return { status: "ok", detail: `${account.user.name} in ${account.name}, by az` };
  return { status: "note", detail: `not signed in (${problemOf(answer)}): az login, or ARM_CLIENT_ID and its like` };
}

export async function gcpAccount(env: NodeJS.ProcessEnv): Promise<Finding> {
  const file = env.GOOGLE_APPLICATION_CREDENTIALS;
  if (env.GOOGLE_CREDENTIALS) return { status: "ok", detail: "by GOOGLE_CREDENTIALS in the environment" };
  if (file && existsSync(file)) return { status: "ok", detail: `by ${file}` };
  if (file) return { status: "note", detail: `GOOGLE_APPLICATION_CREDENTIALS names ${file}, which is not there` };
  const answer = await runTool(env, "gcloud", ["auth", "list", "--filter=status:ACTIVE", "--format=value(account)"]);
  const account = "text" in answer ? answer.text.trim() : "";
  if (account !== "") return { status: "ok", detail: `${account}, by gcloud` };
  const why = "problem" in answer ? answer.problem : "no account is active";
  return { status: "note", detail: `not signed in (${why}): gcloud auth application-default login` };
}

const usageSchema = z.array(
  z.object({ name: z.object({ value: z.string() }), currentValue: z.coerce.number(), limit: z.coerce.number() }),
);

export async function azureQuota(env: NodeJS.ProcessEnv, { region, cpus, stack }: RequiredCores): Promise<Finding> {
  const answer = await runTool(env, "az", ["vm", "list-usage", "--location", region, "--output", "json"]);
  const cores = parsed(answer, usageSchema)?.find(({ name }) => name.value === "cores");
  if (!cores) return unknownQuota(region, answer);
  return quotaFinding(region, stack, cpus, cores.limit - cores.currentValue, "Azure's portal, Quotas");
}

const regionSchema = z.object({
  quotas: z.array(z.object({ metric: z.string(), limit: z.number(), usage: z.number() })),
});

export async function gcpQuota(
  env: NodeJS.ProcessEnv,
  { region, cpus, stack, project }: RequiredCores,
): Promise<Finding> {
  if (project === null) return { status: "note", detail: `${region}: not asked, since ${stack} names no project yet` };
  const answer = await runTool(env, "gcloud", [
    "compute",
    "regions",
    "describe",
    region,
    "--project",
    project,
    "--format=json",
  ]);
  const cores = parsed(answer, regionSchema)?.quotas.find(({ metric }) => metric === "CPUS");
  if (!cores) return unknownQuota(region, answer);
  return quotaFinding(region, stack, cpus, cores.limit - cores.usage, "Google's console, IAM, Quotas");
}

function quotaFinding(region: string, stack: string, cpus: number, free: number, where: string): Finding {
  if (free >= cpus) return { status: "ok", detail: `${region}: ${free} cores free, ${stack} wants ${cpus}` };
  return {
    status: "note",
    detail: `${region}: ${free} cores free, but ${stack} wants ${cpus}; ask for more (${where})`,
  };
}

const unknownQuota = (region: string, answer: Answer): Finding => ({
  status: "note",
  detail: `${region}: could not be asked (${problemOf(answer)})`,
});

const problemOf = (answer: Answer): string => ("problem" in answer ? answer.problem : "its answer was not understood");

function parsed<T>(answer: Answer, schema: z.ZodType<T>): T | undefined {
  if (!("text" in answer)) return undefined;
  try {
    return schema.parse(JSON.parse(answer.text));
  } catch {
    return undefined;
  }
}

async function allPlans({ root }: Context): Promise<Plan[]> {
  const files = knownStacks(root).map(async (stack) =>
    planStackFile(stack, await readFile(stackFile(root, stack), "utf8")),
  );
  return (await Promise.all(files)).flatMap(({ plan }) => (plan ? [plan] : []));
}

const CLOUDS = [
  { cloud: "azure", title: "Azure", account: azureAccount, quota: azureQuota },
  { cloud: "gcp", title: "Google Cloud", account: gcpAccount, quota: gcpQuota },
] as const;

/** Findings for the clouds in which at least one stack file plans machines. */
export async function cloudFindings(context: Context): Promise<NamedFinding[]> {
  const plans = await allPlans(context);
  const found = CLOUDS.map(async ({ cloud, title, account, quota }): Promise<NamedFinding[]> => {
    const required = requiredCores(plans, cloud);
    if (required.length === 0) return [];
    const signedIn = { name: title, ...(await account(context.env)) };
    if (signedIn.status !== "ok") return [signedIn];
    const quotas = await Promise.all(required.map((cores) => quota(context.env, cores)));
    return [signedIn, ...quotas.map((finding) => ({ name: `${title} quota`, ...finding }))];
  });
  return (await Promise.all(found)).flat();
}
