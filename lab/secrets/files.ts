/** The files of a lab in which no secret may be in clear. */
import { globSync, lstatSync, readdirSync, type Dirent } from "node:fs";
import { basename, join } from "node:path";
import { machinesDir, operatorHome, projectDir } from "../folder.ts";

/** The script that an owner runs on a machine contains a token by design, and only its user may read it. */
const MEANT = /^join-.*\.sh$/;
const OWNER_ONLY = 0o077;
/** Of all users of a machine. */
const MAY_READ = 0o004;
const MAY_ENTER = 0o001;

/**
 * Logs, the operator's stack files, state, runs and reports, and of the machines that are there all that any of their users
 * may read. K3s and SSH keep secrets on machines, in files that only root may read.
 *
 * @param dir folder of the lab
 */
export const filesOf = (dir: string): string[] => [
  ...globSync([join(dir, "*.log"), join(machinesDir(dir), "*/*.log"), join(projectDir(dir), "Pulumi.*.yaml")]),
  ...filesIn(operatorHome(dir)).filter((path) => !MEANT.test(basename(path)) || (modeOf(path) & OWNER_ONLY) !== 0),
  ...globSync(join(machinesDir(dir), "*/disk")).flatMap(openFilesOn),
];

/** @param disk of a machine */
function openFilesOn(disk: string): string[] {
  const logs = filesIn(join(disk, "own/var/log"));
  const open = ["layer", "own"].flatMap((part) => openFilesIn(join(disk, part)));
  return [...new Set([...logs, ...open])];
}

const openFilesIn = (folder: string): string[] =>
  entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return (modeOf(path) & MAY_ENTER) === 0 ? [] : openFilesIn(path);
    return entry.isFile() && (modeOf(path) & MAY_READ) !== 0 ? [path] : [];
  });

/** Also in hidden folders. */
const filesIn = (folder: string): string[] =>
  entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return entry.isFile() ? [path] : [];
  });

/** Empty if it has gone: machines work on while their files are listed. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

const modeOf = (path: string): number => lstatSync(path, { throwIfNoEntry: false })?.mode ?? 0;

/** Those that were written since then. @param sinceMs since 1970 */
export const changedSince = (paths: readonly string[], sinceMs: number): string[] =>
  paths.filter((path) => (lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= sinceMs);
