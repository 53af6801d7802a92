/** What the nodes' scripts print: one JSON object a line. */
import { z } from "zod";
import { InfraError } from "../../errors.ts";

const network = z.enum(["host", "pod"]);
const count = z.number().int().nonnegative();

const observedSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("missing-tool"), tool: z.string() }),
  z.object({
    kind: z.literal("machine"),
    cpuModel: z.string(),
    cores: count,
    memoryMiB: count,
    kernel: z.string(),
  }),
  z.object({
    kind: z.literal("overlay"),
    address: z.ipv4().nullable(),
    mtu: count.nullable(),
    /** Null: unknown. */
    checksumOffload: z.boolean().nullable(),
  }),
  z.object({
    kind: z.literal("ping"),
    network,
    to: z.string(),
    sent: count,
    received: count,
    rttMs: z.object({ min: z.number(), avg: z.number(), max: z.number() }).nullable(),
  }),
  /** 0: no size passed. */
  z.object({ kind: z.literal("mtu"), network, to: z.string(), largestBytes: count }),
  z.object({ kind: z.literal("body"), to: z.string(), sentBytes: count, arrivedBytes: count, tookMs: count }),
  z.object({ kind: z.literal("port"), to: z.string(), port: count, answers: z.boolean() }),
  /** Whether the pre-flight's own listener answers the node on the port. */
  z.object({ kind: z.literal("stand-in"), port: count, isOurs: z.boolean() }),
  z.object({ kind: z.literal("dns"), name: z.string(), resolver: z.enum(["cluster", "host"]), resolved: z.boolean() }),
]);

type Observed = z.infer<typeof observedSchema>;
/** `from`: the node that saw it; `here`: the machine that the program runs on. */
export type Observation = Observed & { from: string };
export type ObservationOf<K extends Observed["kind"]> = Extract<Observation, { kind: K }>;

/** @throws InfraError `K3S_ANSWER` */
export function parseObservations(from: string, stdout: string): Observation[] {
  const lines = stdout.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => {
    try {
      return { ...observedSchema.parse(JSON.parse(line)), from };
    } catch (cause) {
      throw new InfraError(
        "K3S_ANSWER",
        `The pre-flight on ${from} printed a line that is not an observation: ${line}`,
        {
          cause,
        },
      );
    }
  });
}
