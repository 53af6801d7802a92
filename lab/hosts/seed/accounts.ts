/** Accounts of a host: the system accounts of this machine, and the users of the host. Pure. */

export interface HostUser {
  name: string;
  /** Lines of `authorized_keys`. */
  authorizedKeys: readonly string[];
}

export interface Account {
  name: string;
  uid: number;
  home: string;
}

const FIRST_UID = 1000;
/** The user `nobody`. */
const NOBODY_UID = 65_534;

const idOf = (line: string): number => Number(line.split(":")[2]);
const isSystem = (line: string): boolean => line !== "" && (idOf(line) < FIRST_UID || idOf(line) === NOBODY_UID);

/** The members of this group may use `sudo`. */
const ADMIN_GROUP = "sudo";

export interface Accounts {
  passwd: string;
  group: string;
  shadow: string;
  users: Account[];
}

/**
 * Nobody has a password, and this machine's own users are not there.
 * @param passwd this machine's /etc/passwd
 * @param group this machine's /etc/group
 */
export function accountsFor(passwd: string, group: string, users: readonly HostUser[]): Accounts {
  const accounts = users
    .filter(({ name }) => name !== "root")
    .map(({ name }, index) => ({ name, uid: FIRST_UID + index, home: `/home/${name}` }));
  const names = accounts.map(({ name }) => name);
  const passwdLines = [
    ...passwd.split("\n").filter(isSystem),
    ...accounts.map(({ name, uid, home }) => `${name}:x:${uid}:${uid}:${name}:${home}:/bin/bash`),
  ];
  const groupLines = [
    ...group.split("\n").filter((line) => isSystem(line) && !line.startsWith(`${ADMIN_GROUP}:`)),
    `${ADMIN_GROUP}:x:27:${names.join(",")}`,
    ...accounts.map(({ name, uid }) => `${name}:x:${uid}:`),
  ];
  return {
    passwd: `${passwdLines.join("\n")}\n`,
    group: `${groupLines.join("\n")}\n`,
    shadow: passwdLines.map((line) => `${line.split(":")[0]}:*:19000:0:99999:7:::\n`).join(""),
    users: accounts,
  };
}
