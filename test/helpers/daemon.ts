/** Starts the lab's daemons for tests, each in its own folder, and sends requests to their control ports. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chown, mkdtemp, readdir, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Ready } from "../../lab/protocol/daemon.ts";
import { REPLICA_CGROUP_PREFIX } from "../../lab/protocol/node.ts";

export const NODE_ENTRY = fileURLToPath(new URL("../../lab/storefront/node.ts", import.meta.url));
export const LINK_ENTRY = fileURLToPath(new URL("../../lab/wan/link.ts", import.meta.url));

export interface Answer {
  status: number;
  body: any;
}

export interface Daemon {
  dir: string;
  child: ChildProcess;
  ready: Ready;
  /** One request to the control port, with the right token unless another is given. */
  ask(method: string, path: string, body?: unknown, token?: string): Promise<Answer>;
  /** Shuts the daemon down, or kills it if it does not answer, and removes its folder. */
  close(): Promise<void>;
}

const TOKEN = "token-of-tests";

/**
 * Runs `entry` with a start file of `fields` and waits until it is ready. Rejects with its stderr if it exits early.
 * `uid` runs it as another user, which requires root.
 */
export async function startDaemon(
  entry: string,
  fields: Record<string, unknown>,
  { uid }: { uid?: number } = {},
): Promise<Daemon> {
  const dir = await mkdtemp(join(tmpdir(), "stackmark-lab-"));
  const start = { version: 1, stack: "test", dir, token: TOKEN, ...fields };
  const startFile = join(dir, "start.json");
  await writeFile(startFile, JSON.stringify(start));
  if (uid !== undefined) for (const path of [dir, startFile]) await chown(path, uid, -1);
  const child = spawn(process.execPath, [entry, startFile], {
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
    uid,
  });
  const exited = once(child, "exit");
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ready = await Promise.race([readyIn(dir), exited.then(() => undefined)]);
  if (ready === undefined) {
    await rm(dir, { recursive: true, force: true });
    throw new Error(`${entry} did not start: ${stderr}`);
  }

  async function ask(method: string, path: string, body?: unknown, token = TOKEN): Promise<Answer> {
    const response = await fetch(ready!.control + path, {
      method,
      headers: { authorization: `Bearer ${token}` },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  }
  async function close(): Promise<void> {
    await ask("POST", "/shutdown").catch(() => child.kill("SIGKILL"));
    if (child.exitCode === null && child.signalCode === null) await exited;
    await removeCgroups(ready!.cgroups);
    await rm(dir, { recursive: true, force: true });
  }
  return { dir, child, ready, ask, close };
}

async function readyIn(dir: string): Promise<Ready> {
  for (;;) {
    try {
      return JSON.parse(await readFile(join(dir, "ready.json"), "utf8")) as Ready;
    } catch {
      await sleep(10);
    }
  }
}

/** Removes the cgroups of a killed node as the protocol says: in the given order, and parents only if they are unused. */
async function removeCgroups(cgroups: string[]): Promise<void> {
  for (const folder of cgroups) {
    const replicas = await readdir(folder).catch(() => []);
    for (const name of replicas.filter((each) => each.startsWith(REPLICA_CGROUP_PREFIX)))
      await rmdir(join(folder, name)).catch(() => undefined);
    const own = basename(folder) === basename(cgroups[0]!);
    for (let tries = own ? 100 : 1; tries > 0 && existsSync(folder); tries--) {
      await rmdir(folder).catch(() => sleep(20));
    }
  }
}
