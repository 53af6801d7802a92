/** What only a real cluster has to tell: of its network, its pods, and the ways in. */
import { z } from "zod";

const probesSchema = z.object({
  sent: z.number().int(),
  failed: z.number().int(),
  longestOutageMs: z.number(),
  firstFailure: z.string().nullable(),
});

export const podKillSchema = z.union([
  z.object({
    pod: z.string(),
    node: z.string(),
    killedAt: z.iso.datetime(),
    /** Until the pod was gone and all replicas were Ready. */
    recoveryMs: z.number(),
    /** One small request after the other meanwhile. */
    probes: probesSchema,
  }),
  z.object({ problem: z.string() }),
]);

const commandSchema = z.object({ sh: z.string(), powershell: z.string() });
const placedSchema = z.array(z.object({ service: z.string(), replica: z.number().int(), node: z.string() }));

/** What only a real cluster has to tell. */
export const clusterReportSchema = z.object({
  podsPerNode: z.record(z.string(), z.number().int()),
  /** The entry's move to its own nodes; `null`: it stayed where it was put. */
  moved: z
    .object({
      /** `null`: it was pinned already, by an `up` that was cut off. */
      before: placedSchema.nullable(),
      after: placedSchema,
      durationMs: z.number(),
      /** One small request after the other meanwhile. */
      probes: probesSchema,
    })
    .nullable(),
  preflight: z.object({
    findings: z.array(
      z.object({
        check: z.string(),
        from: z.string(),
        to: z.string().nullable(),
        isOk: z.boolean(),
        seen: z.string(),
      }),
    ),
    /** What each node's machine says of itself: two of one size may have different CPUs. */
    facts: z.array(
      z.object({
        node: z.string(),
        cpuModel: z.string(),
        cores: z.number().int(),
        memoryMiB: z.number().int(),
        kernel: z.string(),
      }),
    ),
    /** Between machines (`host`) and between pods on them (`pod`). */
    roundTrips: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        network: z.enum(["host", "pod"]),
        rttMs: z.object({ min: z.number(), avg: z.number(), max: z.number() }).nullable(),
        lossPct: z.number(),
      }),
    ),
  }),
  /** How to reach the shop, Grafana and `stackmark serve` from here. */
  access: z.object({
    urls: z.record(z.string(), z.string()),
    portForward: z.record(z.string(), commandSchema),
    sshTunnel: commandSchema,
  }),
  /** What the owner of each machine that is not ours has to open. */
  firewall: z.record(z.string(), z.array(z.string())),
  /** When the clouds end their machines; `null`: no machine is a cloud's. */
  expiresAt: z.iso.datetime().nullable(),
});
export type ClusterReport = z.infer<typeof clusterReportSchema>;
