import { flushCompileCache } from "node:module";
import { serveWorker } from "./serve.ts";

// What was compiled is kept for the next worker; one that is killed could not do that at its end.
flushCompileCache();
// Ctrl-C reaches the whole foreground group; the coordinator decides what it means and says so.
process.on("SIGINT", () => undefined);
await serveWorker(process.stdin, process.stdout);
process.exit(0);
