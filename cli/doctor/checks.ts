/** Checks of this machine. Each gives one finding, which says what to do if something is missing. */
import { quantity } from "../../base/format.ts";
import { accessSync, constants, existsSync, readdirSync, readFileSync, statfsSync } from "node:fs";
import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import { counted } from "../../base/counted.ts";
import { makeFolder } from "../../base/folder.ts";
import { isDead, openBackend } from "@stackmark/engine/backend";
import { runsDir } from "../../infra/home.ts";
import { knownStacks } from "../stacks/names.ts";
import { requireHome, stateDir } from "../home.ts";
import type { Context } from "../context.ts";
import { isLocal } from "../engines/engine.ts";
import { findPulumi } from "../engines/pulumi.ts";
import type { Finding } from "./finding.ts";
import { sshAgent } from "./ssh-agent.ts";

type Check = (context: Context) => Finding | Promise<Finding>;

const gib = (bytes: number): string => quantity(bytes, "bytes");

const node: Check = () => ({ status: "ok", detail: `${process.version} (${process.execPath})` });

const machine: Check = () => {
  const cores = availableParallelism();
  const detail = `${cores} cores (${cpus()[0]?.model.trim() ?? "unknown CPU"}), ${gib(freemem())} of ${gib(totalmem())} memory free`;
  if (cores < 2)
    return {
      status: "note",
      detail: `${detail}; the local stacks share one core with the load generator, so expect high levels to be invalid`,
    };
  if (freemem() < 2 ** 30) return { status: "note", detail: `${detail}; the local stacks need about 1 GiB` };
  return { status: "ok", detail };
};

const pulumi: Check = (context) => {
  const path = findPulumi(context);
  if (path) return { status: "ok", detail: path };
  return {
    status: "note",
    detail: "not found; cloud stacks require it: https://www.pulumi.com/docs/install (local stacks don't)",
  };
};

const engines: Check = (context) => {
  const [local, others] = [true, false].map((embedded) =>
    knownStacks(context.root).filter((s) => isLocal(s) === embedded),
  );
  const missing = findPulumi(context) ? "" : " (not installed)";
  const lines = [
    ...(local!.length > 0 ? [`embedded for ${local!.join(", ")}`] : []),
    ...(others!.length > 0 ? [`Pulumi CLI${missing} for ${others!.join(", ")}`] : []),
  ];
  if (lines.length === 0) return { status: "fail", detail: "no Pulumi.<stack>.yaml found" };
  return { status: others!.length > 0 && missing !== "" ? "note" : "ok", detail: lines.join("; ") };
};

const cgroups: Check = () => {
  if (process.platform !== "linux")
    return {
      status: "note",
      detail: `none on ${process.platform}: emulated nodes run without CPU and memory limits, and outputs say so`,
    };
  const roots = existsSync("/sys/fs/cgroup/cgroup.controllers")
    ? ["/sys/fs/cgroup"]
    : ["/sys/fs/cgroup/cpu", "/sys/fs/cgroup/memory"];
  const closed = roots.filter((root) => !writable(root));
  if (closed.length > 0)
    return {
      status: "note",
      detail: `${closed.join(", ")} not writable: emulated nodes run without limits unless you run as root`,
    };
  return { status: "ok", detail: `CPU and memory limits are enforced (${roots.join(", ")})` };
};

const openFiles: Check = () => {
  const limits = existsSync("/proc/self/limits") ? readFileSync("/proc/self/limits", "utf8") : "";
  const soft = Number(limits.match(/Max open files\s+(\d+)/)?.[1] ?? NaN);
  if (Number.isNaN(soft)) return { status: "note", detail: "limit unknown" };
  const status = soft >= 4096 ? "ok" : "note";
  return {
    status,
    detail: `${soft}${status === "ok" ? "" : "; each user needs a connection: raise the limit with `ulimit -n 65536`"}`,
  };
};

const home: Check = (context) => {
  requireHome(context);
  makeFolder(runsDir(context.home));
  const disk = statfsSync(context.home);
  const runs = readdirSync(runsDir(context.home)).length;
  return { status: "ok", detail: `${context.home}: ${counted(runs, "run")}, ${gib(disk.bavail * disk.bsize)} free` };
};

const locks: Check = async (context) => {
  const held = await lockedStacks(context);
  if (held.length === 0) return { status: "ok", detail: "none" };
  return { status: "note", detail: held.join("; ") };
};

/** One line for each lock of the embedded engine's stacks. */
async function lockedStacks(context: Context): Promise<string[]> {
  const backend = await openBackend(stateDir(context.home));
  const held = await Promise.all(
    (await backend.stacks()).map(async ({ project, stack }) =>
      (await backend.stack(project, stack).locks()).map(
        (lock) =>
          `${stack} by pid ${lock.pid} of ${lock.username}@${lock.hostname}${isDead(lock) ? " (dead; the next command for the stack removes it)" : ""}`,
      ),
    ),
  );
  return held.flat();
}

function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

export const CHECKS: { name: string; check: Check }[] = [
  { name: "Node.js", check: node },
  { name: "machine", check: machine },
  { name: "engine by stack", check: engines },
  { name: "Pulumi CLI", check: pulumi },
  { name: "quotas (cgroups)", check: cgroups },
  { name: "open files", check: openFiles },
  { name: "home", check: home },
  { name: "locks", check: locks },
  { name: "SSH agent", check: ({ env }) => sshAgent(env) },
];
