/** Field types of CPU and memory, as Kubernetes writes them. */
import { z } from "zod";

/** YAML reads `cpu: 1` as a number. */
const text = (example: string) =>
  z.string({ error: ({ input }) => (typeof input === "number" ? `must be text, such as ${example}` : undefined) });

export const cpu = text('"0.5" in quotes').regex(/^(\d+m|\d+(\.\d+)?)$/, "cores such as 200m or 0.5");
export const memory = text("128Mi").regex(/^\d+(Ki|Mi|Gi)$/, "memory such as 128Mi");
export const amounts = z.strictObject({
  cpu: cpu.optional().describe("Cores, such as `200m`."),
  memory: memory.optional().describe("Memory, such as `128Mi`."),
});
