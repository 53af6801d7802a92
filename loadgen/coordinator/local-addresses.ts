import { once } from "node:events";
import { createServer } from "node:net";
import { LoadError } from "../errors.ts";

/**
 * Refuses a load from addresses that this machine doesn't have.
 * @throws LoadError `LOAD_SPEC_INVALID`, with all of them
 */
export async function checkLocalAddresses(localAddresses: readonly string[]): Promise<void> {
  const found = await Promise.all([...new Set(localAddresses)].map(problemOf));
  const problems = found.filter((problem) => problem !== undefined);
  if (problems.length === 0) return;
  const lines = problems.map((problem) => `  ${problem}`).join("\n");
  throw new LoadError("LOAD_SPEC_INVALID", `The load can't be sent from the given local addresses:\n${lines}`);
}

/** Only binding to it shows whether an address can be used: some systems accept more than their interfaces have. */
async function problemOf(address: string): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen(0, address);
    await once(server, "listening");
    return undefined;
  } catch (error) {
    return `${address}: this machine can't use it (${(error as NodeJS.ErrnoException).code}); \`ip address\` lists its own`;
  } finally {
    server.close();
  }
}
