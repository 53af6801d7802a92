/** Asks existing machines over SSH whether K3s is still on them, as its uninstall leaves nothing of it. */
import { messageOf } from "../../base/errors.ts";
import { remainsScript } from "../../infra/k3s/scripts/index.ts";
import { connect } from "../../infra/ssh/connection.ts";
import { asRoot } from "../../infra/ssh/shell.ts";
import type { ExistingMachine } from "../../infra/topology/nodes.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import type { Context } from "../context.ts";
import type { EngineChoice } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";

/** Paths that are left on a machine; or why it was not asked. */
export type MachineAnswer = { node: string } & ({ left: string[] } | { notAsked: string });

/** Reads the private key for existing machines from the stack's configuration; `undefined`: it has none. */
export type KeyReader = () => Promise<string | undefined>;

export const keyReader =
  (context: Context, stack: string, choice: EngineChoice): KeyReader =>
  async () =>
    (await pickEngine(context, stack, choice)).setting(stack, "edgeSshKey");

const LIMIT_MS = 30_000;

/** Never rejects. */
export async function askMachines(nodes: Plan["nodes"], readKey: KeyReader): Promise<MachineAnswer[]> {
  const existing = nodes.flatMap(({ name, machine }) => (machine?.kind === "existing" ? [{ name, machine }] : []));
  if (existing.length === 0) return [];
  const key = existing.some(({ machine }) => machine.join === "ssh") ? await keyOrProblem(readKey) : { problem: "" };
  return Promise.all(
    existing.map(async ({ name: node, machine }): Promise<MachineAnswer> => {
      if (machine.join === "manual") return { node, notAsked: "Stackmark has no SSH access to it" };
      if ("problem" in key) return { node, notAsked: key.problem };
      return askMachine(machine, key.value).then(
        (left) => ({ node, left }),
        (error: unknown) => ({ node, notAsked: messageOf(error) }),
      );
    }),
  );
}

async function keyOrProblem(readKey: KeyReader): Promise<{ value: string } | { problem: string }> {
  try {
    const value = await readKey();
    return value === undefined ? { problem: "the stack's configuration has no edgeSshKey" } : { value };
  } catch (error) {
    return { problem: `its edgeSshKey cannot be read: ${messageOf(error).split("\n")[0]!}` };
  }
}

async function askMachine(
  { publicIp, sshPort, sshUser, hostKey }: ExistingMachine,
  privateKey: string,
): Promise<string[]> {
  if (publicIp === null || hostKey === null) throw new Error("its stack file lacks publicIp or hostKey");
  const target = { host: publicIp, port: sshPort, user: sshUser, privateKey, hostKey };
  const connection = await connect(target, LIMIT_MS);
  try {
    const said = await connection.run(asRoot(remainsScript()), { limitMs: LIMIT_MS });
    return said.split("\n").filter((line) => line !== "");
  } finally {
    connection.close();
  }
}
