/**
 * Lifecycle of Uninstall: creates nothing, and removes K3s from an existing machine when it is deleted. A machine that does
 * not answer, or on which the uninstall script fails, is recorded as left over and does not block the destroy.
 */
import { appendFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { messageOf } from "../../../base/errors.ts";
import { makeFolder } from "../../../base/folder.ts";
import { deletesFile, homeDir, leftOverFile, uninstallScriptFile } from "../../home.ts";
import { DEFAULT_LIMITS, uninstallScript } from "../scripts/index.ts";
import { asRoot } from "../../ssh/shell.ts";
import { connect, type SshTarget } from "../../ssh/connection.ts";

export interface UninstallInputs {
  stack: string;
  /** The node's name. */
  node: string;
  /** Null: there is no SSH access, so the machine's owner must uninstall K3s. */
  target: SshTarget | null;
  /** How long the machine may take to answer. */
  connectLimitMs: number;
}

/** A line of the left-over file. */
export interface LeftOver {
  node: string;
  host: string | null;
  reason: string;
  /** What the machine's owner runs there. */
  remedy: string;
  at: string;
}

const KEYS = ["stack", "node", "target", "connectLimitMs"] as const;

export function create(inputs: UninstallInputs): { id: string; outs: UninstallInputs } {
  const { stack, node, target, connectLimitMs } = inputs;
  return { id: `${stack}/${node}`, outs: { stack, node, target, connectLimitMs } };
}

/** Replaces the resource for another node only; other SSH access is an update. */
export function diff(olds: UninstallInputs, news: UninstallInputs) {
  const changed = KEYS.filter((key) => !isDeepStrictEqual(olds[key], news[key]));
  const replaces = changed.filter((key) => key === "stack" || key === "node");
  return { changes: changed.length > 0, replaces };
}

async function append(file: string, line: object): Promise<void> {
  makeFolder(dirname(file));
  await appendFile(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
}

async function uninstall(target: SshTarget, connectLimitMs: number): Promise<void> {
  const connection = await connect(target, connectLimitMs);
  try {
    const limitMs = (DEFAULT_LIMITS.uninstallS + 60) * 1000;
    await connection.run(asRoot(uninstallScript()), { limitMs });
  } finally {
    connection.close();
  }
}

/**
 * Writes the script that would have run for the machine's owner: K3s' own would also remove the binary and the images that
 * an air-gapped machine's owner put there. @returns what to run
 */
export async function writeOwnersScript(home: string, stack: string, node: string): Promise<string> {
  const file = uninstallScriptFile(home, stack, node);
  makeFolder(dirname(file));
  await writeFile(file, uninstallScript());
  return `sudo sh ${basename(file)}, a copy of ${file}`;
}

/** A failure on the machine never throws: it is recorded as left over. */
export async function remove(props: UninstallInputs): Promise<void> {
  const { stack, node, target, connectLimitMs } = props;
  const fromMs = performance.now();
  try {
    if (target === null) throw new Error("Stackmark has no SSH access to it");
    await uninstall(target, connectLimitMs);
    await rm(uninstallScriptFile(homeDir(), stack, node), { force: true });
    const at = new Date().toISOString();
    await append(deletesFile(homeDir(), stack), { name: node, deleteMs: Math.round(performance.now() - fromMs), at });
  } catch (error) {
    const remedy = await writeOwnersScript(homeDir(), stack, node);
    const reason = messageOf(error);
    const leftOver: LeftOver = { node, host: target?.host ?? null, reason, remedy, at: new Date().toISOString() };
    await append(leftOverFile(homeDir(), stack), leftOver);
    process.stderr.write(`K3s is left over on ${node}: ${reason}\nRun on that machine: ${remedy}\n`);
  }
}
