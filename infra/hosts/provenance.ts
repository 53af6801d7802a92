/** Where the figures of machines come from. */
import { LAB_VARIABLE } from "../../lab/protocol/environment.ts";
import type { Provenance } from "../../results/schema/outputs.ts";

/** In the lab, machines are namespaces of one Linux machine, whatever cloud the stack names. */
export const machineProvenance = (env: NodeJS.ProcessEnv = process.env): Provenance =>
  env[LAB_VARIABLE] ? "emulated" : "measured";

/** Of a target that runs already: what its responses show. */
export const PROVENANCE_OF_TARGET: Provenance = "measured";
