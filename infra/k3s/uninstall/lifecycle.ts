/**
 * What the dynamic provider of existing machines does: it makes nothing, and takes K3s off the machine
 * when it is deleted. A machine that does not answer, or on which it fails, is written down and holds nobody up.
 */
import { appendFile, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { messageOf } from "../../../base/errors.ts";
import { deletesFile, homeDir, leftOverFile } from "../../home.ts";
import { defaultLimits, uninstallScript } from "../scripts/index.ts";
import { asRoot } from "../../ssh/shell.ts";
import { connect, type SshTarget } from "../../ssh/connection.ts";

export interface UninstallInputs {
  stack: string;
  /** The node's name. */
  node: string;
  /** Null: nobody can log in there from here, its owner has to. */
  target: SshTarget | null;
  /** How long the machine may take to answer. */
  connectLimitMs: number;
}

/** A line of the left-over file. */
export interface LeftOver {
  node: string;
  host: string | null;
  reason: string;
  remedy: string;
  at: string;
}

const keys = ["stack", "node", "target", "connectLimitMs"] as const;

export function create(inputs: UninstallInputs): { id: string; outs: UninstallInputs } {
  const { stack, node, target, connectLimitMs } = inputs;
  return { id: `${stack}/${node}`, outs: { stack, node, target, connectLimitMs } };
}

/** Only another node is another resource; a new way in is taken note of. */
export function diff(olds: UninstallInputs, news: UninstallInputs) {
  const changed = keys.filter((key) => !isDeepStrictEqual(olds[key], news[key]));
  const replaces = changed.filter((key) => key === "stack" || key === "node");
  return { changes: changed.length > 0, replaces };
}

async function append(file: string, line: object): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
}

async function uninstall(target: SshTarget, connectLimitMs: number): Promise<void> {
  const connection = await connect(target, connectLimitMs);
  try {
    const limitMs = (defaultLimits.uninstallS + 60) * 1000;
    await connection.run(asRoot(uninstallScript()), { limitMs });
  } finally {
    connection.close();
  }
}

/** Never throws because of the machine. */
export async function remove(props: UninstallInputs): Promise<void> {
  const { stack, node, target, connectLimitMs } = props;
  const from = Date.now();
  try {
    if (target === null) throw new Error("nobody can log in there from here");
    await uninstall(target, connectLimitMs);
    const at = new Date().toISOString();
    await append(deletesFile(homeDir(), stack), { name: node, deleteMs: Date.now() - from, at });
  } catch (error) {
    const remedy = "sudo sh -c '/usr/local/bin/k3s-agent-uninstall.sh || /usr/local/bin/k3s-uninstall.sh'";
    const reason = messageOf(error);
    const leftOver: LeftOver = { node, host: target?.host ?? null, reason, remedy, at: new Date().toISOString() };
    await append(leftOverFile(homeDir(), stack), leftOver);
    process.stderr.write(`K3s is left over on ${node}: ${reason}\nRun there: ${remedy}\n`);
  }
}
