/** Runs programs of this machine for the lab. */
import { spawn } from "node:child_process";
import { LabError } from "./errors.ts";

/**
 * @param stdin text for its standard input
 * @param signal an abort is a SIGINT for the program
 * @returns what it wrote to its standard output
 * @throws LabError `LAB_COMMAND_FAILED` with its words and what it wrote to standard error
 */
export async function run(words: readonly string[], stdin = "", signal?: AbortSignal): Promise<string> {
  signal?.throwIfAborted();
  const [file, ...rest] = words;
  return new Promise((resolve, reject) => {
    const child = spawn(file!, rest, { stdio: ["pipe", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    // A program that ends without reading its input.
    child.stdin.on("error", () => undefined);
    child.stdin.end(stdin);
    const interrupt = (): void => void child.kill("SIGINT");
    signal?.addEventListener("abort", interrupt, { once: true });
    const fail = (how: string, cause?: Error): void =>
      reject(new LabError("LAB_COMMAND_FAILED", `"${words.join(" ")}" ${how}: ${stderr.trim()}`, { cause }));
    child.once("error", (error) => fail(`could not be started (${error.message})`, error));
    child.once("close", (code, killedBy) => {
      signal?.removeEventListener("abort", interrupt);
      if (code === 0) resolve(stdout);
      else fail(`ended with ${code ?? killedBy}`);
    });
  });
}

/** Like {@link run}, for cleaning up: what fails is done already. */
export const tryRun = (words: readonly string[]): Promise<string> => run(words).catch(() => "");
