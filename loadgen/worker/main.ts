/** A worker as a child process of its coordinator. */
import { flushCompileCache } from "node:module";
import { Socket } from "node:net";
import { END_SIGNALS } from "../../base/signals.ts";
import { realClock } from "../clock.ts";
import { PROTOCOL_FD } from "./protocol.ts";
import { serveWorker } from "./serve.ts";
import { onlyStream, Session } from "./session.ts";

// Saves the compile cache for the next worker now, as a killed worker could not do so at its end.
flushCompileCache();
// Such a signal may reach the whole process group. The coordinator handles it; without one, the end of the channel ends a worker.
for (const signal of END_SIGNALS) process.on(signal, () => undefined);
const nextStream = onlyStream(new Socket({ fd: PROTOCOL_FD }));
const session = new Session({ id: undefined, nextStream, clock: realClock, silentMs: undefined });
await serveWorker({ send: (message) => session.send(message), messages: () => session.messages() });
process.exit(0);
