/** What the dynamic provider of machines that join by hand does: writes the script, says where it is, and waits. */
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { messageOf } from "../../../base/errors.ts";
import { InfraError } from "../../errors.ts";
import { homeDir, joinScriptFile } from "../../home.ts";
import { parseReport, readyReportSchema } from "../scripts/reports.ts";
import type { K3sCluster } from "../model.ts";
import { defaultLimits, JOIN_SCRIPT_MODE, joinScript, waitNodeScript } from "../scripts/index.ts";
import { asRoot } from "../../ssh/shell.ts";
import { connect, type SshTarget } from "../../ssh/connection.ts";

export interface JoinInputs {
  stack: string;
  node: string;
  cluster: K3sCluster;
  /** Secret. */
  agentToken: string;
  /** Who is asked whether the node is there. */
  server: SshTarget;
  /** How long somebody has to run the script. */
  deadlineMs: number;
}

export interface JoinOutputs extends JoinInputs {
  waitedMs: number;
}

const CONNECT_LIMIT_MS = 30_000;
function plannedNode({ cluster, node }: JoinInputs) {
  const planned = cluster.nodes.find(({ name }) => name === node);
  if (planned === undefined) throw new InfraError("K3S_INPUT_INVALID", `There is no node ${node} in the cluster.`);
  return planned;
}

/** Somebody has to run the script again only where it differs: not for a new way to the server, nor for more nodes. */
export function diff(olds: JoinOutputs, news: JoinInputs) {
  const scriptOf = (inputs: JoinInputs): string => joinScript(inputs.cluster, plannedNode(inputs), inputs.agentToken);
  const replaces = (["stack", "node"] as const).filter((key): boolean => olds[key] !== news[key]) as string[];
  if (replaces.length === 0 && scriptOf(olds) !== scriptOf(news)) replaces.push("cluster");
  const isNoted = (["cluster", "server", "deadlineMs"] as const).every((key) =>
    isDeepStrictEqual(olds[key], news[key]),
  );
  return { changes: replaces.length > 0 || !isNoted, replaces, deleteBeforeReplace: true };
}

/** @returns where it is */
async function writeJoinScript(inputs: JoinInputs): Promise<string> {
  const { stack, node, cluster, agentToken } = inputs;
  const file = joinScriptFile(homeDir(), stack, node);
  await mkdir(dirname(file), { recursive: true });
  await rm(file, { force: true });
  await writeFile(file, joinScript(cluster, plannedNode(inputs), agentToken), { mode: JOIN_SCRIPT_MODE });
  await chmod(file, JOIN_SCRIPT_MODE);
  return file;
}

async function waitForNode({ node, server, deadlineMs }: JoinInputs, file: string): Promise<number> {
  const limits = { ...defaultLimits, readyS: Math.ceil(deadlineMs / 1000) };
  const connection = await connect(server, CONNECT_LIMIT_MS);
  try {
    const command = asRoot(waitNodeScript(node, limits));
    const stdout = await connection.run(command, { limitMs: deadlineMs + 2 * CONNECT_LIMIT_MS });
    return parseReport(readyReportSchema, stdout).readyMs;
  } catch (cause) {
    const how = `run ${file} there, as root, and bring the stack up again`;
    throw new InfraError("JOIN_TIMEOUT", `Node ${node} has not joined: ${how}. ${messageOf(cause)}`, { cause });
  } finally {
    connection.close();
  }
}

/** @throws InfraError `JOIN_TIMEOUT`; the script stays where it is, and the next `up` waits again */
export async function create(inputs: JoinInputs): Promise<{ id: string; outs: JoinOutputs }> {
  const { stack, node, cluster, agentToken, server, deadlineMs } = inputs;
  const file = await writeJoinScript(inputs);
  process.stderr.write(
    `Waiting for ${node} to join. Bring ${file} to that machine and run it as root: sudo sh ${file}\n`,
  );
  const waitedMs = await waitForNode(inputs, file);
  return { id: `${stack}/${node}/join`, outs: { stack, node, cluster, agentToken, server, deadlineMs, waitedMs } };
}

export function update(olds: JoinOutputs, news: JoinInputs): { outs: JoinOutputs } {
  const { stack, node, cluster, agentToken, server, deadlineMs } = news;
  return { outs: { stack, node, cluster, agentToken, server, deadlineMs, waitedMs: olds.waitedMs } };
}

export async function remove({ stack, node }: JoinOutputs): Promise<void> {
  await rm(joinScriptFile(homeDir(), stack, node), { force: true });
}
