/** The lock of a stack, as in Pulumi's file backend: one file per holder. A holder that finds another file gives up. */
import { randomUUID } from "node:crypto";
import { readFile, readdir, rm } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import { basename, join } from "node:path";
import { z } from "zod";
import { writeAtomic } from "../../base/atomic-file.ts";
import { messageOf, systemCode } from "../../base/errors.ts";
import { StateError } from "../errors.ts";

import { identityOf, isProvablyDead } from "../../base/process-identity.ts";

/** The content of a lock file. `process` is this engine's addition, which the Pulumi CLI ignores. */
const contentSchema = z.object({
  pid: z.number().int(),
  username: z.string(),
  hostname: z.string(),
  timestamp: z.string(),
  process: z
    .object({ startTime: z.string().optional(), pidNamespace: z.string().optional(), command: z.string().optional() })
    .optional(),
});

export interface Lock extends z.infer<typeof contentSchema> {
  path: string;
}

/** Returns all locks, sorted by file name. An unreadable file counts as a lock. */
export async function readLocks(lockDir: string): Promise<Lock[]> {
  const names = (await readdir(lockDir).catch(() => [])).filter((name) => name.endsWith(".json")).sort();
  const locks = await Promise.all(names.map((name) => readLock(join(lockDir, name))));
  return locks.filter((lock) => lock !== undefined);
}

async function readLock(path: string): Promise<Lock | undefined> {
  try {
    return { path, ...contentSchema.parse(JSON.parse(await readFile(path, "utf8"))) };
  } catch (error) {
    // The lock was released after the folder was read.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    return { path, pid: 0, username: "unknown", hostname: "unknown", timestamp: "an unknown time" };
  }
}

export interface HeldLock {
  /** @returns Pulumi's error message if the release failed, for instance because `cancel` has removed the lock */
  release(): Promise<string | undefined>;
}

/** In many containers, the user has no entry in the user database and so no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? "unknown"}`;
  }
}

/** @throws StateError `STATE_LOCKED`; the message names each holder */
export async function acquireLock(lockDir: string, now: Date = new Date()): Promise<HeldLock> {
  await refuseLocked(lockDir);
  const path = join(lockDir, `${randomUUID()}.json`);
  const { pid, ...identity } = identityOf(process.pid);
  const content: z.infer<typeof contentSchema> = {
    pid,
    username: userName(),
    hostname: hostname(),
    timestamp: now.toISOString(),
    process: { ...identity, command: commandOf(process.argv.slice(1)) },
  };
  await writeAtomic(path, JSON.stringify(content));
  const release = () => removeLock(path);
  // If two processes lock at the same time, both find the other's file here and give up.
  const others = (await readLocks(lockDir)).filter((lock) => lock.path !== path);
  if (others.length > 0) await release();
  refuseIfLocked(others);
  return { release };
}

async function removeLock(path: string): Promise<string | undefined> {
  try {
    await rm(path);
    return undefined;
  } catch (error) {
    if (systemCode(error) === "ENOENT")
      return `the lock of this operation was removed by others before it ended: ${path}`;
    return `the lock of this operation could not be removed (${messageOf(error)}); \`pulumi cancel\` does it: ${path}`;
  }
}

/** @throws StateError `STATE_LOCKED`; the message names each holder */
export const refuseLocked = async (lockDir: string): Promise<void> => refuseIfLocked(await readLocks(lockDir));

function refuseIfLocked(locks: Lock[]): void {
  if (locks.length === 0) return;
  const holders = locks.map((lock) => `\n  ${holderOf(lock)}. ${adviceFor(lock)}`);
  throw new StateError("STATE_LOCKED", `the stack is currently locked by ${locks.length} lock(s):${holders.join("")}`);
}

/** Who holds a lock and since when, for messages. */
export function holderOf({ username, hostname, pid, timestamp, process }: Lock): string {
  const command = process?.command ?? "unknown command";
  return `${username}@${hostname} (pid ${pid}, ${command}) since ${timestamp.replace(/\.\d+/, "")}`;
}

/** Only the lock of a process that is gone may be removed: without it, two operations could write the state. */
function adviceFor(lock: Lock): string {
  if (isDead(lock)) return "That process no longer exists; `pulumi cancel` removes its lock.";
  if (lock.pid > 0 && lock.hostname === hostname())
    return `Wait until it ends, or end it as Ctrl-C does: \`kill -INT ${lock.pid}\`.`;
  return "Wait until it ends. If it no longer runs there, `pulumi cancel` removes its lock.";
}

/** Its holder was a process of this host that no longer exists. */
export const isDead = (lock: Lock): boolean =>
  lock.pid > 0 && lock.hostname === hostname() && isProvablyDead({ pid: lock.pid, ...lock.process });

/** The script and its words without options and what follows them: values of options may be secret. */
function commandOf([script = "", ...args]: readonly string[]): string {
  const words = args.filter((arg, index) => !arg.startsWith("-") && !args[index - 1]?.startsWith("-"));
  return [basename(script), ...words].slice(0, MAX_WORDS).join(" ");
}

const MAX_WORDS = 4;

/** Removes all locks, for `cancel`. Returns how many there were. */
export async function removeAllLocks(lockDir: string): Promise<number> {
  const locks = await readLocks(lockDir);
  await Promise.all(locks.map((lock) => rm(lock.path, { force: true })));
  return locks.length;
}

/** Removes the locks of processes on this host that are provably dead, and returns those locks. */
export async function removeDeadLocks(lockDir: string): Promise<Lock[]> {
  const dead = (await readLocks(lockDir)).filter(isDead);
  await Promise.all(dead.map((lock) => rm(lock.path, { force: true })));
  return dead;
}
