/** A stack's outputs, and the cells in them. */
import type { CellOutput, StackOutputs } from "../../../results/schema/outputs.ts";
import { aMetrics } from "./metrics.ts";
import { aResult } from "./result.ts";

export function aCell(over: Partial<CellOutput> = {}): CellOutput {
  const level = over.level ?? "low";
  const repeat = over.repeat ?? 1;
  return {
    cell: `load-${level}-${repeat}`,
    level,
    repeat,
    order: 0,
    runId: "run-a",
    machines: ["node-1"],
    provenance: "emulated",
    environment: null,
    stealPct: null,
    result: aResult(),
    metrics: aMetrics(),
    ...over,
  };
}

export function anOutputs(over: Partial<StackOutputs> = {}): StackOutputs {
  const runId = over.runId ?? "run-a";
  return {
    schemaVersion: 0,
    stack: "local",
    runId,
    provenance: "emulated",
    topologyDigest: "0".repeat(64),
    plan: {
      nodes: [{ name: "node-1", role: "server", cloud: "local", size: "local-2", labels: {} }],
      links: [],
      services: [
        { name: "frontend", replicas: 1, nodeSelector: {} },
        { name: "cart", replicas: 1, nodeSelector: {} },
      ],
      levels: [{ name: "low", users: 10, spawnRatePerS: 20, durationMs: 20_000 }],
    },
    nodes: [
      {
        name: "node-1",
        role: "server",
        size: "local-2",
        cpus: 2,
        memoryMiB: 1024,
        quota: { cpu: true, memory: true, note: "" },
        labels: {},
        publicIp: null,
        privateIp: "127.0.0.1",
        provenance: "emulated",
      },
    ],
    endpoints: { frontend: "http://127.0.0.1:8080" },
    placement: [
      { service: "frontend", replica: 0, node: "node-1" },
      { service: "cart", replica: 0, node: "node-1" },
    ],
    load: [aCell({ runId })],
    environment: {
      cpuModel: "Test CPU",
      cores: 2,
      memoryMiB: 4096,
      kernel: "6.1.0",
      node: "24.1.0",
      versions: { stackmark: "0.1.0" },
    },
    timings: [{ name: "node-1", createMs: 100, readyMs: 500, deleteMs: null }],
    notes: [],
    ...over,
  };
}

/** The same stack on two nodes with a link between them, the frontend on the far one. */
export function aWanOutputs(over: Partial<StackOutputs> = {}): StackOutputs {
  const base = anOutputs({ stack: "local-wan", runId: "run-b", topologyDigest: "1".repeat(64), ...over });
  const [node] = base.nodes;
  const [planned] = base.plan.nodes;
  if (!node || !planned) throw new Error("the builder has a node");
  return {
    ...base,
    plan: {
      ...base.plan,
      nodes: [planned, { ...planned, name: "node-2", role: "agent" }],
      links: [{ between: ["node-1", "node-2"], oneWayDelayMs: 30, jitterMs: 2, bandwidthMbitPerS: 100 }],
      services: base.plan.services.map((service) =>
        service.name === "frontend" ? { ...service, nodeSelector: { zone: "far" } } : service,
      ),
    },
    nodes: [node, { ...node, name: "node-2", role: "agent" }],
    placement: base.placement.map((at) => (at.service === "frontend" ? { ...at, node: "node-2" } : at)),
  };
}
