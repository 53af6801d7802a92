#!/usr/bin/env node
// Checks the Node that runs it before anything in TypeScript is loaded.
import module from "node:module";

const major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  process.stderr.write(
    `stackmark needs Node 24 or newer, and this is ${process.versions.node}. Use \`npx stackmark\`, which brings its own.\n`,
  );
  process.exit(2);
}
// Until a command takes the signals over, nothing has been started that would have to be ended.
const endAtOnce = () => process.exit(105);
process.on("SIGINT", endAtOnce).on("SIGTERM", endAtOnce);
const takeSignals = () => process.off("SIGINT", endAtOnce).off("SIGTERM", endAtOnce);
// Compiled code is kept for the next time: stripping types anew takes time, and memory that is never given back.
module.enableCompileCache();
const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2), takeSignals);
