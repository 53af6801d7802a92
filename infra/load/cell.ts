/** Inputs and outputs of a LoadRun, one measured cell, as plain JSON without paths; and when a cell is measured again. */
import type { CellIdentity } from "@stackmark/loadgen/schema";
import { isDeepStrictEqual } from "node:util";
import type { Provenance } from "../../results/schema/outputs.ts";
import type { PlannedRun } from "../../results/schema/run.ts";
import type { CellSummary } from "../../results/schema/summary.ts";
import type { LoadCap } from "../budget/cap.ts";
import type { GeneratorMachine } from "../generators/machine.ts";
import type { PodLoad } from "../jobs/with-pods.ts";
import type { MetricsSource } from "../observability/source.ts";
import type { RecommendedServices } from "../workloads/recommender/read.ts";
import type { PodKill } from "../workloads/rollout/pod-kill.ts";

/**
 * The load's specification (loadgen/schema/spec.ts) without its target, or what a tool is to run. Loads of stages have
 * neither a duration nor a warm-up.
 */
export type CellSpec = Record<string, unknown> & {
  durationMs?: number;
  warmUpMs?: number;
  gracefulStopMs: number;
  stages?: { overMs: number }[];
};

/** From the first request to the last, as planned. */
export const plannedMs = ({ durationMs, stages = [] }: CellSpec): number =>
  durationMs ?? stages.reduce((sum, { overMs }) => sum + overMs, 0);

export interface CellInputs extends CellIdentity {
  stack: string;
  order: number;
  /** The requested run, or `keep`. */
  runId: string;
  spec: CellSpec;
  /** Load to send before, without measuring it; `null` in all cells but the first of a run. */
  rehearsal: CellSpec | null;
  workloadDigest: string;
  topologyDigest: string;
  target: string;
  machines: string[];
  /** IDs of these machines: a re-created machine has another. */
  instances: string[];
  provenance: Provenance;
  /** Machines that send the load, with the secret key to log in; `null`: this machine sends it. */
  generators: GeneratorMachine[] | null;
  /** A kubeconfig in it is a secret. */
  metrics: MetricsSource;
  /** Null: no pod is deleted. */
  podKill: PodKill | null;
  /** Services whose recommended requests are read after the load, with a kubeconfig, which is secret. Absent: none. */
  recommended?: RecommendedServices;
  /** Pods that the load comes from, with a kubeconfig, which is secret. Absent: it comes from this machine. */
  pods?: PodLoad;
  /** What the run measures and where, for the archive. */
  planned: Pick<PlannedRun, "plan" | "nodes" | "placement" | "notes" | "cells">;
  /** Where the metrics of the load itself are written while it runs; absent: nowhere. */
  export?: { remoteWrite: string; labels: Record<string, string> };
  /** How long the load may continue after its planned end. */
  marginMs: number;
  /** When it has to end whatever is planned. Absent: no cloud bills the stack. */
  cap?: LoadCap;
}

export interface CellOutputs {
  stack: string;
  cell: string;
  /** The run in which it was measured. */
  runId: string;
  /** The run that was requested when it was measured. */
  askedRunId: string;
  spec: CellSpec;
  workloadDigest: string;
  topologyDigest: string;
  instances: string[];
  status: CellSummary["status"];
  /**
   * The full result is in the archive. States of older versions have it here (`summaryIn`).
   *
   * Null: the load was stopped before its first request, and the next `up` measures the cell.
   */
  output: CellSummary | null;
}

/** Requests no particular run: measured cells are kept. */
export const KEEP = "keep";

const IDENTITY = ["stack", "cell", "spec", "workloadDigest", "topologyDigest"] as const;

type Old = Pick<CellOutputs, (typeof IDENTITY)[number] | "runId" | "askedRunId" | "status">;
type New = Pick<CellInputs, (typeof IDENTITY)[number] | "runId">;

/**
 * Pure. Only inputs that define the measurement count: neither the provider's text nor an address nor a re-created
 * machine re-runs a load. While the old status is not `complete`, there is a change, so that `update` resumes.
 */
export function diff(olds: Old, news: New) {
  const replaces: string[] = IDENTITY.filter((key) => !isDeepStrictEqual(olds[key], news[key]));
  // Requesting the same run again is no new run, even if the cell was measured in a run with another id.
  if (news.runId !== KEEP && news.runId !== olds.runId && news.runId !== olds.askedRunId) replaces.push("runId");
  const changes = replaces.length > 0 || olds.status !== "complete";
  // Two loads at once would measure each other.
  return { changes, replaces, deleteBeforeReplace: true };
}
