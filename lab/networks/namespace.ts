/** Network namespaces, and commands in them. */
import { run, tryRun } from "../command.ts";

const SETTINGS = {
  "net.ipv4.conf.all.rp_filter": 0,
  "net.ipv4.conf.default.rp_filter": 0,
  "net.ipv4.conf.all.send_redirects": 0,
  "net.ipv4.conf.default.send_redirects": 0,
  "net.ipv6.conf.all.disable_ipv6": 1,
  "net.ipv6.conf.default.disable_ipv6": 1,
};

/** @param settings of the kernel, added to those that all of the lab's namespaces have */
export async function createNamespace(name: string, settings: Readonly<Record<string, number>> = {}): Promise<void> {
  await run(["ip", "netns", "add", name]);
  await setSysctls(name, { ...SETTINGS, ...settings });
  await runIp(name, ["link set lo up"]);
}

export async function setSysctls(namespace: string, settings: Readonly<Record<string, number>>): Promise<void> {
  const words = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
  await run(inNamespace(namespace, ["sysctl", "-qw", ...words]));
}

export const inNamespace = (namespace: string, words: readonly string[]): string[] => [
  ...["ip", "netns", "exec", namespace],
  ...words,
];

/** @param lines each the words of one `ip` command */
export async function runIp(namespace: string, lines: readonly string[]): Promise<void> {
  await run(["ip", "-n", namespace, "-batch", "-"], `${lines.join("\n")}\n`);
}

/** Ends the processes in it, and removes it with its interfaces. Does nothing if it is not there. */
export async function deleteNamespace(name: string): Promise<void> {
  const pids = (await tryRun(["ip", "netns", "pids", name])).split("\n").filter(Boolean).map(Number);
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended.
    }
  }
  await tryRun(["ip", "netns", "delete", name]);
}
