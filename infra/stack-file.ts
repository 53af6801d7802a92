/** Reads, checks and plans stack files for callers outside the Pulumi program. */
import { createServer } from "node:net";
import { stringifyExact } from "../base/exact-json.ts";
import { readYaml } from "../base/yaml/read.ts";
import { limitProblems } from "./budget/limits.ts";
import { findCluster, neededRights, type Purpose } from "./cluster/existing/find.ts";
import { namespaceOf } from "./cluster/existing/namespace.ts";
import type { Right } from "./cluster/existing/rights.ts";
import { remainsOf, type Asking, type Remains } from "./cluster/existing/remains.ts";
import { invalidText, parse } from "./config/parse.ts";
import type { Problem } from "./config/problems.ts";
import type { StackConfig } from "./config/schema/index.ts";
import { nodeStatusSchema, sendRequest } from "./hosts/local/control.ts";
import { findReady } from "./hosts/local/daemon.ts";
import { codeProblems, pathIn } from "./load/code.ts";
import { planOf, type Plan } from "./topology/plan.ts";
import { programProblems } from "./workloads/local/program-files.ts";

export { invalidText } from "./config/parse.ts";
export { problemText, type Problem } from "./config/problems.ts";

/** The configuration of a stack file, as Pulumi passes it to a program. */
export interface RawConfig {
  raw: Record<string, string>;
  secretKeys: string[];
  problems: Problem[];
}

/** Whether a value contains Pulumi's ciphertext, `{secure: "..."}`, at any depth: then its whole key is secret. */
function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === "secure") return true;
  return Object.values(value).some(holdsSecret);
}

export function readStackFile(text: string): RawConfig {
  const { value: content, problems: found } = readYaml(text);
  const problems = found.map(({ line, message }): Problem => {
    return { path: line === undefined ? "file" : `line ${line}`, message: `is not valid YAML: ${message}` };
  });
  if (problems.length > 0) return { raw: {}, secretKeys: [], problems };
  const config = (content as { config?: unknown } | null)?.config ?? {};
  if (typeof config !== "object" || Array.isArray(config))
    return { raw: {}, secretKeys: [], problems: [{ path: "config", message: "must be an object" }] };
  const entries = Object.entries(config as Record<string, unknown>);
  return {
    raw: Object.fromEntries(
      entries.map(([key, v]) => [key, typeof v === "string" ? v : v === null ? "" : stringifyExact(v)]),
    ),
    secretKeys: entries.filter(([, value]) => holdsSecret(value)).map(([key]) => key),
    problems: [],
  };
}

/** `unset` lists missing required settings, which are null in the plan. */
export type StackFilePlan = ({ plan: Plan; problems: [] } | { plan: null; problems: Problem[]; message: string }) & {
  unset: Problem[];
};

/**
 * The plan of a stack file that names no existing cluster.
 * @param text the content of `Pulumi.<stack>.yaml`
 * @param folder that it is in, from which it names other files; default: the working directory
 */
export function planStackFile(stack: string, text: string, folder?: string): StackFilePlan {
  const { config, ...rest } = parseStackFile(stack, text, folder);
  if (config === null) return { ...rest, plan: null };
  if (!config.topology.cluster) return { plan: planOf(stack, config), problems: [], unset: rest.unset };
  return unplanned(
    stack,
    [{ path: "topology.cluster", message: "must be asked before its nodes are known" }],
    rest.unset,
  );
}

/**
 * As {@link planStackFile}; an existing cluster that the stack file names is asked what it is.
 * @param purpose default: reading, which needs fewer rights in it
 */
export async function planStack(
  stack: string,
  text: string,
  folder = ".",
  purpose: Purpose = "reading",
): Promise<StackFilePlan> {
  const { config, ...rest } = parseStackFile(stack, text, folder);
  if (config === null) return { ...rest, plan: null };
  const { found, problems } = await findCluster(stack, config, folder, purpose);
  if (problems.length > 0) return unplanned(stack, problems, rest.unset);
  return { plan: planOf(stack, config, found), problems: [], unset: rest.unset };
}

/**
 * What an existing cluster still has of a stack that was destroyed.
 * @returns null for a stack file that names no such cluster, or has problems
 */
