/** What the simulated clouds of the lab hold, as their console lists it. */
import { join } from "node:path";
import { z } from "zod";
import { messageOf } from "../../base/errors.ts";
import { CloudConsole } from "../../lab/clouds/console-client.ts";
import { CLOUDS_SOCKET } from "../../lab/clouds/server.ts";
import { CloudClient } from "../../lab/plugins/cloud/client.ts";
import type { BillingCloud } from "../../infra/budget/quotes.ts";
import { belongsTo, gcpTags, type Answer, type CloudResource, type StackScope } from "./scope.ts";

/** @param folder of the lab */
export async function labHolds(folder: string, scope: StackScope): Promise<Answer[]> {
  const found = await labResources(folder);
  return scope.clouds.map((cloud): Answer => {
    if (typeof found === "string") return { cloud, notAsked: found };
    return { cloud, resources: found.filter((each) => each.cloud === cloud && belongsTo(scope, each)) };
  });
}

/** Of all stacks and of others. @returns a text if the lab did not answer */
export async function labResources(folder: string): Promise<CloudResource[] | string> {
  try {
    const inventory = await new CloudConsole(join(folder, CLOUDS_SOCKET)).inventory();
    return inventory.map(({ cloud, id, kind, tags, description }) => ({
      ...{ cloud, id, kind },
      tags: cloud === "gcp" ? gcpTags(id, { labels: tags, description }) : tags,
    }));
  } catch (error) {
    return messageOf(error);
  }
}

const POLL_S = 5;

/** @throws if a control plane refuses */
export const deleteInLab = (folder: string, cloud: BillingCloud, id: string): Promise<void> =>
  finish(folder, cloud, "DELETE", id);

/** Runs an action of a resource. @throws if a control plane refuses */
export const actInLab = (folder: string, cloud: BillingCloud, id: string, action: string): Promise<void> =>
  finish(folder, cloud, "POST", `${id}?action=${action}`);

const machineSchema = z.object({
  /** Google's. */
  currentStatus: z.string().optional(),
  /** Azure's. */
  instanceView: z.object({ statuses: z.array(z.object({ code: z.string() })) }).optional(),
});

/** Words of a cloud for the state that a machine is in. @throws if a control plane refuses */
export async function statesInLab(folder: string, cloud: BillingCloud, id: string): Promise<string[]> {
  const { resource } = await clientOf(folder, cloud).request("GET", id, undefined, new AbortController().signal);
  const { currentStatus, instanceView } = machineSchema.parse(resource);
  return [
    ...(currentStatus === undefined ? [] : [currentStatus]),
    ...(instanceView?.statuses ?? []).map(({ code }) => code),
  ];
}

const clientOf = (folder: string, cloud: BillingCloud): CloudClient =>
  new CloudClient(join(folder, CLOUDS_SOCKET), cloud, { delaysS: [5, 10, 20, 40], isRetried });

async function finish(folder: string, cloud: BillingCloud, method: string, path: string): Promise<void> {
  const client = clientOf(folder, cloud);
  const signal = new AbortController().signal;
  const { operation } = await client.request(method, path, undefined, signal);
  if (operation !== undefined) await client.wait(operation, POLL_S, signal);
}

/** Throttled, or busy with something else. */
const isRetried = ({ status }: { status: number }): boolean => status === 429 || status === 409;
