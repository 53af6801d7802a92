/** A worker on a generator machine, as the coordinator reaches it: over SSH, each stream on a connection of its own. */
import type { Duplex } from "node:stream";
import type { WorkerPlace, WorkerSource } from "@stackmark/loadgen";
import type { SshTarget } from "../ssh/connection.ts";
import { openStream, withConnection } from "../ssh/with-connection.ts";
import type { Installed } from "./install.ts";
import { attachCommand, logIn, lookScript, removeScript } from "./worker-scripts.ts";

/** For so long a machine may be out of reach. The worker itself waits as long for its coordinator. */
const REATTACH_MS = 60_000;
const CONNECT_LIMIT_MS = 10_000;
const SCRIPT_LIMIT_MS = 20_000;

export interface SshWorker {
  place: WorkerPlace;
  access: SshTarget;
  installed: Installed;
  /** Of the worker, relative to the user's home. */
  folder: string;
  /** Path of the scenario's module on the machine. Undefined: a built-in scenario. */
  scenario: string | undefined;
}

/** A worker that was started there. Its folder goes with it. */
export function sshWorker({ place, access, installed, folder, scenario }: SshWorker): WorkerSource {
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  const run = (script: string): Promise<string> =>
    withConnection(access, CONNECT_LIMIT_MS, (connection) => connection.run(script, { limitMs: SCRIPT_LIMIT_MS }));
  const look = async (): Promise<void> => {
    const log = logIn(await run(lookScript(folder)));
    if (log !== null) resolve(`ended on its machine; it printed: ${log || "nothing"}`);
  };
  return {
    place,
    scenario,
    reattachMs: REATTACH_MS,
    ended,
    async open(signal): Promise<Duplex> {
      const stream = await openStream(access, CONNECT_LIMIT_MS, attachCommand(installed, folder), signal);
      stream.once("exit", (code: number | null) => {
        // A machine out of reach is looked at when the next stream to it fails.
        if (code !== null && code !== 0) look().catch(() => undefined);
      });
      return stream;
    },
    kill() {
      // Out of reach, it ends by itself.
      void run(removeScript(folder))
        .catch(() => undefined)
        .then(() => resolve("was ended"));
    },
  };
}
