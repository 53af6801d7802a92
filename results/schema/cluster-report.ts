/** Outputs of real clusters: network, pods and access. */
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
    /** Time until the pod was gone and all replicas were ready. */
    recoveryMs: z.number(),
    /** Small requests, one after the other, during the recovery. */
    probes: probesSchema,
  }),
  z.object({ problem: z.string() }),
]);

const commandSchema = z.object({ sh: z.string(), powershell: z.string() });
const placedSchema = z.array(z.object({ service: z.string(), replica: z.number().int(), node: z.string() }));

export const clusterReportSchema = z.object({
  podsPerNode: z.record(z.string(), z.number().int()),
  /** The move of the entry service to its own nodes; `null` if it was not moved. */
  moved: z
    .object({
      /** `null` if an interrupted `up` had already moved it. */
      before: placedSchema.nullable(),
      after: placedSchema,
      durationMs: z.number(),
      /** Small requests, one after the other, during the move. */
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
    /** Hardware of each node: machines of one size may have different CPUs. */
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
    /** Absent in an existing cluster. */
    sshTunnel: commandSchema.optional(),
  }),
  /** Ports that the owner of each existing machine must open. */
  firewall: z.record(z.string(), z.array(z.string())),
  /** When cloud machines shut down automatically; `null` without cloud machines. */
  expiresAt: z.iso.datetime().nullable(),
});
export type ClusterReport = z.infer<typeof clusterReportSchema>;
