/** Writes what a new host's disk holds before its first boot. */
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { makeFolder } from "../../../base/folder.ts";
import { run } from "../../command.ts";
import { accountsFor, type HostUser } from "./accounts.ts";
import { ENABLED_UNITS, systemFiles, type HostIdentity, type SeedFile } from "./files.ts";

export interface Seed {
  identity: HostIdentity;
  users: readonly HostUser[];
  /** Folders that are the host's own and off the overlay. */
  ownFolders: readonly string[];
  /** Others. Default: none. */
  files?: readonly SeedFile[];
}

/** @param disk where the host's disk is mounted */
export async function writeSeed(disk: string, { identity, users, ownFolders, files = [] }: Seed): Promise<void> {
  const inside = (path: string): string => {
    const isOwn = ownFolders.some((folder) => path === folder || path.startsWith(`${folder}/`));
    return join(disk, isOwn ? "own" : "layer", path);
  };
  const write = (file: SeedFile): void => {
    const path = inside(file.path);
    makeFolder(dirname(path));
    rmSync(path, { force: true });
    if ("linkTo" in file) symlinkSync(file.linkTo, path);
    else writeFileSync(path, file.text, { mode: file.mode });
  };
  for (const folder of ownFolders) makeFolder(join(disk, "own", folder));
  for (const folder of ownFolders.filter((name) => /^\/(var\/)?tmp$/.test(name))) chmodSync(inside(folder), 0o1777);
  writeFileSync(join(disk, "own.list"), ownFolders.map((folder) => `${folder.slice(1)}\n`).join(""));

  systemFiles(identity).forEach(write);
  for (const unit of ENABLED_UNITS)
    write({
      path: `/etc/systemd/system/multi-user.target.wants/${unit}`,
      linkTo: `/usr/lib/systemd/system/${unit}`,
    });
  const socat = inside("/usr/lib/lab-host/bin/socat");
  makeFolder(dirname(socat));
  copyFileSync(realpathSync((await run(["sh", "-c", "command -v socat"])).trim()), socat);
  writeAccounts(users, write, inside);
  files.forEach(write);
}

function writeAccounts(
  users: readonly HostUser[],
  write: (file: SeedFile) => void,
  inside: (path: string) => string,
): void {
  const accounts = accountsFor(readFileSync("/etc/passwd", "utf8"), readFileSync("/etc/group", "utf8"), users);
  write({ path: "/etc/passwd", text: accounts.passwd, mode: 0o644 });
  write({ path: "/etc/group", text: accounts.group, mode: 0o644 });
  write({ path: "/etc/shadow", text: accounts.shadow, mode: 0o640 });
  for (const { name, authorizedKeys } of users) {
    const { uid, home } = accounts.users.find((account) => account.name === name) ?? { uid: 0, home: "/root" };
    const keys = `${home}/.ssh/authorized_keys`;
    write({ path: keys, text: authorizedKeys.map((line) => `${line.trim()}\n`).join(""), mode: 0o600 });
    write({ path: `${home}/.bashrc`, text: "", mode: 0o644 });
    chmodSync(inside(dirname(keys)), 0o700);
    chmodSync(inside(home), 0o750);
    for (const path of [home, dirname(keys), keys, `${home}/.bashrc`])
      if (existsSync(inside(path))) chownSync(inside(path), uid, uid);
  }
}
