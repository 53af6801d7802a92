/** The stack that a project's commands mean without `--stack`: where Pulumi keeps it, so that both see the same one. */
import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { readIfThere, type Project } from "../project/project-file.ts";
import { writeDurably } from "../state/durable-file.ts";

const schema = z.looseObject({ stack: z.string().optional() });

function selectionFile(project: Project, env: NodeJS.ProcessEnv): string {
  const home = env.PULUMI_HOME || join(homedir(), ".pulumi");
  const digest = createHash("sha1").update(project.file).digest("hex");
  return join(home, "workspaces", `${project.name}-${digest}-workspace.json`);
}

export async function selectedStack(project: Project, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (env.PULUMI_STACK) return env.PULUMI_STACK;
  const text = await readIfThere(selectionFile(project, env));
  return text === undefined ? undefined : schema.parse(JSON.parse(text)).stack;
}

export async function selectStack(project: Project, env: NodeJS.ProcessEnv, stack: string): Promise<void> {
  await writeDurably(selectionFile(project, env), JSON.stringify({ stack }, null, 4));
}
