/**
 * Removes what a stack put on existing machines. A machine that does not answer, or on which the removal fails, is recorded as
 * left over and does not block the destroy.
 */
import { appendFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { messageOf } from "../../base/errors.ts";
import { makeFolder } from "../../base/folder.ts";
import { deletesFile, homeDir, leftOverFile, removalScriptFile } from "../home.ts";
import type { SshTarget } from "./connection.ts";
import { asRoot } from "./shell.ts";
import { withConnection } from "./with-connection.ts";

/** A line of the left-over file. */
export interface LeftOver {
  /** As in `K3s on edge-node`. Lines of older versions have none, and mean K3s. */
  what?: string;
  /** Name of the machine in the stack. */
  node: string;
  host: string | null;
  reason: string;
  /** What the machine's owner runs there. */
  remedy: string;
  at: string;
}

/** What is removed from a machine, and how. */
export interface Removal {
  stack: string;
  node: string;
  what: string;
  /** Must be idempotent. */
  script: string;
  /** Who runs it: root, or the user whose home it cleans. */
  user: "root" | { name: string };
}

export interface RemovalLimits {
  /** How long the machine may take to answer. */
  connectMs: number;
  scriptMs: number;
}

/**
 * Runs a removal on its machine. Never throws: a failure is recorded.
 * @param target null: there is no SSH access, so the machine's owner must run the script
 */
export async function removeOrRecord(removal: Removal, target: SshTarget | null, limits: RemovalLimits): Promise<void> {
  const { stack, node, what, script, user } = removal;
  const home = homeDir();
  const fromMs = performance.now();
  const at = (): string => new Date().toISOString();
  try {
    if (target === null) throw new Error("Stackmark has no SSH access to it");
    const command = user === "root" ? asRoot(script) : script;
    await withConnection(target, limits.connectMs, (connection) =>
      connection.run(command, { limitMs: limits.scriptMs }),
    );
    await rm(removalScriptFile(home, stack, node), { force: true });
    const deleteMs = Math.round(performance.now() - fromMs);
    await append(deletesFile(home, stack), { name: node, deleteMs, at: at() });
  } catch (error) {
    const remedy = await writeOwnersScript(home, removal);
    const reason = messageOf(error);
    const leftOver: LeftOver = { what, node, host: target?.host ?? null, reason, remedy, at: at() };
    await append(leftOverFile(home, stack), leftOver);
    process.stderr.write(`${what} is left over on ${node}: ${reason}\nRun on that machine: ${remedy}\n`);
  }
}

async function append(file: string, line: object): Promise<void> {
  makeFolder(dirname(file));
  await appendFile(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
}

/** Writes the script that would have run, for the machine's owner. @returns what to run */
export async function writeOwnersScript(
  home: string,
  { stack, node, script, user }: Pick<Removal, "stack" | "node" | "script" | "user">,
): Promise<string> {
  const file = removalScriptFile(home, stack, node);
  makeFolder(dirname(file));
  await writeFile(file, script);
  const command = user === "root" ? `sudo sh ${basename(file)}` : `sh ${basename(file)} as ${user.name}`;
  return `${command}, a copy of ${file}`;
}