export async function clusterRemains(
  stack: string,
  text: string,
  folder: string,
  asking: Asking = {},
): Promise<Remains | null> {
  const { config } = parseStackFile(stack, text, folder);
  return config && remainsOf(stack, config, folder, asking);
}

/** The rights of a stack in an existing cluster whose namespace is made for it; null where the stack file names none. */
export function clusterRights(
  stack: string,
  text: string,
  folder: string,
): { rights: Right[]; namespace: string; message: "" } | { rights: null; namespace: ""; message: string } {
  const { config, message } = parseStackFile(stack, text, folder);
  if (config === null) return { rights: null, namespace: "", message };
  if (!config.topology.cluster) {
    const problem = { path: "topology.cluster", message: "is missing: the stack has machines of its own" };
    return { rights: null, namespace: "", message: invalidText(stack, [problem]) };
  }
  const namespace = namespaceOf(stack, config);
  return { rights: neededRights(config, namespace, false), namespace, message: "" };
}

interface ParsedStackFile {
  /** Null: it has problems. */
  config: StackConfig | null;
  problems: Problem[];
  unset: Problem[];
  message: string;
}

function parseStackFile(stack: string, text: string, folder: string | undefined): ParsedStackFile {
  const file = readStackFile(text);
  const parsed = file.problems.length > 0 ? null : parse(file.raw, file.secretKeys, folder);
  const problems = parsed?.problems ?? file.problems;
  return {
    config: parsed?.config ?? null,
    problems,
    unset: parsed?.unset ?? [],
    message: invalidText(stack, problems),
  };
}

const unplanned = (stack: string, problems: Problem[], unset: Problem[]): StackFilePlan => {
  return { plan: null, problems, unset, message: invalidText(stack, problems) };
};

/**
 * As {@link planStack}; files that the stack file names and that cannot be used are problems too.
 * @param root folder of the stack file. Default: the repository
 * @param before `up`: so are missing required settings, ports in use on this machine, tools that are not installed, missing
 *   rights in an existing cluster, and a plan that does not fit into its budget
 */
export async function checkStackFile(
  stack: string,
  text: string,
  root = "",
  before: "plan" | "up" = "up",
): Promise<StackFilePlan> {
  const isUp = before === "up";
  const planned = await planStack(stack, text, root, isUp ? "up" : "reading");
  const { plan, unset } = planned;
  const problems: Problem[] = [...planned.problems];
  if (plan) {
    problems.push(...programProblems(plan, pathIn(root, ".")));
    problems.push(...(await codeProblems(plan.load, root, isUp ? "up" : "preview")));
  }
  if (isUp) problems.push(...unset);
  if (isUp && plan) problems.push(...(await portProblems(plan)), ...limitProblems(plan));
  return problems.length === 0 ? planned : unplanned(stack, problems, unset);
}

const STATUS_TIMEOUT_MS = 3_000;

/** Problems of ports of this machine. 0 (any free port) and a port that the stack itself uses have none. */
async function portProblems({ stack, nodes, workload }: Plan): Promise<Problem[]> {
  const programs = workload.programs?.list ?? [];
  const own = programs.map(({ port }, i) => ({ path: `workload.processes[${i}].port`, port }));
  const isOfEntry = own.some(({ port }) => port === workload.port);
  const all = isOfEntry ? own : [...own, { path: "workload.port", port: workload.port }];
  const problems = await Promise.all(
    all.map(async ({ path, port }): Promise<Problem[]> => {
      if (port === 0 || (await isFree(port))) return [];
      const uses = await Promise.all(nodes.map((node) => listensOn(stack, node.name, port)));
      if (uses.includes(true)) return [];
      const message = "is in use by another program; choose another, or 0 for any free one";
      return [{ path, found: String(port), message }];
    }),
  );
  return problems.flat();
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

async function listensOn(stack: string, name: string, port: number): Promise<boolean> {
  const found = await findReady({ stack, kind: "nodes", name });
  if (!found) return false;
  const request = { method: "GET", path: "/status", timeoutMs: STATUS_TIMEOUT_MS } as const;
  const status = await sendRequest(found.control, request, nodeStatusSchema).catch(() => null);
  return status?.replicas.some((replica) => replica.port === port) ?? false;
}
