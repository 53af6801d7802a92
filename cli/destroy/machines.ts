/** Asks existing machines over SSH what is left of a stack on them: of K3s on nodes, of the load generator where the load came from. */
import { messageOf } from "../../base/errors.ts";
import { releaseOf } from "../../infra/generators/claim/lifecycle.ts";
import { claimedScript, ofStack } from "../../infra/generators/claim/scripts.ts";
import { remainsScript } from "../../infra/k3s/scripts/index.ts";
import { uninstallOf } from "../../infra/k3s/uninstall/lifecycle.ts";
import type { Removal } from "../../infra/ssh/left-over.ts";
import { asRoot } from "../../infra/ssh/shell.ts";
import { withConnection } from "../../infra/ssh/with-connection.ts";
import type { ExistingMachine } from "../../infra/topology/nodes.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import type { Context } from "../context.ts";
import type { EngineChoice } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";
import { CliError } from "../errors.ts";

interface Question {
  machine: ExistingMachine;
  /** Prints each path that is left. */
  script: string;
  /** Removes it. */
  removal: Removal;
  /** For the machine's owner, whom a look tells the same. */
  look: string;
}

/** Paths that are left on a machine; or why it was not asked. */
export type MachineAnswer = Pick<Question, "removal" | "look"> & ({ left: string[] } | { notAsked: string });

/** Reads the private key for existing machines from the stack's configuration; `undefined`: it has none. */
export type KeyReader = () => Promise<string | undefined>;

export const keyReader =
  (context: Context, stack: string, choice: EngineChoice): KeyReader =>
  async () =>
    (await pickEngine(context, stack, choice)).setting(stack, "edgeSshKey");

const LIMIT_MS = 30_000;

/** Never rejects. */
export async function askMachines(
  plan: Pick<Plan, "stack" | "nodes" | "generators">,
  readKey: KeyReader,
): Promise<MachineAnswer[]> {
  const questions = questionsOf(plan);
  if (questions.length === 0) return [];
  const key = questions.some(({ machine }) => machine.join === "ssh") ? await keyOrProblem(readKey) : { problem: "" };
  return Promise.all(
    questions.map(async ({ machine, script, removal, look }): Promise<MachineAnswer> => {
      const asked = { removal, look };
      if (machine.join === "manual") return { ...asked, notAsked: "Stackmark has no SSH access to it" };
      if ("problem" in key) return { ...asked, notAsked: key.problem };
      return askMachine(machine, script, key.value).then(
        (left) => ({ ...asked, left }),
        (error: unknown) => ({ ...asked, notAsked: messageOf(error) }),
      );
    }),
  );
}

const questionsOf = ({ stack, nodes, generators }: Parameters<typeof askMachines>[0]): Question[] => [
  ...existing(nodes).map(({ name, machine }) => ({
    machine,
    script: asRoot(remainsScript()),
    removal: uninstallOf(stack, name),
    look: "ls /usr/local/bin/k3s",
  })),
  ...existing(generators).map(({ name, machine }) => ({
    machine,
    script: claimedScript(ofStack(stack)),
    removal: releaseOf(stack, name, machine.sshUser, ofStack(stack)),
    look: "ls ~/.stackmark",
  })),
];

const existing = (machines: readonly { name: string; machine: Plan["nodes"][number]["machine"] }[]) =>
  machines.flatMap(({ name, machine }) => (machine?.kind === "existing" ? [{ name, machine }] : []));

async function keyOrProblem(readKey: KeyReader): Promise<{ value: string } | { problem: string }> {
  try {
    const value = await readKey();
    return value === undefined ? { problem: "the stack's configuration has no edgeSshKey" } : { value };
  } catch (error) {
    if (error instanceof CliError && error.code === "PASSPHRASE_MISSING")
      return { problem: "set PULUMI_CONFIG_PASSPHRASE, which decrypts its edgeSshKey" };
    return { problem: `its edgeSshKey cannot be read: ${messageOf(error).split("\n")[0]!}` };
  }
}

async function askMachine(
  { publicIp, sshPort, sshUser, hostKey }: ExistingMachine,
  script: string,
  privateKey: string,
): Promise<string[]> {
  if (publicIp === null || hostKey === null) throw new Error("its stack file lacks publicIp or hostKey");
  const target = { host: publicIp, port: sshPort, user: sshUser, privateKey, hostKey };
  const said = await withConnection(target, LIMIT_MS, (connection) => connection.run(script, { limitMs: LIMIT_MS }));
  return said.split("\n").filter((line) => line !== "");
}
