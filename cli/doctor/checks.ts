/** What a machine has for Stackmark; each check is one finding, with what to do where something is missing. */
import { accessSync, constants, existsSync, readdirSync, readFileSync, statfsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import { runsDir } from "../../infra/home.ts";
import { knownStacks, requireHome, type Context } from "../context.ts";
import { isLocal } from "../engines/pick.ts";
import { findPulumi } from "../engines/pulumi.ts";
import type { Finding } from "./finding.ts";
import { lockedStacks } from "./locks.ts";

type Look = (context: Context) => Finding | Promise<Finding>;

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

const node: Look = () => ({ status: "ok", detail: `${process.version} (${process.execPath})` });

const machine: Look = () => {
  const cores = availableParallelism();
  const detail = `${cores} cores (${cpus()[0]?.model.trim() ?? "unknown CPU"}), ${gib(freemem())} of ${gib(totalmem())} memory free`;
  if (cores < 2)
    return {
      status: "note",
      detail: `${detail}; the local stacks share one core with the load generator: expect invalid high levels`,
    };
  if (freemem() < 2 ** 30) return { status: "note", detail: `${detail}; the local stacks need about 1 GiB` };
  return { status: "ok", detail };
};

const pulumi: Look = (context) => {
  const path = findPulumi(context);
  if (path) return { status: "ok", detail: path };
  return {
    status: "note",
    detail: "not found; cloud stacks need it: https://www.pulumi.com/docs/install (local stacks don't)",
  };
};

const engines: Look = (context) => {
  const [local, others] = [true, false].map((here) => knownStacks(context.root).filter((s) => isLocal(s) === here));
  const missing = findPulumi(context) ? "" : " (not here)";
  const lines = [
    ...(local!.length > 0 ? [`embedded for ${local!.join(", ")}`] : []),
    ...(others!.length > 0 ? [`Pulumi CLI${missing} for ${others!.join(", ")}`] : []),
  ];
  if (lines.length === 0) return { status: "fail", detail: "no Pulumi.<stack>.yaml found" };
  return { status: others!.length > 0 && missing !== "" ? "note" : "ok", detail: lines.join("; ") };
};

const cgroups: Look = () => {
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
      detail: `${closed.join(", ")} not writable: emulated nodes run without limits; run as root to have them`,
    };
  return { status: "ok", detail: `CPU and memory limits hold (${roots.join(", ")})` };
};

const openFiles: Look = () => {
  const limits = existsSync("/proc/self/limits") ? readFileSync("/proc/self/limits", "utf8") : "";
  const soft = Number(limits.match(/Max open files\s+(\d+)/)?.[1] ?? NaN);
  if (Number.isNaN(soft)) return { status: "note", detail: "limit unknown" };
  const status = soft >= 4096 ? "ok" : "note";
  return {
    status,
    detail: `${soft}${status === "ok" ? "" : "; one connection a user: raise it with `ulimit -n 65536`"}`,
  };
};

const home: Look = async (context) => {
  requireHome(context);
  await mkdir(runsDir(context.home), { recursive: true });
  const disk = statfsSync(context.home);
  const runs = readdirSync(runsDir(context.home)).length;
  return { status: "ok", detail: `${context.home}: ${runs} runs, ${gib(disk.bavail * disk.bsize)} free` };
};

const locks: Look = async (context) => {
  const held = await lockedStacks(context);
  if (held.length === 0) return { status: "ok", detail: "none" };
  return { status: "note", detail: held.join("; ") };
};

function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

export const checks: { name: string; look: Look }[] = [
  { name: "Node.js", look: node },
  { name: "machine", look: machine },
  { name: "engine by stack", look: engines },
  { name: "Pulumi CLI", look: pulumi },
  { name: "quotas (cgroups)", look: cgroups },
  { name: "open files", look: openFiles },
  { name: "home", look: home },
  { name: "locks", look: locks },
];
