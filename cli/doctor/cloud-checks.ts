/** The findings on clouds, for the clouds that some stack file plans a machine in. */
import { readFile } from "node:fs/promises";
import { planStackFile } from "../../infra/stack-file/index.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import { knownStacks, stackFile, type Context } from "../context.ts";
import { azureAccount, azureQuota, gcpAccount, gcpQuota, roomOf } from "./clouds.ts";
import type { Named } from "./finding.ts";

async function plannedStacks({ root }: Context): Promise<Plan[]> {
  const files = knownStacks(root).map(async (stack) =>
    planStackFile(stack, await readFile(stackFile(root, stack), "utf8")),
  );
  return (await Promise.all(files)).flatMap(({ plan }) => (plan ? [plan] : []));
}

const clouds = [
  { cloud: "azure", title: "Azure", account: azureAccount, quota: azureQuota },
  { cloud: "gcp", title: "Google Cloud", account: gcpAccount, quota: gcpQuota },
] as const;

export async function cloudFindings(context: Context): Promise<Named[]> {
  const plans = await plannedStacks(context);
  const found = clouds.map(async ({ cloud, title, account, quota }): Promise<Named[]> => {
    const rooms = roomOf(plans, cloud);
    if (rooms.length === 0) return [];
    const signedIn = { name: title, ...(await account(context.env)) };
    if (signedIn.status !== "ok") return [signedIn];
    const quotas = await Promise.all(rooms.map((room) => quota(context.env, room)));
    return [signedIn, ...quotas.map((finding) => ({ name: `${title} quota`, ...finding }))];
  });
  return (await Promise.all(found)).flat();
}
