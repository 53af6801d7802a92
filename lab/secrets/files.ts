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
  const open = ["layer", "own"].flatMap((part) => filesIn(join(disk, part), isOpen));
  return [...new Set([...logs, ...open])];
}

/** Whether each user of a machine may read a file, or enter a folder. */
const isOpen = (path: string, entry: Dirent): boolean =>
  (modeOf(path) & (entry.isDirectory() ? MAY_ENTER : MAY_READ)) !== 0;

/** Also in hidden folders. @param counts whether a file does, or what is in a folder. Default: all do */
const filesIn = (folder: string, counts: (path: string, entry: Dirent) => boolean = () => true): string[] =>
  entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!counts(path, entry)) return [];
    if (entry.isDirectory()) return filesIn(path, counts);
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
