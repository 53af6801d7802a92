/** Commands with this process's terminal. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { insideMachine } from "./enter.ts";

const BY_SIGNAL = 128;

/** What the terminal sends (Ctrl-C) goes to the command. @returns its exit code */
export async function runInTerminal([file, ...args]: readonly string[], env?: NodeJS.ProcessEnv): Promise<number> {
  for (const signal of ["SIGINT", "SIGQUIT"]) process.on(signal, () => undefined);
  const [code, signal] = (await once(spawn(file!, args, { stdio: "inherit", env }), "exit")) as [
    number | null,
    NodeJS.Signals | null,
  ];
  return code ?? BY_SIGNAL + constants.signals[signal!];
}

/**
 * In a machine of the lab, as root, as if at the machine's console.
 *
 * @param pid of the machine's first process
 * @param command words; none: a shell
 * @returns the command's exit code
 */
export function runOnMachine(pid: number, command: readonly string[]): Promise<number> {
  const words = command.length > 0 ? command : ["bash", "-l"];
  const variables = ["HOME=/root", `TERM=${process.env["TERM"] ?? "dumb"}`];
  return runInTerminal(insideMachine(pid, ["env", "-C", "/root", ...variables, ...words]));
}
