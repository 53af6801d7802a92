import { spawn, type ChildProcess } from "node:child_process";

/**
 * Reads until the pipe from the supervisor closes, then kills the session's process group and every member of the group.
 * A shell, because it takes a twentieth of the memory of another Node.
 */
const SCRIPT = `while read -r line; do :; done
kill -KILL "-$0"
for file; do
  while read -r pid; do kill -KILL "$pid"; done <"$file"
done`;

/**
 * Ends a program whose supervisor was killed. Programs that know nothing of Stackmark do not notice it themselves.
 * @param leader id of the program's first process
 * @param memberFiles lists of the ids of all of its processes
 * @returns the guard; to be killed once the program has ended
 */
export function guard(leader: number, memberFiles: readonly string[]): ChildProcess {
  const child = spawn("sh", ["-c", SCRIPT, String(leader), ...memberFiles], {
    stdio: ["pipe", "ignore", "ignore"],
    // Not in the process group of the supervisor, which may be killed as a whole.
    detached: true,
  });
  // Without a guard, the program runs as well; the pipe breaks when the guard is killed.
  child.on("error", () => undefined);
  child.stdin?.on("error", () => undefined);
  child.unref();
  return child;
}
