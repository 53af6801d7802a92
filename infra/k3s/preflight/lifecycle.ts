/** Lifecycle of Preflight: measures, evaluates, and fails with every failed check. */
import { isDeepStrictEqual } from "node:util";
import { InfraError } from "../../errors.ts";
import type { K3sCluster } from "../model.ts";
import type { Pace } from "./scripts.ts";
import type { SshTarget } from "../../ssh/connection.ts";
import type { CheckName } from "./checks.ts";
import { evaluate, explain, lossPct, type Finding } from "./evaluate.ts";
import { expectationOf, type ExpectedPort } from "./expectation.ts";
import { observe } from "./observe.ts";
import type { Observation } from "./observation.ts";

export interface PreflightInputs {
  cluster: K3sCluster;
  /** By node name; a node that joins by hand has none. */
  targets: Record<string, SshTarget>;
  /** IDs of the machines: if one changes, every check runs again. */
  machines: string[];
  /** Null: those of `usualPorts`. */
  ports: ExpectedPort[] | null;
  /** Names that each node's own resolver must know. */
  names: string[];
  /** Checks whose failure is reported but stops nothing. */
  tolerated: CheckName[];
  /**
   * The run that was asked for. Another one checks again, because a path may have changed since; null, or nothing in
   * states of older versions: none in particular.
   */
  run?: string | null;
}

export interface RoundTrip {
  from: string;
  to: string;
  network: "host" | "pod";
  /** Null: no reply arrived. */
  rttMs: { min: number; avg: number; max: number } | null;
  lossPct: number;
}

/** A node's machine as it reports itself: two machines of one size may have different CPUs. */
export interface MachineFacts {
  node: string;
  cpuModel: string;
  cores: number;
  memoryMiB: number;
  kernel: string;
}

export interface PreflightOutputs extends PreflightInputs {
  findings: Finding[];
  facts: MachineFacts[];
  roundTrips: RoundTrip[];
}

const roundTripsOf = (observations: readonly Observation[]): RoundTrip[] =>
  observations
    .filter((each) => each.kind === "ping")
    .map((ping) => ({
      from: ping.from,
      to: ping.to,
      network: ping.network,
      rttMs: ping.rttMs,
      lossPct: lossPct(ping),
    }));

const factsOf = (observations: readonly Observation[]): MachineFacts[] =>
  observations
    .filter((each) => each.kind === "machine")
    .map(({ from, cpuModel, cores, memoryMiB, kernel }) => ({ node: from, cpuModel, cores, memoryMiB, kernel }));

/** @throws InfraError `PREFLIGHT_FAILED` with every failed check, what it means and what to do */
export async function create(inputs: PreflightInputs, pace?: Pace): Promise<{ id: string; outs: PreflightOutputs }> {
  const { cluster, targets, machines, ports, names, tolerated, run = null } = inputs;
  const expected = expectationOf(cluster, Object.keys(targets), { ports: ports ?? undefined, names });
  const observations = await observe(cluster, targets, expected, pace);
  const findings = evaluate(expected, observations);
  const failed = findings.filter(({ isOk, check }) => !isOk && !tolerated.includes(check));
  if (failed.length > 0) {
    const head = `${failed.length} of the pre-flight's ${findings.length} checks failed, so a load would measure the fault`;
    throw new InfraError("PREFLIGHT_FAILED", `${head}:\n${failed.map(explain).join("\n")}`);
  }
  const outs = {
    cluster,
    targets,
    machines,
    ports,
    names,
    tolerated,
    run,
    findings,
    facts: factsOf(observations),
    roundTrips: roundTripsOf(observations),
  };
  return { id: `preflight-${machines.join("-")}`, outs };
}

const KEYS = ["cluster", "machines", "ports", "names", "tolerated"] as const;

/** Other SSH access to a machine does not run the checks again. */
export function diff(olds: PreflightInputs, news: PreflightInputs) {
  const isOtherRun = news.run != null && news.run !== olds.run;
  return { changes: isOtherRun || KEYS.some((key) => !isDeepStrictEqual(olds[key], news[key])) };
}
