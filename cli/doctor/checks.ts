/** What a machine has for Stackmark; each check is one finding, with what to do where something is missing. */
import { accessSync, constants, existsSync, readdirSync, readFileSync, statfsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import { runsDir } from "../../infra/home.ts";
import { knownStacks, type Context } from "../context.ts";
import { isLocal } from "../engines/pick.ts";
import { findPulumi } from "../engines/pulumi.ts";
import { lockedStacks } from "./locks.ts";

export interface Finding {
  name: string;
  /** `fail`: something that is asked for cannot work. `note`: it works, with less. */
  status: "ok" | "note" | "fail";
  detail: string;
}

type Check = (context: Context) => Finding | Promise<Finding>;

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

const node: Check = () => ({ name: "Node.js", status: "ok", detail: `${process.version} (${process.execPath})` });

const machine: Check = () => {
  const cores = availableParallelism();
  const detail = `${cores} cores (${cpus()[0]?.model.trim() ?? "unknown CPU"}), ${gib(freemem())} of ${gib(totalmem())} memory free`;
  if (cores < 2)
    return {
      name: "machine",
      status: "note",
      detail: `${detail}; the local stacks share one core with the load generator: expect invalid high levels`,
    };
  if (freemem() < 2 ** 30)
    return { name: "machine", status: "note", detail: `${detail}; the local stacks need about 1 GiB` };
  return { name: "machine", status: "ok", detail };
};

const pulumi: Check = (context) => {
  const path = findPulumi(context);
  if (path) return { name: "Pulumi CLI", status: "ok", detail: path };
  return {
    name: "Pulumi CLI",
    status: "note",
    detail: "not found; cloud stacks need it: https://www.pulumi.com/docs/install (local stacks don't)",
  };
};

const engines: Check = (context) => {
  const real = findPulumi(context) !== undefined;
  const lines = knownStacks(context.root).map(
    (stack) => `${stack}: ${isLocal(stack) || !real ? "embedded" : "pulumi"}`,
  );
  return {
    name: "engine by stack",
    status: lines.length > 0 ? "ok" : "fail",
    detail: lines.join(", ") || "no Pulumi.<stack>.yaml found",
  };
};

const cgroups: Check = () => {
  const name = "quotas (cgroups)";
  if (process.platform !== "linux")
    return {
      name,
      status: "note",
      detail: `none on ${process.platform}: emulated nodes run without CPU and memory limits, and outputs say so`,
    };
  const roots = existsSync("/sys/fs/cgroup/cgroup.controllers")
    ? ["/sys/fs/cgroup"]
    : ["/sys/fs/cgroup/cpu", "/sys/fs/cgroup/memory"];
  const closed = roots.filter((root) => !writable(root));
  if (closed.length > 0)
    return {
      name,
      status: "note",
      detail: `${closed.join(", ")} not writable: emulated nodes run without limits; run as root to have them`,
    };
  return { name, status: "ok", detail: `CPU and memory limits hold (${roots.join(", ")})` };
};

const openFiles: Check = () => {
  const limits = existsSync("/proc/self/limits") ? readFileSync("/proc/self/limits", "utf8") : "";
  const soft = Number(limits.match(/Max open files\s+(\d+)/)?.[1] ?? NaN);
  if (Number.isNaN(soft)) return { name: "open files", status: "note", detail: "limit unknown" };
  const status = soft >= 4096 ? "ok" : "note";
  return {
    name: "open files",
    status,
    detail: `${soft}${status === "ok" ? "" : "; one connection a user: raise it with `ulimit -n 65536`"}`,
  };
};

const home: Check = async (context) => {
  await mkdir(runsDir(context.home), { recursive: true });
  const disk = statfsSync(context.home);
  const runs = readdirSync(runsDir(context.home)).length;
  return { name: "home", status: "ok", detail: `${context.home}: ${runs} runs, ${gib(disk.bavail * disk.bsize)} free` };
};

const locks: Check = async (context) => {
  const held = await lockedStacks(context);
  if (held.length === 0) return { name: "locks", status: "ok", detail: "none" };
  return { name: "locks", status: "note", detail: held.join("; ") };
};

function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

export const checks: Check[] = [node, machine, engines, pulumi, cgroups, openFiles, home, locks];
