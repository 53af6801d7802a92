/** What is deployed: named services, of which one is the entry. */
import type { Plan } from "../topology/plan.ts";

export interface Workload {
  name: string;
  /** The service that users talk to. */
  entry: string;
  /** Port of the entry where the cluster lets one choose; 0: any. */
  port: number;
}

export const workloadOf = ({ workload: { name, entry, port } }: Plan): Workload => ({ name, entry, port });
