/** What Azure holds, as its own tool lists it. */
import { z } from "zod";
import { STACK_TAG } from "../../infra/catalog/names.ts";
import { parsed, problemOf } from "../doctor/quota.ts";
import { runTool } from "../doctor/run-tool.ts";
import type { Answer, CloudResource, StackScope } from "./scope.ts";

const resourcesSchema = z.array(
  z.object({ id: z.string(), type: z.string().nullish(), tags: z.record(z.string(), z.string()).nullish() }),
);

const GROUP_KIND = "Microsoft.Resources/resourceGroups";
const TIMEOUT_MS = 60_000;

/** Everything with the stack's tag in any group and region, its resource group, and all that is in it. */
export async function azureHolds(
  env: NodeJS.ProcessEnv,
  { tag, resourceGroup, subscription }: StackScope,
): Promise<Answer> {
  const tagged = ["--tag", `${STACK_TAG}=${tag}`];
  const named = ["--query", `[?name=='${resourceGroup}']`];
  const known = subscription ?? ofEnvironment(env);
  const own = known === null ? await signedInTo(env) : null;
  const found = await groupsAndAll(env, { groups: [tagged, named], others: tagged, subscription: known ?? own });
  if (typeof found === "string") return { cloud: "azure", notAsked: found };
  const at = known === null ? `subscription ${own ?? "unknown"}, the one of az` : `subscription ${known}`;
  return { cloud: "azure", resources: found, at };
}

/** ID of a subscription; `null`: the environment names none. */
const ofEnvironment = ({ ARM_SUBSCRIPTION_ID }: NodeJS.ProcessEnv): string | null => ARM_SUBSCRIPTION_ID || null;

/** ID of the tool's own subscription; `null`: it did not say. */
const signedInTo = async (env: NodeJS.ProcessEnv): Promise<string | null> =>
  parsed(await runTool(env, "az", ["account", "show", "--output", "json"], TIMEOUT_MS), accountSchema)?.id ?? null;

const accountSchema = z.object({ id: z.string() });

/** All groups that carry any stack's tag with all that is in them, and all other resources that do. */
export const azureTagged = (env: NodeJS.ProcessEnv): Promise<CloudResource[] | string> => {
  const tagged = ["--tag", STACK_TAG];
  return groupsAndAll(env, { groups: [tagged], others: tagged, subscription: ofEnvironment(env) });
};

interface Filters {
  /** Each finds resource groups. */
  groups: readonly (readonly string[])[];
  /** Finds resources in any group. */
  others: readonly string[];
  /** `null`: the tool's own. */
  subscription: string | null;
}

/** @returns a text if Azure did not answer */
async function groupsAndAll(
  env: NodeJS.ProcessEnv,
  { groups, others, subscription }: Filters,
): Promise<CloudResource[] | string> {
  const at = subscription === null ? [] : ["--subscription", subscription];
  const all: CloudResource[] = [];
  const add = async (args: readonly string[], kind?: string): Promise<string | undefined> => {
    const found = await list(env, [...args, ...at], kind);
    if (typeof found !== "string") all.push(...found);
    return typeof found === "string" ? found : undefined;
  };
  for (const filter of groups) {
    const problem = await add(["group", "list", ...filter], GROUP_KIND);
    if (problem !== undefined) return problem;
  }
  const inside = unique(all).map(({ id }) => ["--resource-group", id.split("/").at(-1)!]);
  for (const filter of [others, ...inside]) {
    const problem = await add(["resource", "list", ...filter]);
    if (problem !== undefined) return problem;
  }
  return unique(all);
}

const unique = (resources: readonly CloudResource[]): CloudResource[] => [
  ...new Map(resources.map((each) => [each.id.toLowerCase(), each])).values(),
];

/** @returns a text if Azure did not answer */
async function list(
  env: NodeJS.ProcessEnv,
  args: readonly string[],
  kind = "resource",
): Promise<CloudResource[] | string> {
  const answer = await runTool(env, "az", [...args, "--output", "json"], TIMEOUT_MS);
  const found = parsed(answer, resourcesSchema);
  if (!found) return problemOf(answer);
  return found.map(({ id, type, tags }) => ({ cloud: "azure", id, kind: type ?? kind, tags: tags ?? {} }));
}
