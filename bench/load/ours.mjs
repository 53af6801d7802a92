/** `stackmark load` without the rest of `stackmark`. */
import module from "node:module";

// As cli/main.mjs does.
module.enableCompileCache();
const { runLoadCli } = await import("../../loadgen/cli/index.ts");
const { stdout, stderr } = process;
process.exitCode = await runLoadCli([...process.argv.slice(2), "--quiet"], { stdout, stderr });
