/** What the simulated clouds of the lab hold, as their console lists it. */
import { join } from "node:path";
import { messageOf } from "../../base/errors.ts";
import { CloudConsole } from "../../lab/clouds/console-client.ts";
import { CLOUDS_SOCKET } from "../../lab/clouds/server.ts";
import { BILLING_CLOUDS } from "../../infra/budget/quotes.ts";
import { belongsTo, type Answer, type CloudResource, type StackScope } from "./scope.ts";

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
    return BILLING_CLOUDS.flatMap((cloud) =>
      inventory.flatMap((entry) =>
        entry.cloud === cloud ? [{ cloud, id: entry.id, kind: entry.kind, tags: entry.tags }] : [],
      ),
    );
  } catch (error) {
    return messageOf(error);
  }
}
