/** What only a run shows: whether the stack that is up is the one that was planned, and what was measured on it. Pure. */
import { z } from "zod";
import { LabError } from "../../errors.ts";
import type { Phase } from "../project.ts";
import { check, type Check } from "./check.ts";

/** The parts of `stackmark outputs --json` that are checked. */
const outputsSchema = z.object({
  runId: z.string(),
  provenance: z.string(),
  nodes: z.array(z.object({ name: z.string(), provenance: z.string() })),
  placement: z.array(z.object({ service: z.string(), node: z.string() })),
  load: z.array(
    z.object({
      cell: z.string(),
      provenance: z.string(),
      result: z.object({
        status: z.string(),
        startedAt: z.string(),
        reasons: z.array(z.object({ message: z.string() })),
        overall: z.object({ requests: z.number(), failures: z.number() }),
      }),
      metrics: z.object({ crossNodeBytes: z.object({ total: z.number().nullish() }).nullish() }).nullable(),
    }),
  ),
  cluster: z
    .object({
      moved: z.object({ probes: z.object({ sent: z.number(), failed: z.number() }) }).nullish(),
      preflight: z.object({ findings: z.array(z.object({ check: z.string(), isOk: z.boolean(), seen: z.string() })) }),
    })
    .optional(),
});

export type PhaseOutputs = z.infer<typeof outputsSchema>;

/** @throws LabError `LAB_MALFORMED_ANSWER` */
export function parseOutputs(json: string): PhaseOutputs {
  const parsed = outputsSchema.safeParse(JSON.parse(json));
  if (parsed.success) return parsed.data;
  const message = z.prettifyError(parsed.error);
  throw new LabError("LAB_MALFORMED_ANSWER", `\`stackmark outputs --json\` printed something else: ${message}`);
}

/** From a time of day until the first cell began; `null` if there is none, or an earlier one. */
export function firstLoadMs({ load }: PhaseOutputs, fromMs: number): number | null {
  const waited = Math.min(...load.map(({ result }) => Date.parse(result.startedAt))) - fromMs;
  return waited >= 0 && Number.isFinite(waited) ? waited : null;
}

const NODES: Readonly<Record<Phase, readonly string[]>> = {
  single: ["server"],
  multinode: ["server", "worker-node-1"],
  multicloud: ["server", "gcp-worker"],
  edge: ["server", "worker-node-1", "edge-node"],
};

/** Where all replicas of the frontend run, and how many; phases without an entry leave that to Kubernetes. */
const FRONTEND: Partial<Record<Phase, { node: string; replicas: number }>> = {
  multicloud: { node: "gcp-worker", replicas: 1 },
  edge: { node: "edge-node", replicas: 3 },
};

/** @param outputs of the stack while it is up */
export function checksOf(phase: Phase, { provenance, nodes, placement, load, cluster }: PhaseOutputs): Check[] {
  const names = nodes.map(({ name }) => name);
  const provenances = new Set([
    provenance,
    ...nodes.map((node) => node.provenance),
    ...load.map((cell) => cell.provenance),
  ]);
  const used = new Set(placement.map(({ node }) => node));
  const unfit = load.filter(({ result }) => result.status !== "complete");
  const failed = load.reduce((sum, { result }) => sum + result.overall.failures, 0);
  const checks = [
    check("the cluster has the planned nodes", sameSet(names, NODES[phase]), names.join(", ")),
    check("everything is called emulated", [...provenances].join() === "emulated", [...provenances].join(", ")),
    check(
      "every node runs a service",
      NODES[phase].every((node) => used.has(node)),
      [...used].join(", "),
    ),
    check(
      "every cell is complete",
      load.length > 0 && unfit.length === 0,
      unfit
        .map(
          ({ cell, result }) => `${cell} ${result.status}: ${result.reasons.map(({ message }) => message).join("; ")}`,
        )
        .join("; ") || `${load.length} of ${load.length}`,
    ),
    check("no request failed", failed === 0, `${failed} failed`),
    preflightCheck(cluster?.preflight.findings ?? []),
    trafficCheck(phase, load),
  ];
  const frontend = FRONTEND[phase];
  if (frontend) {
    const at = placement.filter(({ service }) => service === "frontend").map(({ node }) => node);
    const isThere = at.length === frontend.replicas && at.every((node) => node === frontend.node);
    checks.push(check(`the frontend runs on ${frontend.node}, ${frontend.replicas} times`, isThere, at.join(", ")));
    const probes = cluster?.moved?.probes;
    checks.push(
      check(
        "the move was probed",
        (probes?.sent ?? 0) > 0,
        probes ? `${probes.failed} of ${probes.sent} probes failed` : "not moved",
      ),
    );
  }
  return checks;
}

function preflightCheck(findings: readonly { check: string; isOk: boolean; seen: string }[]): Check {
  const bad = findings.filter(({ isOk }) => !isOk).map((finding) => `${finding.check}: ${finding.seen}`);
  const isMet = findings.length > 0 && bad.length === 0;
  return check("all checks of the pre-flight are met", isMet, bad.join("; ") || `${findings.length} checks`);
}

function trafficCheck(phase: Phase, load: PhaseOutputs["load"]): Check {
  const bytes = load.map(({ metrics }) => metrics?.crossNodeBytes?.total ?? null);
  const seen = bytes.map((each) => (each === null ? "unknown" : `${Math.round(each)} B`)).join(", ");
  if (phase === "single")
    return check(
      "no traffic crosses between nodes",
      bytes.every((each) => each === 0),
      seen,
    );
  return check(
    "traffic crosses between nodes",
    bytes.every((each) => (each ?? 0) > 0),
    seen,
  );
}

const sameSet = (one: readonly string[], other: readonly string[]): boolean =>
  [...one].sort().join() === [...other].sort().join();
