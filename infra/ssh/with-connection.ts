/** SSH connections that are closed after one use. */
import type { Duplex } from "node:stream";
import { connect, type SshConnection, type SshTarget } from "./connection.ts";

/**
 * @param limitMs until the machine must have let us in
 * @param signal ends the connection
 * @throws InfraError `SSH_UNREACHABLE`, `SSH_REFUSED`; and what `use` throws
 */
export async function withConnection<T>(
  target: SshTarget,
  limitMs: number,
  use: (connection: SshConnection) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const connection = await connect(target, limitMs, signal);
  try {
    return await use(connection);
  } finally {
    connection.close();
  }
}

/**
 * Starts a command on a connection of its own, which is closed with the stream: one that is lost takes nothing else with it.
 * @param limitMs as in {@link withConnection}
 * @param signal aborts the start of the command
 * @throws InfraError `SSH_UNREACHABLE`, `SSH_REFUSED`; and the reason of the signal
 */
export async function openStream(
  target: SshTarget,
  limitMs: number,
  command: string,
  signal?: AbortSignal,
): Promise<Duplex> {
  const connection = await connect(target, limitMs);
  try {
    signal?.throwIfAborted();
    const stream = await connection.open(command);
    stream.once("close", () => connection.close());
    return stream;
  } catch (error) {
    connection.close();
    throw error;
  }
}
