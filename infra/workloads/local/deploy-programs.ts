/**
 * Starts programs on emulated nodes. Addresses are part of their commands and environments, so all ports are chosen and all
 * links are set before the first program starts. Programs may therefore refer to each other in a circle.
 */
import { resolve } from "node:path";
import { z } from "zod";
import { messageOf } from "../../../base/errors.ts";
import { InfraError } from "../../errors.ts";
import { homeDir } from "../../home.ts";
import { balancersAnswerSchema, Refusal, sendRequest, type Control } from "../../hosts/local/control.ts";
import { calledBy } from "../../applications/programs.ts";
import type { ReplicaLimits } from "../../applications/application.ts";
import { ANSWER_TIMEOUT_MS, controlOf, openForwards, statusOf } from "./controls.ts";
import type { LocalWorkload } from "./deploy.ts";
import { freePorts } from "./free-ports.ts";
import type { Program, Programs } from "./program.ts";
import {
  planProgramForwards,
  planTargets,
  userTargets,
  withAddresses,
  type Call,
  type CallTargets,
} from "./program-routes.ts";
import type { RunningReplica } from "./routes.ts";
import { waitUntilServing } from "./serving.ts";

/** For what a node does besides waiting for programs, such as ending earlier ones. */
const START_RESERVE_MS = 20_000;

export interface ProgramWorkload extends LocalWorkload {
  programs: Programs;
}

/**
 * @returns the running replicas and the URL at which users enter
 * @throws {InfraError} WORKLOAD_NOT_READY with every program that did not start
 */
export async function deployPrograms(
  workload: ProgramWorkload,
): Promise<{ replicas: RunningReplica[]; endpoint: string }> {
  const { stack, nodes, links, entry, programs } = workload;
  const controls = new Map(
    await Promise.all(nodes.map(async (node) => [node, await controlOf(stack, "nodes", node)] as const)),
  );
  const replicas = await withPorts(workload, [...controls.values()]);
  const calls = programs.list.flatMap((program) =>
    calledBy(program).map((callee): Call => ({ caller: program.service, callee })),
  );
  const forwardUrls = new Map(
    (
      await Promise.all(links.map((link) => openForwards(stack, link.name, planProgramForwards(calls, replicas, link))))
    ).flat(),
  );
  const users = userTargets(replicas, entry);
  let entryUrl = "";
  const wanted = await Promise.all(
    [...controls].map(async ([node, control]) => {
      const own = users.node === node ? [users] : [];
      const targets = [...planTargets(calls, replicas, node, forwardUrls), ...own];
      const addresses = await addressesOn(control, targets);
      entryUrl = addresses.get(callId(users)) ?? entryUrl;
      return { control, replicas: programReplicas(workload, replicas, node, addresses) };
    }),
  );
  await startAll(wanted);
  const endpoint = new URL(programs.entryPath, entryUrl).href;
  await waitUntilServing(endpoint);
  return { replicas, endpoint };
}

/** Replicas that run keep their ports, so that a change of one program does not restart the others. */
async function withPorts(
  { placement, programs, entry, port }: ProgramWorkload,
  controls: readonly Control[],
): Promise<RunningReplica[]> {
  const statuses = await Promise.all(controls.map(statusOf));
  const running = statuses.flatMap(({ name, replicas }) => replicas.map((replica) => ({ ...replica, node: name })));
  const fixed = placement.map((placed): number => {
    const program = programs.list.find(({ service }) => service === placed.service)!;
    if (program.port !== 0) return program.port;
    if (placed.service === entry && port !== 0) return port;
    const { service, replica, node } = placed;
    const same = running.find((each) => each.service === service && each.replica === replica && each.node === node);
    return same?.port ?? 0;
  });
  const free = await freePorts(fixed.filter((each) => each === 0).length);
  return placement.map((placed, i) => ({ ...placed, port: fixed[i] || free.pop()! }));
}

const callId = ({ caller, callee }: Call): string => `${caller}>${callee}`;

