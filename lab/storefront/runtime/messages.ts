/** Messages between a supervisor and its replicas over the IPC channel. */
import type { Route } from "../../protocol/node.ts";

export type Routes = Record<string, Route[]>;

/** New routes; answered by `routed` with the same sequence number. */
export interface ToReplica {
  sequence: number;
  routes: Routes;
}

export type FromReplica =
  | { type: "listening"; port: number; metricsPort: number }
  | { type: "failed"; code: string; message: string }
  | { type: "routed"; sequence: number };
