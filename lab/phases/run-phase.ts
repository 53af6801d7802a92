/** One phase in the lab: brings its stack up, checks what only a run shows, destroys it, and proves that nothing is left. */
import { formatDuration } from "../../base/duration.ts";
import { messageOf } from "../../base/errors.ts";
import type { LabClient } from "../server/client.ts";
import { check, checkText, type Check } from "./checks/check.ts";
import { latencyCheck, singleRunIn } from "./checks/latency.ts";
import { liveChecks } from "./checks/live.ts";
import { machineOf, podsOf, readyMs } from "./checks/nodes.ts";
import { checksOf, firstLoadMs, parseOutputs } from "./checks/outputs.ts";
import { SecretChecks } from "./checks/secrets.ts";
import { verifiedChecks } from "./checks/verified.ts";
import { Operator } from "./operator.ts";
import { writeProject, type Phase } from "./project.ts";
import { labSettings } from "./stack-file.ts";

export interface PhaseOptions {
  /** Folder of the lab. */
  dir: string;
  engine: "embedded" | "pulumi";
  /** Leaves the stack up. */
  keep: boolean;
  /** Also makes the checks that take minutes. */
  isThorough: boolean;
  /** The run of `single` by the same command, to compare with. Default: the newest that is in the lab's folder. */
  singleRun?: string;
  /** When aborted, what is checked is given up, and the stack is destroyed. */
  signal: AbortSignal;
  print: (line: string) => void;
}

/** In milliseconds; `null`: it did not come to that. */
export interface PhaseTimes {
  /** From nothing until the last pod of the workload was ready. */
  readyMs: number | null;
  /** From nothing to the first cell of the load. */
  firstLoadMs: number | null;
  /** From nothing to outputs. */
  upMs: number | null;
  destroyMs: number | null;
}

export interface PhaseResult {
  phase: Phase;
  /** What was measured; `null` if nothing was. */
  runId: string | null;
  checks: Check[];
  times: PhaseTimes;
}

/** Measured for long enough to have several samples of every counter, which cluster agents read every 10 to 26 s. */
const LEVELS = [{ name: "low", users: 10, spawnRatePerS: 5, durationS: 70 }];
const EDGE = { name: "edge-node", cpus: 2, memoryMiB: 4096 };

export async function runPhase(lab: LabClient, phase: Phase, options: PhaseOptions): Promise<PhaseResult> {
  const { dir, engine, keep, isThorough, singleRun, signal, print } = options;
  const status = await lab.status();
  const operator = new Operator({ dir, namespace: status.operator.namespace, passphrase: lab.passphrase });
  const existing = phase === "edge" ? await lab.addExisting(EDGE) : null;
  const known = existing && { publicIp: existing.publicIp, hostKey: existing.hostKey, sshUser: existing.sshUser };
  writeProject(dir, phase, labSettings(status, LEVELS, { existing: known ? { [EDGE.name]: known } : {} }));
  if (existing) await operator.setSecret(phase, "edgeSshKey", existing.privateKey);
  const checks: Check[] = [];
  const report = (each: Check): void => {
    checks.push(each);
    print(checkText(each));
  };
  const times: PhaseTimes = { readyMs: null, firstLoadMs: null, upMs: null, destroyMs: null };
  let runId: string | null = null;
  const [began, beganAt] = [performance.now(), Date.now()];
  const chosen = ["--engine", engine];
  using secrets = new SecretChecks(dir, operator);
  try {
    await operator.mustSucceed(["up", phase, ...chosen], { shows: true, signal });
    times.upMs = performance.now() - began;
    const outputs = parseOutputs(await operator.mustSucceed(["outputs", phase, ...chosen, "--json"]));
    times.readyMs = readyMs(await podsOf(machineOf((await lab.status()).machines, "server")), beganAt);
    times.firstLoadMs = firstLoadMs(outputs, beganAt);
    for (const each of checksOf(phase, outputs)) report(each);
    runId = outputs.runId;
    await liveChecks({ dir, lab, operator, phase, chosen, outputs, isThorough, signal }, report);
    if (phase === "multicloud" && !signal.aborted) {
      const single = singleRun ?? singleRunIn(await operator.mustSucceed(["results", "ls", "--json"]));
      if (single === undefined) print("latency is not compared: no run of single is in this lab's folder");
      else report(latencyCheck(await operator.mustSucceed(["diff", single, runId, "--json"])));
    }
    await secrets.learn(phase);
    report(secrets.check("after up"));
  } catch (error) {
    if (keep && !signal.aborted) throw error;
    if (!signal.aborted) {
      print(`${phase} failed: ${messageOf(error)}`);
      report(check("the stack comes up and can be checked", false, "it failed; see above"));
    }
  }
  if (keep) return { phase, runId, checks, times };
  const destroyed = await destroy({ lab, operator, secrets }, phase, options);
  return { phase, runId, checks: [...checks, ...destroyed.checks], times: { ...times, destroyMs: destroyed.ms } };
}

async function destroy(
  { lab, operator, secrets }: { lab: LabClient; operator: Operator; secrets: SecretChecks },
  phase: Phase,
  { engine, signal, print }: PhaseOptions,
) {
  const verify = () => operator.stackmark(["verify-destroyed", phase, "--engine", engine]);
  const before = await verify();
  await secrets.learn(phase);
  const began = performance.now();
  const { exitCode } = await operator.stackmark(["destroy", phase, "--engine", engine], { shows: true });
  const ms = performance.now() - began;
  const after = await verify();
  const { machines, resources } = await lab.status();
  const inClouds = machines.filter(({ cloud }) => cloud !== "existing").map(({ name }) => name);
  const checks: Check[] = [
    check("destroy exits with 0", exitCode === 0, `exit code ${exitCode}, ${formatDuration(ms)}`),
    check("the clouds hold nothing", resources.length === 0, resources.join(", ") || "nothing"),
    check("no machine of a cloud is left", inClouds.length === 0, inClouds.join(", ") || "none"),
  ];
  // Of a stack that was interrupted, little may be there to find before.
  if (!signal.aborted)
    checks.push(...verifiedChecks(before, after, phase === "edge" ? EDGE.name : null), secrets.check("after destroy"));
  for (const line of checks) print(checkText(line));
  if (phase === "edge") await lab.removeExisting(EDGE.name);
  return { checks, ms };
}