/** One address for each call from a node: that of the callee's only replica, or of a balancer of the node. */
async function addressesOn(control: Control, targets: readonly CallTargets[]): Promise<Map<string, string>> {
  const balanced = targets.filter(({ urls }) => urls.length > 1);
  const body = { balancers: balanced.map((target) => ({ id: callId(target), targets: target.urls })) };
  const request = { method: "PUT", path: "/balancers", body, timeoutMs: ANSWER_TIMEOUT_MS } as const;
  const { balancers } = await sendRequest(control, request, balancersAnswerSchema);
  return new Map([
    ...targets.map((target): [string, string] => [callId(target), target.urls[0]!]),
    ...balancers.map(({ id, url }): [string, string] => [id, url]),
  ]);
}

interface WantedReplica {
  service: string;
  replica: number;
  port: number;
  env: Record<string, string>;
  program: {
    command: string[];
    folder: string;
    health: string | null;
    timeoutMs: number;
    version: string;
    limits?: ReplicaLimits;
  };
}

function programReplicas(
  { programs }: ProgramWorkload,
  replicas: readonly RunningReplica[],
  node: string,
  addresses: ReadonlyMap<string, string>,
): WantedReplica[] {
  const project = resolve(homeDir(), programs.project);
  return replicas
    .filter((replica) => replica.node === node)
    .map(({ service, replica, port }) => {
      const program = programs.list.find((each) => each.service === service)!;
      const own = new Map(
        calledBy(program).map((callee) => [callee, addresses.get(callId({ caller: service, callee }))!]),
      );
      const filled = (text: string): string => withAddresses(text, port, own);
      const env = Object.fromEntries(Object.entries(program.env).map(([key, text]) => [key, filled(text)]));
      return { service, replica, port, env, program: runnable(program, project, filled) };
    });
}

function runnable(
  { command, folder, health, timeoutMs, version, limits }: Program,
  project: string,
  filled: (text: string) => string,
): WantedReplica["program"] {
  const own = { command: command.map(filled), folder: resolve(project, folder), timeoutMs };
  return { ...own, health: health ?? null, version: version ?? "", ...(limits ? { limits } : {}) };
}

interface WantedOnNode {
  control: Control;
  replicas: WantedReplica[];
}

/**
 * A program that ends while it starts, because another is not there yet, is started again as long as that makes progress: each
 * round has more running replicas than the one before.
 */
async function startAll(wanted: readonly WantedOnNode[]): Promise<void> {
  for (let before = 0; ;) {
    const outcomes = await Promise.all(wanted.map(startOn));
    const failed = outcomes.flatMap((error, i) => (error === undefined ? [] : [{ error, node: wanted[i]! }]));
    if (failed.length === 0) return;
    const running = (await Promise.all(wanted.map(runningOn))).reduce((sum, each) => sum + each, 0);
    if (!failed.every(({ error }) => isExit(error)) || running <= before) throw notStarted(failed);
    before = running;
  }
}

function notStarted(failed: readonly { error: unknown; node: WantedOnNode }[]): InfraError {
  const lines = failed.map(({ error, node }) => `${node.control.name}: ${reasonOf(error)}`);
  const cause = failed[0]!.error;
  return new InfraError("WORKLOAD_NOT_READY", ["not all programs started:", ...lines].join("\n"), { cause });
}

async function runningOn({ control }: WantedOnNode): Promise<number> {
  const { replicas } = await statusOf(control);
  return replicas.filter(({ state }) => state === "running").length;
}

async function startOn({ control, replicas }: WantedOnNode): Promise<unknown> {
  const longestMs = Math.max(0, ...replicas.map(({ program }) => program.timeoutMs));
  const timeoutMs = longestMs + START_RESERVE_MS;
  const request = { method: "PUT", path: "/replicas", body: { replicas }, timeoutMs } as const;
  try {
    await sendRequest(control, request, z.unknown());
    return undefined;
  } catch (error) {
    return error;
  }
}

const isExit = (error: unknown): boolean =>
  error instanceof Error && error.cause instanceof Refusal && error.cause.code === "LAB_PROGRAM_EXITED";

const reasonOf = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Refusal ? error.cause.message : messageOf(error);
