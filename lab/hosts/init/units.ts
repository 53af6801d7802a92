/** Unit files on the disk: where they are, which are enabled. */
import { existsSync, globSync, lstatSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { makeFolder } from "../../../base/folder.ts";
import { parseUnit, splitWords } from "./unit-file.ts";

const FOLDERS = ["/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system"];
const ENABLED = "/etc/systemd/system";

export interface UnitFiles {
  path: string;
  /** Contents of the unit file and its drop-ins, in the order in which they apply. */
  texts: string[];
  dropIns: string[];
}

/** @param unit its name, with or without its kind, or the path of its file */
export function fullName(unit: string): string {
  const name = basename(unit);
  return /\.(service|timer|target)$/.test(name) ? name : `${name}.service`;
}

export function findUnit(name: string): UnitFiles | undefined {
  const path = FOLDERS.map((folder) => join(folder, name)).find(existsSync);
  if (path === undefined) return undefined;
  const byName = new Map<string, string>();
  // A drop-in in an earlier folder replaces one of the same name.
  for (const folder of FOLDERS.toReversed())
    for (const file of globSync(join(folder, `${name}.d`, "*.conf"))) byName.set(basename(file), file);
  const dropIns = [...byName.keys()].sort().map((file) => byName.get(file)!);
  return { path, dropIns, texts: [path, ...dropIns].map((file) => readFileSync(file, "utf8")) };
}

export type Enablement = "enabled" | "disabled" | "static";

export function enablementOf(name: string): Enablement {
  const targets = wantedBy(name);
  if (targets.length === 0) return "static";
  return targets.some((target) => isLink(linkOf(target, name))) ? "enabled" : "disabled";
}

/** @returns systemd's messages */
export function enable(name: string): string[] {
  const unit = findUnit(name)!;
  return wantedBy(name).flatMap((target) => {
    const link = linkOf(target, name);
    if (isLink(link)) return [];
    makeFolder(dirname(link));
    symlinkSync(unit.path, link);
    return [`Created symlink ${link} → ${unit.path}.`];
  });
}

/** @returns systemd's messages */
export function disable(name: string): string[] {
  const links = globSync(join(ENABLED, "*.wants", name));
  for (const link of links) rmSync(link);
  return links.map((link) => `Removed "${link}".`);
}

/** Names of the units that the boot starts. */
export function enabledUnits(): string[] {
  const folder = linkOf("multi-user.target", "");
  return existsSync(folder) ? readdirSync(folder).filter((name) => findUnit(name) !== undefined) : [];
}

export const linkOf = (target: string, name: string): string => join(ENABLED, `${target}.wants`, name);

const wantedBy = (name: string): string[] =>
  (parseUnit(findUnit(name)?.texts ?? []).get("Install.WantedBy") ?? []).flatMap(splitWords);

const isLink = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
