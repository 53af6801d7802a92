/** One phase in the lab: brings its stack up, checks what only a run shows, destroys it, and proves that nothing is left. */
import { formatDuration } from "../../base/duration.ts";
import type { LabClient } from "../server/client.ts";
import { checksOf, parseOutputs, type Check } from "./checks.ts";
import { Operator } from "./operator.ts";
import { writeProject, type Phase } from "./project.ts";
import type { LabSettings } from "./stack-file.ts";

export interface PhaseOptions {
  /** Folder of the lab. */
  dir: string;
  engine: "embedded" | "pulumi";
  /** Leaves the stack up. */
  keep: boolean;
  signal: AbortSignal;
  print: (line: string) => void;
}

export interface PhaseResult {
  phase: Phase;
  checks: Check[];
  upMs: number;
  destroyMs: number | null;
}

/** Long enough for several samples of every counter, which cluster agents read every 10 to 26 s. */
const LEVELS = [{ name: "low", users: 10, spawnRatePerS: 5, durationS: 75 }];
const CHARTS = { workload: "onlineboutique", observability: "kube-prometheus-stack" };
const PROJECT = "stackmark-lab";
const EDGE = { name: "edge-node", cpus: 2, memoryMiB: 4096 };

export async function runPhase(lab: LabClient, phase: Phase, options: PhaseOptions): Promise<PhaseResult> {
  const { dir, engine, keep, signal, print } = options;
  const { operator: from, mirror } = await lab.status();
  const operator = new Operator({ dir, namespace: from.namespace, passphrase: lab.passphrase });
  const existing = phase === "edge" ? await lab.addExisting(EDGE) : null;
  const settings: LabSettings = {
    adminCidr: `${from.address}/32`,
    gcpProject: PROJECT,
    mirrorUrl: mirror.url,
    k3sVersion: mirror.k3sVersion,
    installerSha256: mirror.installerSha256,
    charts: CHARTS,
    levels: LEVELS,
    existing: existing
      ? { [EDGE.name]: { publicIp: existing.publicIp, hostKey: existing.hostKey, sshUser: existing.sshUser } }
      : {},
  };
  writeProject(dir, phase, settings);
  if (existing) await setSecret(operator, phase, "edgeSshKey", existing.privateKey);
  const checks: Check[] = [];
  const began = performance.now();
  const chosen = ["--engine", engine];
  try {
    await operator.mustSucceed(["up", phase, ...chosen], { shows: true, signal });
    const outputs = await operator.mustSucceed(["outputs", phase, ...chosen, "--json"]);
    checks.push(...checksOf(phase, parseOutputs(outputs)));
  } catch (error) {
    if (keep) throw error;
    print(`${phase} failed: ${error instanceof Error ? error.message : String(error)}`);
    checks.push({ title: "the stack comes up", holds: false, seen: "it failed; see above" });
  }
  const upMs = performance.now() - began;
  for (const line of checks) print(checkText(line));
  if (keep) return { phase, checks, upMs, destroyMs: null };
  const destroyed = await destroy(lab, operator, phase, options);
  return { phase, checks: [...checks, ...destroyed.checks], upMs, destroyMs: destroyed.ms };
}

async function destroy(lab: LabClient, operator: Operator, phase: Phase, { engine, print }: PhaseOptions) {
  const began = performance.now();
  const { exitCode } = await operator.stackmark(["destroy", phase, "--engine", engine], { shows: true });
  const ms = performance.now() - began;
  const { machines, resources } = await lab.status();
  const inClouds = machines.filter(({ cloud }) => cloud !== "existing").map(({ name }) => name);
  const checks: Check[] = [
    { title: "destroy exits with 0", holds: exitCode === 0, seen: `exit code ${exitCode}, ${formatDuration(ms)}` },
    { title: "the clouds hold nothing", holds: resources.length === 0, seen: resources.join(", ") || "nothing" },
    { title: "no machine of a cloud is left", holds: inClouds.length === 0, seen: inClouds.join(", ") || "none" },
  ];
  for (const line of checks) print(checkText(line));
  if (phase === "edge") await lab.removeExisting(EDGE.name);
  return { checks, ms };
}

/** Through standard input: command lines are visible to every user of the machine. */
async function setSecret(operator: Operator, phase: Phase, key: string, value: string): Promise<void> {
  const { exitCode } = await operator.stackmark(["pulumi", "stack", "select", phase]);
  if (exitCode !== 0) await operator.mustSucceed(["pulumi", "stack", "init", phase]);
  await operator.mustSucceed(["pulumi", "config", "set", "--stack", phase, "--secret", key], { stdin: value });
}

export const checkText = ({ title, holds, seen }: Check): string => `${holds ? "✓" : "✗"} ${title} (${seen})`;
