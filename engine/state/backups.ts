/** Finds the newest valid backup of a state that cannot be used. */
import { readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { integrityProblems } from "./integrity.ts";
import type { StackLayout } from "./layout.ts";
import { parseCheckpoint, type DeploymentFile } from "./parse.ts";

export interface Backup {
  path: string;
  writtenAt: Date;
  resources: number;
}

export async function newestGoodBackup(layout: StackLayout): Promise<Backup | undefined> {
  const backups = (await readdir(layout.backupDir).catch(() => [])).map((name) => join(layout.backupDir, name));
  const dated = await Promise.all([layout.previousFile, ...backups].map(datedFile));
  const newestFirst = dated.filter((file) => file !== undefined).sort((a, b) => +b.writtenAt - +a.writtenAt);
  for (const file of newestFirst) {
    const resources = await readableResources(file.path);
    if (resources !== undefined) return { ...file, resources };
  }
  return undefined;
}

async function datedFile(path: string): Promise<{ path: string; writtenAt: Date } | undefined> {
  try {
    return { path, writtenAt: (await stat(path)).mtime };
  } catch {
    return undefined;
  }
}

async function readableResources(path: string): Promise<number | undefined> {
  try {
    const { deployment } = parseCheckpoint(await readFile(path, "utf8"));
    return deploymentProblems(deployment).length === 0 ? (deployment.resources ?? []).length : undefined;
  } catch {
    return undefined;
  }
}

/** Checks a state that is still encrypted: the integrity check needs no secrets, so it works without the passphrase. */
export const deploymentProblems = (deployment: DeploymentFile): string[] =>
  integrityProblems({
    resources: (deployment.resources ?? []) as Parameters<typeof integrityProblems>[0]["resources"],
  });
