/** The engine as a process of its own: `node main.ts <arguments of pulumi>`. */
import { pulumiCommand } from "./index.ts";
import { listenForInterrupts, outliveReaders } from "./io.ts";

const { stdin, stdout, stderr, env } = process;
outliveReaders(stdout, stderr);
using interrupts = listenForInterrupts(stderr);
const { signal, terminate } = interrupts;
const io = { stdin, stdout, stderr, env, signal, terminate, cwd: process.cwd() };
process.exitCode = await pulumiCommand(process.argv.slice(2), io);
