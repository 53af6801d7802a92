/** `state repair`: sorts the resources of an inconsistent state, and removes references to missing ones. */
import type { Command } from "commander";
import { messageOf } from "../../../base/errors.ts";
import { CommandError } from "../../errors.ts";
import { Workspace } from "../../project/workspace.ts";
import { repaired } from "../../state/edits/repair.ts";
import { integrityProblems } from "../../state/integrity.ts";
import { printLine, type Io } from "../io.ts";
import { isConfirmed, workspaceOptions } from "../options.ts";
import { withEditOptions, type EditOptions } from "./edit.ts";

export function addStateRepair(parent: Command, io: Io): void {
  withEditOptions(parent.command("repair"))
    .description("repair a state whose resources are out of order or refer to missing ones")
    .action((options: EditOptions) => repair(options, io));
}

async function repair(options: EditOptions, io: Io): Promise<void> {
  const workspace = await Workspace.open({ ...(await workspaceOptions(options, io)), acceptsInconsistentState: true });
  await workspace.withLock(async (store) => {
    const problems = integrityProblems(store.snapshot);
    if (problems.length === 0) return printLine(io.stdout, "The snapshot is already valid; skipping repair");
    const { resources, changes } = attempt(() => repaired(store.snapshot.resources), problems);
    const snapshot = { ...store.snapshot, resources };
    const left = integrityProblems(snapshot);
    if (left.length > 0) throw refusal(left.join("; "), problems);
    if (!isConfirmed(options, io))
      throw new CommandError(
        "VERB_USAGE",
        `the state can be repaired; confirm it with --yes:${changes.map((change) => `\n  ${change}`).join("")}`,
      );
    await store.save(snapshot);
    printLine(io.stdout, "State repaired successfully");
  });
}

function attempt<T>(work: () => T, problems: readonly string[]): T {
  try {
    return work();
  } catch (cause) {
    throw refusal(messageOf(cause), problems);
  }
}

const refusal = (why: string, problems: readonly string[]): CommandError =>
  new CommandError(
    "STATE_UNREPAIRABLE",
    `Failed to repair the snapshot automatically: ${why}\nNothing was written. To repair it by hand: run \`pulumi stack export --file state.json\`, keep a copy of that file, ` +
      `correct it, and run \`pulumi stack import --file state.json\`. The state's problems: ${problems.join("; ")}`,
  );
