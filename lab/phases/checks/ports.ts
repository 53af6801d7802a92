/** What a port scan finds: of the operator, and of somebody who is neither operator nor peer. */
import { join } from "node:path";
import { run } from "../../command.ts";
import { inNamespace } from "../../networks/namespace.ts";
import { counted, unwatch, watch } from "../../networks/watch.ts";
import type { LabClient } from "../../server/client.ts";
import { check, type Check } from "./check.ts";
import type { RunningMachine } from "./nodes.ts";

/** Not in any range that the lab gives to others. */
const OUTSIDER = { name: "outsider", address: "203.0.113.99" };
const SCAN = join(import.meta.dirname, "scan/main.ts");

/** SSH, HTTP, etcd, Kubernetes and K3s with their metrics, node-exporter, and the shop among node ports. */
const USUAL = "22,80,443,2379-2381,5001,6443-6444,8080,8472,9090,9100,10010,10248-10260,30000-30100,32767";
const ALL = "1-65535";
const [SSH, API, SHOP] = [22, 6443, 30080];
const DATAGRAMS = `import socket, sys
for _ in range(5):
    for port in (8472, 51820, 53):
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x" * 60, (sys.argv[1], port))`;

export interface Scanned {
  machines: readonly RunningMachine[];
  server: RunningMachine;
  /** Names of nodes with a frontend: others do not answer for it. */
  entries: ReadonlySet<string>;
  /** Network namespace of the operator. */
  operator: string;
  /** Namespace of a site's router. */
  routerOf: (site: string) => string;
  /** All ports, and not only those that Kubernetes uses. */
  isThorough: boolean;
}

export async function portChecks(lab: LabClient, scanned: Scanned): Promise<Check[]> {
  const { machines, server, entries, operator, isThorough } = scanned;
  const ports = isThorough ? ALL : USUAL;
  const checks: Check[] = [];
  for (const machine of machines) {
    const expected = [
      SSH,
      ...(machine.name === server.name ? [API] : []),
      ...(entries.has(machine.node) ? [SHOP] : []),
    ];
    const open = await scan(operator, machine, ports);
    const title = `the operator finds ${expected.join(", ")} open on ${machine.node}, and nothing else`;
    checks.push(check(title, open.join() === expected.join(), open.join(", ") || "nothing"));
  }
  return [...checks, ...(await outsiderChecks(lab, scanned, ports))];
}

async function outsiderChecks(lab: LabClient, { machines, routerOf }: Scanned, ports: string): Promise<Check[]> {
  const { name, address } = OUTSIDER;
  const routers = [...new Set(machines.map(({ site }) => routerOf(site)))];
  const namespace = await lab.openEnd(name, address);
  try {
    for (const router of routers) await watch(router, { admitted: [`oifname "p*" ip saddr ${address}`] });
    const found: string[] = [];
    for (const machine of machines) {
      const open = await scan(namespace, machine, ports);
      found.push(...open.map((port) => `${port} on ${machine.node}`));
      await run(inNamespace(namespace, ["python3", "-c", DATAGRAMS, machine.publicIp!]));
    }
    const counts = await Promise.all(routers.map(counted));
    const packets = counts.reduce((sum, { admitted }) => sum + (admitted?.packets ?? 0), 0);
    return [
      check("a scan from elsewhere finds no open port", found.length === 0, found.join(", ") || `none of ${ports}`),
      check("no packet of a stranger reaches a machine", packets === 0, `${packets} packets, TCP and UDP`),
    ];
  } finally {
    for (const router of routers) await unwatch(router);
    await lab.closeEnd(name);
  }
}

/** @returns open ports in their order. The usual ones are asked by themselves, too: a scan of all may lose packets of its own. */
async function scan(namespace: string, { publicIp }: RunningMachine, ports: string): Promise<number[]> {
  const found = new Set<number>();
  for (const each of new Set([ports, USUAL])) {
    const open = await run(inNamespace(namespace, [process.execPath, SCAN, publicIp!, each]));
    for (const port of JSON.parse(open) as number[]) found.add(port);
  }
  return [...found].sort((a, b) => a - b);
}
