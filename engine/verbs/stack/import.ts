/** `stack import`: replaces the state with a deployment that `stack export` wrote. */
import type { Command } from "commander";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { z } from "zod";
import type { Snapshot } from "../../model.ts";
import { integrityProblems } from "../../state/integrity.ts";
import { deploymentSchema, placesOf, snapshotOf } from "../../state/parse.ts";
import { VerbError } from "../errors.ts";
import { printLine, readStdin, type Io } from "../io.ts";
import { openStack, withStackOptions, workDir, type StackOptions } from "../options.ts";

interface ImportOptions extends StackOptions {
  file?: string;
  force?: boolean;
}

export function addStackImport(parent: Command, io: Io): void {
  withStackOptions(parent.command("import"))
    .description("replace the stack's deployment")
    .option("--file <path>", "from this file instead of from stdin")
    .option("-f, --force", "also where resources belong to another stack")
    .action((options: ImportOptions) => importStack(options, io));
}

const fileSchema = z.looseObject({ version: z.literal([3, 4]), deployment: deploymentSchema });

async function importStack(options: ImportOptions, io: Io): Promise<void> {
  const text = options.file ? await readFile(resolve(workDir(options, io), options.file), "utf8") : await readStdin(io);
  const workspace = await openStack(options, io);
  const { deployment } = parseExport(text);
  const salt = deployment.secrets_providers?.state?.salt;
  const snapshot = snapshotOf(deployment, await workspace.secretsFor(salt));
  if (!options.force) refuseForeign(snapshot, workspace.name.stack, workspace.name.project);
  const problems = integrityProblems(snapshot);
  if (problems.length > 0)
    throw new VerbError("VERB_BAD_INPUT", `the deployment cannot be imported: ${problems.join("; ")}`);
  await workspace.withLock((store) => store.save(snapshot));
  printLine(io.stdout, "Import complete.");
}

function parseExport(text: string): z.infer<typeof fileSchema> {
  try {
    const parsed = fileSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    throw new VerbError(
      "VERB_BAD_INPUT",
      `not a deployment that can be imported: ${placesOf(parsed.error).join("; ")}`,
    );
  } catch (cause) {
    if (cause instanceof VerbError) throw cause;
    throw new VerbError("VERB_BAD_INPUT", `could not deserialize deployment: ${(cause as Error).message}`, { cause });
  }
}

function refuseForeign({ resources }: Snapshot, stack: string, project: string): void {
  const prefix = `urn:pulumi:${stack}::${project}::`;
  const foreign = resources.filter(({ urn }) => !urn.startsWith(prefix)).map(({ urn }) => urn);
  if (foreign.length > 0)
    throw new VerbError(
      "VERB_BAD_INPUT",
      `these resources belong to another stack or project; rerun with --force to import them anyway: ${foreign.join(", ")}`,
    );
}
