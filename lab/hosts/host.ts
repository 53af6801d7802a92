/** A host: a virtual machine made of Linux namespaces, with its own file system, processes, units and SSH server. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, openSync, closeSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../base/errors.ts";
import { LabError } from "../errors.ts";
import type { BootEvent, BootFile } from "./boot-file.ts";
import { createCgroups, removeCgroups, type HostCgroups, type HostSize } from "./cgroups.ts";
import type { Disk } from "./disk.ts";
import { writeProcessors } from "./processors.ts";

const READY_MS = 180_000;
const SHUTDOWN_MS = 120_000;
const POLL_MS = 5;

export interface HostStart {
  /** Of the lab, for this host alone; the console's log is written here. */
  folder: string;
  disk: Disk;
  hostname: string;
  /** Network namespace that it runs in. */
  namespace: string;
  /** Unique on this machine. */
  cgroup: string;
  size: HostSize;
  boot: BootFile;
  /** Folder that the host sees as /opt/lab, read-only. */
  partsDir: string | undefined;
  /** Called once, when the host has ended for whatever reason. */
  onEnd: (how: "poweroff" | "reboot" | "killed") => void;
}

export interface Host {
  /** Of its first process, in this machine's numbering. */
  pid: number;
  cgroups: HostCgroups;
  /** Resolves when the first boot's commands have ended. @throws LabError `LAB_HOST_FAILED` if one failed */
  booted: Promise<void>;
  /** A clean shutdown. */
  stop(): Promise<void>;
  /** Ends all processes at once. */
  kill(): Promise<void>;
}

/** Enters the cgroups before anything else runs. */
const ENTER = 'while [ "$1" != -- ]; do echo 0 >"$1"; shift; done; shift; exec "$@"';
const ENVIRONMENT = ["env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"];
const NAMESPACES = ["unshare", "-m", "-p", "-u", "-i", "-C", "--fork", "--kill-child"];

/**
 * Boots a host whose disk has been seeded. Resolves when it answers SSH.
 * @throws LabError `LAB_HOST_FAILED` with the end of its console
 */
export async function startHost(start: HostStart): Promise<Host> {
  const { disk, folder, cgroup, size, boot, namespace, hostname } = start;
  writeFileSync(join(disk.path, "layer/usr/lib/lab-host/boot.json"), JSON.stringify(boot), { mode: 0o600 });
  const cgroups = createCgroups(cgroup, size);
  writeProcessors(join(disk.path, "processors"), cgroups.processors, size.memoryMiB);
  const words = [
    ...["sh", "-c", ENTER, "sh", ...cgroups.entries, "--"],
    ...["ip", "netns", "exec", namespace, ...ENVIRONMENT, ...NAMESPACES, "sh", join(import.meta.dirname, "boot.sh")],
    ...[disk.path, hostname, process.execPath, start.partsDir ?? "", String(size.memoryMiB * 1024)],
    ...[join(import.meta.dirname, "../.."), ...cgroups.hierarchies],
  ];
  const console = join(folder, "console.log");
  const log = openSync(console, "a", 0o600);
  // Without the lab's daemon there are no hosts.
  const child = spawn("setpriv", ["--pdeathsig", "KILL", ...words], { stdio: ["ignore", "pipe", log] });
  closeSync(log);
  if (cgroups.exit !== undefined) void moveOut(child, cgroups.exit);

  const ready = Promise.withResolvers<void>();
  const booted = Promise.withResolvers<void>();
  booted.promise.catch(() => undefined);
  const fail = (what: string): void => {
    const end = existsSync(console) ? readFileSync(console, "utf8").trim().split("\n").slice(-8).join("\n") : "";
    const error = new LabError("LAB_HOST_FAILED", `Host ${hostname} ${what}. The end of ${console}:\n${end}`);
    ready.reject(error);
    booted.reject(error);
  };
  let how: "poweroff" | "reboot" | "killed" = "killed";
  createInterface({ input: child.stdout! }).on("line", (line) => {
    const event = parseEvent(line);
    if (event?.event === "ready") ready.resolve();
    else if (event?.event === "booted") booted.resolve();
    else if (event?.event === "end") how = event.how;
    else if (event?.event === "failed") fail(`failed to boot: ${event.message}`);
  });
  const ended = once(child, "exit").then(async () => {
    fail("ended before it answered SSH");
    await removeCgroups(cgroup);
    start.onEnd(how);
  });
  const timer = setTimeout(() => fail(`did not answer SSH within ${READY_MS / 1000} s`), READY_MS);
  try {
    await ready.promise;
  } catch (error) {
    await killTree(child);
    await ended;
    throw error;
  } finally {
    clearTimeout(timer);
  }
  return {
    pid: firstProcess(child)!,
    cgroups,
    booted: booted.promise,
    async stop() {
      signalFirst(child, "SIGTERM");
      const isDown = await Promise.race([ended.then(() => true), sleep(SHUTDOWN_MS, false, { ref: false })]);
      if (!isDown) await killTree(child);
      await ended;
    },
    async kill() {
      await killTree(child);
      await ended;
    },
  };
}

function parseEvent(line: string): BootEvent | undefined {
  try {
    return JSON.parse(line) as BootEvent;
  } catch (error) {
    process.stderr.write(`A host wrote no JSON (${messageOf(error)}): ${line}\n`);
    return undefined;
  }
}

/** The first process in the host's namespace is the only child of the process that made it. */
function firstProcess({ pid }: ChildProcess): number | undefined {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? Number(readFileSync(file, "utf8").trim().split(" ")[0]) || undefined : undefined;
}

/** Once the host has processes of its own, their parent leaves its cgroup. */
async function moveOut(child: ChildProcess, file: string): Promise<void> {
  while (isRunning(child) && firstProcess(child) === undefined) await sleep(POLL_MS);
  try {
    writeFileSync(file, String(child.pid));
  } catch {
    // It has ended.
  }
}

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;

function signalFirst(child: ChildProcess, signal: NodeJS.Signals): void {
  const pid = firstProcess(child);
  try {
    if (pid !== undefined) process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}

/** The kernel ends all processes of a namespace with its first. */
async function killTree(child: ChildProcess): Promise<void> {
  while (isRunning(child)) {
    if (firstProcess(child) === undefined) child.kill("SIGKILL");
    else signalFirst(child, "SIGKILL");
    await sleep(POLL_MS);
  }
}
