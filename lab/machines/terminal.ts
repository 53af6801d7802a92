/** A command in a machine of the lab, with this process's terminal. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { insideMachine } from "./enter.ts";

const BY_SIGNAL = 128;

/**
 * As root, as if at the machine's console. What the terminal sends (Ctrl-C) goes to the command.
 *
 * @param pid of the machine's first process
 * @param command words; none: a shell
 * @returns the command's exit code
 */
export async function runInTerminal(pid: number, command: readonly string[]): Promise<number> {
  const words = command.length > 0 ? command : ["bash", "-l"];
  const variables = ["HOME=/root", `TERM=${process.env["TERM"] ?? "dumb"}`];
  const [file, ...args] = insideMachine(pid, ["env", "-C", "/root", ...variables, ...words]);
  for (const signal of ["SIGINT", "SIGQUIT"]) process.on(signal, () => undefined);
  const [code, signal] = (await once(spawn(file!, args, { stdio: "inherit" }), "exit")) as [
    number | null,
    NodeJS.Signals | null,
  ];
  return code ?? BY_SIGNAL + constants.signals[signal!];
}
