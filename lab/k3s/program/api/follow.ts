/** Follows all objects of a kind. */
import { setTimeout as sleep } from "node:timers/promises";
import { createInterface } from "node:readline";
import { messageOf } from "../../../../base/errors.ts";
import { log } from "../log.ts";
import { ApiError, type ApiClient } from "./client.ts";
import type { Metadata } from "./objects.ts";

interface Named {
  metadata: Metadata;
}

interface List<T> {
  metadata: { resourceVersion: string };
  items: T[];
}

const RETRY_MS = 1000;

/**
 * Calls `changed` with all objects by name, at first and after each change, one call at a time. Does not return.
 *
 * @param path of the list, such as `/api/v1/nodes`
 */
export async function follow<T extends Named>(
  client: ApiClient,
  path: string,
  changed: (all: ReadonlyMap<string, T>) => Promise<void>,
): Promise<never> {
  for (;;) {
    try {
      const list = await client.get<List<T>>(path);
      const all = new Map(list.items.map((item) => [item.metadata.name, item]));
      await changed(all);
      const query = `watch=true&allowWatchBookmarks=true&resourceVersion=${list.metadata.resourceVersion}`;
      const stream = await client.open("GET", `${path}?${query}`);
      if (stream.statusCode !== 200) throw new ApiError(stream.statusCode!, `watching ${path}: ${stream.statusCode}`);
      for await (const line of createInterface({ input: stream })) {
        const { type, object } = JSON.parse(line) as { type: string; object: T };
        if (type === "ERROR") break;
        if (type === "BOOKMARK") continue;
        if (type === "DELETED") all.delete(object.metadata.name);
        else all.set(object.metadata.name, object);
        await changed(all);
      }
    } catch (error) {
      log.warn(`${path}: ${messageOf(error)}; listing again`);
      await sleep(RETRY_MS);
    }
  }
}
