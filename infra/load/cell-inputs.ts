/** What goes into and comes out of a LoadRun, one measured cell. Plain JSON without paths. */
import type { MeasuredCell, Provenance } from "../../results/schema/outputs.ts";
import type { PlannedRun } from "../../results/schema/run.ts";
import type { MetricsSource } from "../observability/source.ts";
import type { PodKill } from "./measure/pod-kill.ts";

/** The load's specification (loadgen/schema/spec.ts) without its target. */
export type CellSpec = Record<string, unknown> & { durationMs: number; warmUpMs: number; gracefulStopMs: number };

export interface CellInputs {
  stack: string;
  cell: string;
  level: string;
  repeat: number;
  order: number;
  /** The run that was asked for, or `keep`. */
  runId: string;
  spec: CellSpec;
  workloadDigest: string;
  topologyDigest: string;
  target: string;
  machines: string[];
  /** Ids of these machines: a machine made anew has another. */
  instances: string[];
  provenance: Provenance;
  /** A kubeconfig in it is a secret. */
  metrics: MetricsSource;
  /** Null: every pod is left alone. */
  podKill: PodKill | null;
  /** What the run is to measure and where; the archive keeps it, and nothing else reads it. */
  planned: Pick<PlannedRun, "plan" | "nodes" | "placement" | "notes">;
  /** How long after its planned end the load may run. */
  marginMs: number;
}

export interface CellOutputs {
  stack: string;
  cell: string;
  /** The run that it was measured in. */
  runId: string;
  /** The run that was asked for when it was measured. */
  askedRunId: string;
  spec: CellSpec;
  workloadDigest: string;
  topologyDigest: string;
  instances: string[];
  status: MeasuredCell["result"]["status"];
  /** Null: it was stopped before its first request, and the next `up` measures it. */
  output: MeasuredCell | null;
}

/** No run in particular: what was measured stays. */
export const KEEP = "keep";
