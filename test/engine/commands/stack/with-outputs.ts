/** Creates a stack with outputs without running a program. */
import { secretsProviderFor } from "../../../../engine/secrets/provider.ts";
import { openBackend } from "../../../../engine/state/backend.ts";
import type { StackState } from "../../../../engine/state/stack.ts";
import { secret } from "../../../../engine/values.ts";
import { STACK, snapshotWith, thing } from "../../state/states.ts";
import type { CommandLine } from "../command-line.ts";

const OUTPUTS = { url: "http://x", list: [1, { a: null }], token: secret("hush"), mixed: { s: secret(1), p: 2 } };

export const devOf = async (pulumi: CommandLine): Promise<StackState> =>
  (await openBackend(pulumi.backendDir)).stack("shop", "dev");

/** Uses the passphrase that {@link CommandLine} sets. */
export const secretsOf = async (state: StackState) => secretsProviderFor("test", (await state.salt()) ?? "");

/** Writes the state of the stack `dev` with one resource. */
export async function stackWithOutputs(pulumi: CommandLine): Promise<void> {
  await pulumi.run("stack", "init", "dev");
  const state = await devOf(pulumi);
  const { resources, ...rest } = snapshotWith(thing("a", { inputs: { pass: secret("hush") } }));
  const root = { ...STACK, outputs: OUTPUTS };
  await state.withLock(await secretsOf(state), (store) =>
    store.save({ ...rest, resources: [root, ...resources.filter(({ urn }) => urn !== STACK.urn)] }),
  );
}
