import { serveWorker } from "./serve.ts";

// Ctrl-C reaches the whole foreground group; the coordinator decides what it means and says so.
process.on("SIGINT", () => undefined);
await serveWorker(process.stdin, process.stdout);
process.exit(0);
