#!/usr/bin/env node
// Checks the Node that runs it before anything in TypeScript is loaded.
import module from "node:module";

const major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  process.stderr.write(
    `stackmark requires Node 24 or newer, and this is ${process.versions.node}. Use \`npx stackmark\`, which includes it.\n`,
  );
  process.exit(2);
}
// Until a command takes over the signals, nothing has been started that would have to be ended.
const endAtOnce = () => process.exit(105);
process.on("SIGINT", endAtOnce).on("SIGTERM", endAtOnce);
const takeOverSignals = () => process.off("SIGINT", endAtOnce).off("SIGTERM", endAtOnce);
// Keeps compiled code for the next start: stripping types again takes time, and memory that is never given back.
module.enableCompileCache();
const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2), takeOverSignals);
