/** `stack export`: prints the deployment as JSON, with secrets encrypted or, with `--show-secrets`, in plain text. */
import type { Command } from "commander";
import { hostname } from "node:os";
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { plaintextSeal } from "../../secrets/values.ts";
import { fileProblem } from "../../../base/file-problem.ts";
import { resourceToFile } from "../../state/resource-fields.ts";
import { snapshotOf, type DeploymentFile } from "../../state/parse.ts";
import { CommandError } from "../../errors.ts";
import { printJson, type Io } from "../io.ts";
import { openStack, withStackOptions, workDir, type StackOptions } from "../options.ts";

interface ExportOptions extends StackOptions {
  file?: string;
  showSecrets?: boolean;
  version?: string;
}

export function addStackExport(parent: Command, io: Io): void {
  withStackOptions(parent.command("export"))
    .description("print the stack's deployment as JSON")
    .option("--file <path>", "write to this file instead of stdout")
    .option("--show-secrets", "show secrets in plain text")
    .option("--version <n>", "unsupported, as with Pulumi: file backends keep no versions")
    .action((options: ExportOptions) => exportStack(options, io));
}

const INDENT = 4;

async function exportStack(options: ExportOptions, io: Io): Promise<void> {
  if (options.version)
    throw new CommandError(
      "VERB_UNSUPPORTED",
      `the current backend (${hostname()}) does not provide the ability to export previous deployments`,
    );
  const workspace = await openStack(options, io);
  const { envelope, deployment } = await workspace.state.readFile();
  const exported = {
    version: envelope.version,
    ...(envelope.features ? { features: envelope.features } : {}),
    deployment: options.showSecrets ? revealed(deployment, await workspace.stateSecrets()) : deployment,
  };
  if (!options.file) return printJson(io, exported, INDENT);
  await writeExport(resolve(workDir(options, io), options.file), `${JSON.stringify(exported, null, INDENT)}\n`);
}

/** Creates no folder, as Pulumi, and writes to devices and pipes too. The file may hold secrets. */
async function writeExport(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { mode: 0o600 });
  } catch (cause) {
    throw new CommandError("VERB_BAD_INPUT", `could not open file: ${path}: ${fileProblem(cause)}`, { cause });
  }
}

function revealed(deployment: DeploymentFile, secrets: Parameters<typeof snapshotOf>[1]): DeploymentFile {
  const { resources, pendingOperations } = snapshotOf(deployment, secrets);
  const write = (resource: (typeof resources)[number]) => resourceToFile(resource, plaintextSeal);
  const shown: Record<string, unknown> = { ...deployment };
  if (deployment.resources) shown.resources = resources.map(write);
  if (deployment.pending_operations)
    shown.pending_operations = pendingOperations.map(({ resource, type }) => ({ resource: write(resource), type }));
  return shown;
}
