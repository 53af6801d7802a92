/** Generator machines: where the load comes from when it comes from neither this machine nor the cluster. */
import type { SshTarget } from "../ssh/connection.ts";

export interface GeneratorMachine {
  /** Names the machine in messages and results. */
  name: string;
  region?: string;
  zone?: string;
  /** Worker processes on it: one for each of its cores. */
  workers: number;
  /** Of the stack, on what it installs and starts there (claim/). */
  claim: string;
  access: SshTarget;
}
