/** Something that runs already, behind a URL. */
import { DEFAULT_NAME } from "../config/schema/application.ts";
import type { StackConfig } from "../config/schema/index.ts";
import type { Application } from "./application.ts";

/** @param workload checked */
export function running({ name = DEFAULT_NAME, url, calls }: StackConfig["workload"]): Application {
  const { protocol, host, pathname } = new URL(url!);
  return {
    name,
    title: `${name} (${url})`,
    namespace: name,
    entry: {
      ...{ service: host, deployment: host, port: null, target: null },
      ...{ path: pathname, scheme: protocol === "https:" ? "https" : "http" },
    },
    services: [],
    hasMore: false,
    ready: null,
    calls: calls ?? null,
    registries: [],
    programs: null,
    movesEntry: false,
    identity: { url },
  };
}
