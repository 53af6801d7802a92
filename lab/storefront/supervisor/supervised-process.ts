import type { Routes } from "../runtime/messages.ts";

export interface Listening {
  port: number;
  /** 0: it has no metrics page. */
  metricsPort: number;
}

/** The process of one replica, from its start to its end. */
export interface SupervisedProcess {
  /** Resolves when it has ended, with the exit code, signal or error as text. */
  readonly exited: Promise<string>;
  /** 0 if it could not be started. */
  readonly pid: number;
  /** Waits until it listens. If this throws, the process has ended. */
  listening(routes: Routes): Promise<Listening>;
  route(routes: Routes): Promise<void>;
  /** Resolves when it has ended. */
  kill(): Promise<void>;
}
