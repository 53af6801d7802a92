/** The machine's PATH for commands that no shell of its own started. */
const ENVIRONMENT = ["env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"];
/** Mounts, host name, IPC, network, processes and cgroups. */
const NAMESPACES = ["-m", "-u", "-i", "-n", "-p", "-C"];

/**
 * The words of a command that runs inside a machine of the lab as its root, as if at its console: it needs neither network nor login.
 *
 * @param pid of the machine's first process, in this machine's numbering
 */
export const insideMachine = (pid: number, words: readonly string[]): string[] => [
  ...["nsenter", "-t", String(pid), ...NAMESPACES, "-r", "-w"],
  ...ENVIRONMENT,
  ...words,
];
