/** Keeps stdout for results: what a scenario's code prints goes to stderr. */
import { AsyncLocalStorage } from "node:async_hooks";

const scenarioCode = new AsyncLocalStorage<true>();
let isPatched = false;

/** Runs code of a scenario; what it writes to `process.stdout`, then or later (from a timer), goes to stderr. */
export function withStrayOutput<T>(code: () => T): T {
  if (!isPatched) {
    isPatched = true;
    const { stdout, stderr } = process;
    const write = stdout.write.bind(stdout) as (...args: unknown[]) => boolean;
    const writeStray = stderr.write.bind(stderr) as typeof write;
    stdout.write = (...args: unknown[]) => (scenarioCode.getStore() === true ? writeStray : write)(...args);
  }
  return scenarioCode.run(true, code);
}
