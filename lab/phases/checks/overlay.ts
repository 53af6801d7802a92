/** Pods of two sites talk, and what they say crosses the internet inside the overlay alone. */
import { counted, unwatch, watch } from "../../networks/watch.ts";
import { namespaceOf, inside, type Pod, type RunningMachine } from "./nodes.ts";
import { check, type Check } from "./check.ts";

const CONNECTIONS = 20;
/** Of a connection, at both ends. */
const LEAST_PACKETS = 4;
const COUNTERS = {
  overlay: ['oifname "wan0" udp dport 8472'],
  /** Of the pods' and the services' ranges. */
  clear: ['oifname "wan0" ip saddr 10.42.0.0/15', 'oifname "wan0" ip daddr 10.42.0.0/15'],
};
/** Connects, again and again; prints how often it succeeded. */
const CONNECT = `import socket, sys
ok = 0
for _ in range(int(sys.argv[3])):
    try:
        socket.create_connection((sys.argv[1], int(sys.argv[2])), 5).close()
        ok += 1
    except OSError as error:
        print(error, file=sys.stderr)
print(ok)`;

export interface Across {
  from: { pod: Pod; machine: RunningMachine };
  to: { pod: Pod; machine: RunningMachine };
}

/** @param routerOf namespace of a site's router */
export async function overlayChecks({ from, to }: Across, routerOf: (site: string) => string): Promise<Check[]> {
  const routers = [routerOf(from.machine.site), routerOf(to.machine.site)];
  try {
    for (const router of routers) await watch(router, COUNTERS);
    const namespace = await namespaceOf(from.machine, from.pod);
    const words = ["ip", "netns", "exec", namespace, "python3", "-c", CONNECT];
    const answered = await inside(from.machine, [...words, to.pod.ip, String(to.pod.port), String(CONNECTIONS)]);
    const counts = await Promise.all(routers.map(counted));
    const sum = (name: string) => counts.reduce((total, each) => total + (each[name]?.packets ?? 0), 0);
    const way = `${from.pod.name} on ${from.pod.node} to ${to.pod.name} on ${to.pod.node}`;
    return [
      check(
        "pods of two sites reach each other",
        Number(answered) === CONNECTIONS,
        `${answered.trim()} of ${CONNECTIONS} connections, ${way}`,
      ),
      check(
        "their packets cross the internet on 8472/udp, and none in clear",
        sum("overlay") >= CONNECTIONS * LEAST_PACKETS && sum("clear") === 0,
        `${sum("overlay")} packets on 8472/udp, ${sum("clear")} in clear`,
      ),
    ];
  } finally {
    for (const router of routers) await unwatch(router);
  }
}
