/** Workloads of one service: `iot`, `rest-api` and `echo`, on emulated nodes as a program, in a cluster as a Deployment. */
import { BUILT_IN, SINGLE_RESOURCES, type SingleName } from "../../catalog/services.ts";
import type { StackConfig } from "../../config/schema/index.ts";
import type { Application, Installation } from "../application.ts";
import { limitsOf } from "../programs.ts";
import { DEFAULT_REPOSITORY, objectsOf, podLabels, PORT, SERVICE_PORT } from "./objects.ts";
import { programOf } from "./program.ts";

/** Of a user's requests, what the entry answers. */
const PATHS: Record<SingleName, string> = { iot: "/", "rest-api": "/api/items", echo: "/" };
const THINK_MS = 1000;
const START_TIMEOUT_MS = 30_000;

/** Devices for `iot`, which register and then report; the others get one request each second from each user. */
const scenarioOf = (name: SingleName): NonNullable<Application["scenario"]> =>
  name === "iot"
    ? { scenario: "iot", scenarioOptions: {} }
    : { scenario: "rest", scenarioOptions: { requests: [{ path: PATHS[name] }], thinkMs: THINK_MS } };

export function single(
  name: SingleName,
  { workload, topology }: Pick<StackConfig, "workload" | "topology">,
): Application {
  const isEmulated = topology.nodes.some(({ cloud }) => cloud === "local");
  const path = PATHS[name];
  const resources = workload.services[name]?.resources;
  const limits = { ...SINGLE_RESOURCES.limits, ...resources?.limits };
  const source = programOf(name);
  const list = [
    {
      service: name,
      // Its text instead of its path: results of equal programs are of the same workload, wherever they are installed.
      command: ["node", "--input-type=module", "--eval", source],
      env: {},
      folder: ".",
      port: 0,
      health: "/healthz",
      timeoutMs: START_TIMEOUT_MS,
      files: [],
      version: null,
      limits: limitsOf(limits),
    },
  ];
  const target = { selector: podLabels(name), port: SERVICE_PORT, targetPort: PORT, deployment: name };
  return {
    name,
    title: BUILT_IN[name].title(),
    namespace: name,
    entry: { service: name, deployment: name, port: SERVICE_PORT, path, scheme: "http", target },
    services: [{ name, replicas: 1, resources: SINGLE_RESOURCES }],
    hasMore: false,
    scenario: scenarioOf(name),
    ready: null,
    calls: [],
    registries: [(workload.imageRepository ?? DEFAULT_REPOSITORY).split("/")[0]!],
    programs: isEmulated ? { entryPath: path, list } : null,
    movesEntry: false,
    identity: { source, limits },
  };
}

export const singleInstallation = (name: SingleName, { imageRepository }: StackConfig["workload"]): Installation => ({
  kind: "objects",
  objects: objectsOf(name, programOf(name), imageRepository ?? DEFAULT_REPOSITORY),
});
