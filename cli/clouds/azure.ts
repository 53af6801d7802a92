/** What Azure holds, as its own tool lists it. */
import { z } from "zod";
import { parsed, problemOf } from "../doctor/quota.ts";
import { runTool } from "../doctor/run-tool.ts";
import { STACK_TAG, type Answer, type CloudResource, type StackScope } from "./scope.ts";

const resourcesSchema = z.array(
  z.object({ id: z.string(), type: z.string().nullish(), tags: z.record(z.string(), z.string()).nullish() }),
);

const GROUP_KIND = "Microsoft.Resources/resourceGroups";
const TIMEOUT_MS = 60_000;

/** Everything with the stack's tag in any group and region, its resource group, and all that is in it. */
export async function azureHolds(env: NodeJS.ProcessEnv, { tag, resourceGroup }: StackScope): Promise<Answer> {
  const filter = ["--tag", `${STACK_TAG}=${tag}`];
  const groups = await list(env, ["group", "list", ...filter], GROUP_KIND);
  if (typeof groups === "string") return { cloud: "azure", notAsked: groups };
  const named = await list(env, ["group", "list", "--query", `[?name=='${resourceGroup}']`], GROUP_KIND);
  if (typeof named === "string") return { cloud: "azure", notAsked: named };
  const all = [...groups, ...named];
  const inside = unique(all).map(({ id }) => ["resource", "list", "--resource-group", nameOf(id)]);
  for (const args of [["resource", "list", ...filter], ...inside]) {
    const found = await list(env, args);
    if (typeof found === "string") return { cloud: "azure", notAsked: found };
    all.push(...found);
  }
  return { cloud: "azure", resources: unique(all) };
}

/** All groups that carry any stack's tag with all that is in them, and all other resources that do. */
export async function azureTagged(env: NodeJS.ProcessEnv): Promise<CloudResource[] | string> {
  const groups = await list(env, ["group", "list", "--tag", STACK_TAG], GROUP_KIND);
  if (typeof groups === "string") return groups;
  const all = [...groups];
  const inside = groups.map(({ id }) => ["resource", "list", "--resource-group", nameOf(id)]);
  for (const args of [["resource", "list", "--tag", STACK_TAG], ...inside]) {
    const found = await list(env, args);
    if (typeof found === "string") return found;
    all.push(...found);
  }
  return unique(all);
}

export const unique = (resources: readonly CloudResource[]): CloudResource[] => [
  ...new Map(resources.map((each) => [each.id.toLowerCase(), each])).values(),
];

/** @returns a text if Azure did not answer */
async function list(
  env: NodeJS.ProcessEnv,
  args: readonly string[],
  kind = "resource",
): Promise<CloudResource[] | string> {
  const subscription = env.ARM_SUBSCRIPTION_ID;
  const at = subscription ? ["--subscription", subscription] : [];
  const answer = await runTool(env, "az", [...args, ...at, "--output", "json"], TIMEOUT_MS);
  const found = parsed(answer, resourcesSchema);
  if (!found) return problemOf(answer);
  return found.map(({ id, type, tags }) => ({
    cloud: "azure",
    id,
    kind: type ?? kind,
    tags: tags ?? {},
    remove: removal(id, kind === GROUP_KIND),
  }));
}

const nameOf = (id: string): string => id.split("/").at(-1)!;

const removal = (id: string, isGroup: boolean): string[] =>
  isGroup ? ["az", "group", "delete", "--yes", "--name", nameOf(id)] : ["az", "resource", "delete", "--ids", id];
