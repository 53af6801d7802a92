/** What machines, services and pods used during a cell, and what happened to them. */
import { z } from "zod";

/** Average and maximum over the measured part of a level; `null` with a reason if no data was scraped. */
export const gaugeSchema = z.object({
  avg: z.number().nullable(),
  max: z.number().nullable(),
  reason: z.string().optional(),
});
/** Increase over the measured part of a level. */
export const counterSchema = z.object({
  total: z.number().nullable(),
  perS: z.number().nullable(),
  reason: z.string().optional(),
});

export const usageSchema = z.object({
  /** Service, node or pod. */
  name: z.string(),
  /** Of a pod: its service, or `null` if it belongs to none of the workload; absent for services and nodes. */
  service: z.string().nullish(),
  /** Node that the service or pod ran on; several when its replicas are spread. Absent for nodes. */
  nodes: z.array(z.string()).optional(),
  /** Replicas that ran; absent for nodes and pods, and in older runs. */
  replicas: gaugeSchema.optional(),
  /** CPU used, in cores. */
  cpuCores: gaugeSchema,
  /** CPU used as a share of the quota, 0–100. */
  cpuPct: gaugeSchema,
  /** CPU used as a percentage of the service's CPU request, which it may exceed; absent for nodes and emulated services. */
  cpuRequestPct: gaugeSchema.optional(),
  /** Scheduling periods in which the CPU limit held pods back, 0–100; absent for nodes, emulated services and older runs. */
  cpuThrottledPct: gaugeSchema.optional(),
  memoryBytes: gaugeSchema,
  memoryPct: gaugeSchema,
  memoryRequestPct: gaugeSchema.optional(),
  networkInBytes: counterSchema,
  networkOutBytes: counterSchema,
  /** Bytes that crossed from or to another node. */
  crossNodeBytes: counterSchema,
  /** Bytes from and to disks; absent on emulated nodes, and in older runs. */
  diskReadBytes: counterSchema.optional(),
  diskWrittenBytes: counterSchema.optional(),
  restarts: z.number().nullable(),
  /** Processes or containers that were killed for lack of memory; `null` if nobody counts them; absent in older runs. */
  oomKills: z.number().nullish(),
});

/** Kinds of events, in Kubernetes' words where it has one. */
export const EVENT_KINDS = [
  "oom-kill",
  "restart",
  "eviction",
  "node-not-ready",
  "image-pull",
  "unhealthy",
  "unschedulable",
  "scaled",
] as const;

export const clusterEventSchema = z.object({
  at: z.iso.datetime(),
  kind: z.enum(EVENT_KINDS),
  service: z.string().nullable(),
  pod: z.string().nullable(),
  node: z.string().nullable(),
  /** In words, as Kubernetes reports it. */
  what: z.string(),
  /** How often it was reported, the last time at `at`. */
  count: z.number().int().positive(),
});

export const metricsSchema = z.object({
  window: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }),
  scrapeIntervalMs: z.number(),
  scrapes: z.number().int(),
  failedScrapes: z.number().int(),
  /** Stretches of the measured part without a scrape of a target; absent on emulated nodes, and in older runs. */
  gaps: z.array(z.object({ target: z.string(), from: z.iso.datetime(), to: z.iso.datetime() })).optional(),
  services: z.array(usageSchema),
  nodes: z.array(usageSchema),
  /** Absent on emulated nodes, and in older runs. */
  pods: z.array(usageSchema).optional(),
  /** Bytes over the links between nodes, in both directions; 0 with one node. */
  crossNodeBytes: counterSchema,
  /**
   * Emulated links: round trips that callers waited for, those of all requests together; absent on real machines, and in
   * older runs.
   */
  links: z.array(z.object({ between: z.tuple([z.string(), z.string()]), roundTrips: counterSchema })).optional(),
  /** From the start of the load to the end of the measured part; of emulated nodes, restarts only. Absent in older runs. */
  events: z.array(clusterEventSchema).optional(),
});

export type MetricsSummary = z.infer<typeof metricsSchema>;
export type Usage = z.infer<typeof usageSchema>;
export type ClusterEvent = z.infer<typeof clusterEventSchema>;
export type EventKind = ClusterEvent["kind"];
