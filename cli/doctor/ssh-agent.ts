/** Whether the SSH agent that the environment names answers. */
import { createConnection } from "node:net";
import { messageOf } from "../../base/errors.ts";
import type { Finding } from "./finding.ts";

/** Also with a key of their own, commands on machines ask the agent first, and fail if its socket is stale. */
export async function sshAgent({ SSH_AUTH_SOCK: path }: NodeJS.ProcessEnv): Promise<Finding> {
  if (!path) return { status: "ok", detail: "none, and none is needed" };
  const problem = await dialProblem(path);
  if (problem === undefined) return { status: "ok", detail: `answers at ${path}` };
  return {
    status: "note",
    detail: `SSH_AUTH_SOCK names ${path}, where no agent answers (${problem}): every command on a machine would fail; start the agent, or run \`unset SSH_AUTH_SOCK\``,
  };
}

const dialProblem = (path: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const socket = createConnection({ path });
    socket.once("connect", () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.once("error", (error) => resolve(messageOf(error)));
  });
