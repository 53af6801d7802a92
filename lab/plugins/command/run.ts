/** A command on a machine, from the dial to its output. */
import type { Client } from "ssh2";
import { credentialsOf, type Connection } from "./credentials.ts";
import { untilDialled } from "./dial-loop.ts";
import { logIn } from "./login.ts";
import { runInSession, type SessionCommand, type SessionOutput } from "./session.ts";

export interface RemoteRun extends SessionCommand {
  connection: Connection;
  signal: AbortSignal;
}

export async function runRemotely({ connection, signal, ...command }: RemoteRun): Promise<SessionOutput> {
  const credentials = await credentialsOf(connection, process.env);
  const log = (message: string): void => command.log("info", message, true);
  const dials = { what: "Dial", errorLimit: connection.dialErrorLimit, signal, log };
  const client: Client = await untilDialled(dials, () => logIn(connection, credentials));
  try {
    return await runInSession(client, command);
  } finally {
    client.end();
  }
}
