/** `stackmark load` without the rest of `stackmark`. */
import { runLoadCli } from "../../loadgen/cli/index.ts";

const { stdout, stderr } = process;
process.exitCode = await runLoadCli([...process.argv.slice(2), "--quiet"], { stdout, stderr });
