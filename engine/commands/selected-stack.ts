/**
 * Reads and writes the selected stack of a project, one per backend, in the file where Pulumi keeps it: both command lines
 * then select the same stack.
 */
import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { readIfThere, type Project } from "../project/project-file.ts";
import { writeAtomic } from "../../base/atomic-file.ts";
import { ORGANIZATION, qualifiedName, type StackName } from "../state/layout.ts";
import { CommandError } from "../errors.ts";

/** Older versions of Pulumi wrote `stack`, for all backends; it applies if `stacks` has no entry. */
const schema = z.looseObject({
  stack: z.string().optional(),
  stacks: z.record(z.string(), z.string()).nullish(),
});

export interface SelectionPlace {
  project: Project;
  /** As the user or the project file has it. */
  backendUrl: string;
  /** `PULUMI_STACK` takes precedence over the selection; `PULUMI_HOME` is the folder of the selection. */
  env: NodeJS.ProcessEnv;
}

/** The name of the selected stack, possibly qualified. */
export async function selectedStack(place: SelectionPlace): Promise<string | undefined> {
  if (place.env.PULUMI_STACK) return place.env.PULUMI_STACK;
  const { stack, stacks } = await readSelection(place);
  return stacks?.[place.backendUrl] || (stack && isInFileBackend(stack) ? stack : undefined);
}

/** Other names belong to other kinds of backend, such as Pulumi Cloud. */
function isInFileBackend(stack: string): boolean {
  const parts = stack.split("/");
  return parts.length === 1 || parts[0] === ORGANIZATION;
}

export async function selectStack(place: SelectionPlace, name: StackName): Promise<void> {
  const selection = await readSelection(place);
  await write(place, { ...selection, stacks: { ...selection.stacks, [place.backendUrl]: qualifiedName(name) } });
}

/** @returns whether a stack was selected */
export async function unselectStack(place: SelectionPlace): Promise<boolean> {
  const { stack, stacks, ...more } = await readSelection(place);
  const { [place.backendUrl]: selected, ...others } = stacks ?? {};
  if (!selected && !stack) return false;
  await write(place, { ...more, ...(Object.keys(others).length > 0 ? { stacks: others } : {}) });
  return true;
}

async function readSelection(place: SelectionPlace): Promise<z.infer<typeof schema>> {
  const path = selectionFile(place);
  const text = await readIfThere(path);
  try {
    return text === undefined ? {} : schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CommandError("VERB_BAD_INPUT", `${path} is not a valid selection of a stack; delete the file`, { cause });
  }
}

const write = (place: SelectionPlace, selection: z.infer<typeof schema>): Promise<void> =>
  writeAtomic(selectionFile(place), JSON.stringify(selection, null, 4));

function selectionFile({ project, env }: SelectionPlace): string {
  const home = env.PULUMI_HOME || join(homedir(), ".pulumi");
  const digest = createHash("sha1").update(project.file).digest("hex");
  return join(home, "workspaces", `${project.name}-${digest}-workspace.json`);
}
