/** Runs a command to its end. */
import { execFile } from "node:child_process";
import { LabError } from "../../errors.ts";

/**
 * @returns standard output
 * @throws LabError `LAB_K3S_COMPONENT` with what the command said
 */
export function run(command: string, args: readonly string[], input = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const said = stderr.trim() || error.message;
      reject(
        new LabError("LAB_K3S_COMPONENT", `${command} ${args.slice(0, 3).join(" ")} failed: ${said}`, { cause: error }),
      );
    });
    child.stdin!.on("error", () => undefined);
    child.stdin!.end(input);
  });
}
