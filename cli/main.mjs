#!/usr/bin/env node
// Checks the version of Node before it loads any TypeScript.
import module from "node:module";

const major = Number(process.versions.node.split(".")[0]);
if (major < 24) {
  process.stderr.write(
    `stackmark requires Node 24 or newer, and this is ${process.versions.node}. Use \`npx stackmark\`, which includes it.\n`,
  );
  process.exit(2);
}
// Until a command takes over the signals, nothing has been started that must be stopped.
const endAtOnce = () => process.exit(105);
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
for (const signal of SIGNALS) process.on(signal, endAtOnce);
const takeOverSignals = () => SIGNALS.forEach((signal) => process.off(signal, endAtOnce));
// Keeps compiled code for the next start: stripping types takes time, and memory that is never freed.
module.enableCompileCache();
const { main } = await import("./main.ts");
const exitCode = await main(process.argv.slice(2), takeOverSignals);
// A pipe takes only what fits into it at once; also if its reader has gone, the callback is called.
for (const stream of [process.stdout, process.stderr]) await new Promise((written) => stream.write("", written));
// A scenario's module may have left timers or connections, which would keep this process.
process.exit(exitCode);
