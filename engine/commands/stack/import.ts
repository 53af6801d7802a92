/** `stack import`: replaces the state with a deployment that `stack export` wrote, without its pending operations. */
import type { Command } from "commander";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import type { Snapshot } from "../../model.ts";
import { integrityProblems } from "../../state/integrity.ts";
import { deploymentSchema, placesOf, snapshotOf } from "../../state/parse.ts";
import { parseUrn } from "../../resource/urn.ts";
import { CommandError } from "../../errors.ts";
import { printLine, readStdin, type Io } from "../io.ts";
import { openStack, withStackOptions, workDir, type StackOptions } from "../options.ts";

interface ImportOptions extends StackOptions {
  file?: string;
  force?: boolean;
}

export function addStackImport(parent: Command, io: Io): void {
  withStackOptions(parent.command("import"))
    .description("replace the stack's deployment")
    .option("--file <path>", "read from this file instead of stdin")
    .option("-f, --force", "import resources of another stack too")
    .action((options: ImportOptions) => importStack(options, io));
}

const fileSchema = z.looseObject({ version: z.literal([3, 4]), deployment: deploymentSchema });

async function importStack(options: ImportOptions, io: Io): Promise<void> {
  const workspace = await openStack(options, io);
  const text = options.file ? await readFile(resolve(workDir(options, io), options.file), "utf8") : await readStdin(io);
  const { deployment } = parseExport(text);
  const salt = deployment.secrets_providers?.state?.salt;
  const snapshot = snapshotOf(deployment, await workspace.secretsFor(salt));
  const problems = integrityProblems(snapshot);
  if (problems.length > 0)
    throw new CommandError("VERB_BAD_INPUT", `the deployment cannot be imported: ${problems.join("; ")}`);
  const foreign = foreignResources(snapshot, workspace.name.stack);
  if (!options.force) refuse(foreign);
  const dropped = snapshot.pendingOperations.map(
    ({ resource, type }) => `removing pending operation '${type}' on '${resource.urn}' from snapshot`,
  );
  for (const warning of [...foreign, ...dropped]) printLine(io.stderr, `warning: ${warning}`);
  await workspace.withLock((store) => store.save({ ...snapshot, pendingOperations: [] }));
  printLine(io.stdout, "Import complete.");
}

function parseExport(text: string): z.infer<typeof fileSchema> {
  try {
    const parsed = fileSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    throw new CommandError(
      "VERB_BAD_INPUT",
      `not a deployment that can be imported: ${placesOf(parsed.error).join("; ")}`,
    );
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError("VERB_BAD_INPUT", `could not deserialize deployment: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** Messages about resources that belong to another stack. */
const foreignResources = ({ resources }: Snapshot, own: string): string[] =>
  resources.flatMap(({ urn }) => {
    const { stack } = parseUrn(urn);
    return stack === own ? [] : [`resource '${urn}' is from a different stack (${stack} != ${own})`];
  });

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return;
  const all = [...problems, "importing this file could be dangerous; rerun with --force to proceed anyway"];
  throw new CommandError(
    "VERB_BAD_INPUT",
    `${all.length} errors occurred:${all.map((problem, index) => `\n    ${index + 1}) ${problem}`).join("")}`,
  );
}
