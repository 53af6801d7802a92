/** Finds the newest usable copy of a state, for when the state itself is unusable. */
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
    return isSound(deployment) ? (deployment.resources ?? []).length : undefined;
  } catch {
    return undefined;
  }
}

/** The check works without the passphrase because it needs no secrets. */
export const soundnessProblems = (deployment: DeploymentFile): string[] =>
  integrityProblems({
    resources: (deployment.resources ?? []) as Parameters<typeof integrityProblems>[0]["resources"],
  });

const isSound = (deployment: DeploymentFile): boolean => soundnessProblems(deployment).length === 0;
