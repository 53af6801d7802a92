/** Lifecycle of ManualJoin: writes the join script, prints where it is, and waits until the node is Ready. */
import { chmod, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { messageOf } from "../../../base/errors.ts";
import { makeFolder } from "../../../base/folder.ts";
import { InfraError } from "../../errors.ts";
import { homeDir, joinScriptFile } from "../../home.ts";
import { parseReport, readyReportSchema } from "../scripts/reports.ts";
import { nodeNamed, type K3sCluster } from "../model.ts";
import { DEFAULT_LIMITS, JOIN_SCRIPT_MODE, joinScript, waitNodeScript } from "../scripts/index.ts";
import { asRoot } from "../../ssh/shell.ts";
import type { SshTarget } from "../../ssh/connection.ts";
import { withConnection } from "../../ssh/with-connection.ts";

export interface JoinInputs {
  stack: string;
  node: string;
  cluster: K3sCluster;
  /** Secret. */
  agentToken: string;
  /** The server, which is polled for the node. */
  server: SshTarget;
  /** Time for the machine's owner to run the script. */
  deadlineMs: number;
}

export interface JoinOutputs extends JoinInputs {
  waitedMs: number;
}

const CONNECT_LIMIT_MS = 30_000;

/**
 * Replaces the resource only if the node's own script changed, because its owner must then run it again. Neither other
 * access to the server nor more nodes change it.
 */
export function diff(olds: JoinOutputs, news: JoinInputs) {
  const scriptOf = ({ cluster, node, agentToken }: JoinInputs): string =>
    joinScript(cluster, nodeNamed(cluster, node), agentToken);
  const replaces = (["stack", "node"] as const).filter((key): boolean => olds[key] !== news[key]) as string[];
  if (replaces.length === 0 && scriptOf(olds) !== scriptOf(news)) replaces.push("cluster");
  const isUnchanged = (["cluster", "server", "deadlineMs"] as const).every((key) =>
    isDeepStrictEqual(olds[key], news[key]),
  );
  return { changes: replaces.length > 0 || !isUnchanged, replaces, deleteBeforeReplace: true };
}

/** @returns the script's path */
async function writeJoinScript(inputs: JoinInputs): Promise<string> {
  const { stack, node, cluster, agentToken } = inputs;
  const file = joinScriptFile(homeDir(), stack, node);
  makeFolder(dirname(file));
  await rm(file, { force: true });
  await writeFile(file, joinScript(cluster, nodeNamed(cluster, node), agentToken), { mode: JOIN_SCRIPT_MODE });
  await chmod(file, JOIN_SCRIPT_MODE);
  return file;
}

function waitForNode({ node, server, deadlineMs }: JoinInputs, file: string): Promise<number> {
  const limits = { ...DEFAULT_LIMITS, readyS: Math.ceil(deadlineMs / 1000) };
  return withConnection(server, CONNECT_LIMIT_MS, async (connection) => {
    try {
      const command = asRoot(waitNodeScript(node, limits));
      const stdout = await connection.run(command, { limitMs: deadlineMs + 2 * CONNECT_LIMIT_MS });
      return parseReport(readyReportSchema, stdout).readyMs;
    } catch (cause) {
      const how = `run ${file} on that machine as root, then run \`up\` again`;
      throw new InfraError("JOIN_TIMEOUT", `Node ${node} has not joined: ${how}. ${messageOf(cause)}`, { cause });
    }
  });
}

/** @throws InfraError `JOIN_TIMEOUT`; the script remains, and the next `up` waits again */
export async function create(inputs: JoinInputs): Promise<{ id: string; outs: JoinOutputs }> {
  const { stack, node, cluster, agentToken, server, deadlineMs } = inputs;
  const file = await writeJoinScript(inputs);
  process.stderr.write(
    `Waiting for ${node} to join. Copy ${file} to that machine and run it as root: sudo sh ${file}\n`,
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
