/** Where the figures of machines come from. */
import type { Provenance } from "../../results/schema/outputs.ts";

/** Names the folder of the lab that this process runs in; absent outside of it. */
export const LAB_VARIABLE = "STACKMARK_LAB";

/** In the lab, machines are namespaces of one Linux machine, whatever cloud the stack names. */
export const machineProvenance = (env: NodeJS.ProcessEnv = process.env): Provenance =>
  env[LAB_VARIABLE] ? "emulated" : "measured";
