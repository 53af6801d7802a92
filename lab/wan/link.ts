/**
 * A link between two emulated nodes: `node lab/wan/link.ts START_FILE`, detached. See lab/protocol.
 *
 * It exits on SIGTERM, SIGINT and POST /shutdown, and resets open connections.
 */
import { makeFolder } from "../../base/folder.ts";
import { parseBody, startControlServer, urlOf } from "../daemon/control-server.ts";
import { endOnSignal, exitWith } from "../daemon/lifecycle.ts";
import { ownIdentity, removeReady, requireOnlyDaemon, writeReady } from "../daemon/ready-file.ts";
import { readStartFile } from "../daemon/start-file.ts";
import { forwardsSchema, linkStartSchema, type LinkStart } from "../protocol/link.ts";
import { Forwards } from "./forwards.ts";
import { raiseOwnPriority } from "./priority.ts";

try {
  await run(readStartFile(linkStartSchema, process.argv[2]));
} catch (error) {
  exitWith(error);
}

async function run(start: LinkStart): Promise<void> {
  const identity = ownIdentity();
  makeFolder(start.dir);
  requireOnlyDaemon(start.dir);
  const priority = raiseOwnPriority();
  const forwards = new Forwards(start);

  const server = await startControlServer(0, start.token, {
    "PUT /forwards": async (body) => ({ forwards: await forwards.apply(parseBody(forwardsSchema, body).forwards) }),
    "GET /status": () => forwards.status(),
    "POST /shutdown": shutdown,
  });

  function shutdown(): Promise<void> {
    forwards.end();
    removeReady(start.dir);
    // Leaves time to send the response.
    server.close(() => process.exit(0));
    setTimeout(() => server.closeAllConnections(), 100);
    return Promise.resolve();
  }

  endOnSignal(shutdown);
  const quota = { cpu: false, memory: false, note: `a link has no limits of its own; it ${priority}` };
  writeReady(start.dir, { version: 1, ...identity, control: urlOf(server), quota, cgroups: [] });
}
