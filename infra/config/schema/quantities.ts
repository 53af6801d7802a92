/** Field types of CPU and memory, as Kubernetes writes them. */
import { z } from "zod";

export const cpu = z.string().regex(/^(\d+m|\d+(\.\d+)?)$/, "cores such as 200m or 0.5");
export const memory = z.string().regex(/^\d+(Ki|Mi|Gi)$/, "memory such as 128Mi");
export const amounts = z.strictObject({
  cpu: cpu.optional().describe("Cores, such as `200m`."),
  memory: memory.optional().describe("Memory, such as `128Mi`."),
});
