/** Runs the pre-flight's scripts on the nodes over SSH, and probes ports from this machine. */
import { peerAddress, type K3sCluster } from "../model.ts";
import { OVERLAYS } from "../model.ts";
import { asRoot } from "../../ssh/shell.ts";
import { DEFAULT_PACE, factsScript, listenScript, probeScript, unlistenScript, type Pace } from "./scripts.ts";
import { connect, type SshConnection, type SshTarget } from "../../ssh/connection.ts";
import { clusterDnsAddress, type Expectation, HERE, type ExpectedPort } from "./expectation.ts";
import { parseObservations, type Observation, type ObservationOf } from "./observation.ts";
import { createConnection } from "node:net";

const CONNECT_LIMIT_MS = 30_000;
const SHORT_LIMIT_MS = 60_000;
/** Pings, MTU ladder and body of one peer take about half a minute at worst. */
const PER_PEER_LIMIT_MS = 90_000;

type Connections = Map<string, SshConnection>;

function overlayOf(facts: readonly Observation[], name: string): string | null {
  const isOverlay = (each: Observation): each is ObservationOf<"overlay"> => each.kind === "overlay";
  return facts.filter(isOverlay).find(({ from }) => from === name)?.address ?? null;
}

async function onEach(
  connections: Connections,
  scriptFor: (name: string) => string | null,
  limitMs: number,
): Promise<Observation[]> {
  const each = [...connections].map(async ([name, connection]) => {
    const script = scriptFor(name);
    return script === null ? [] : parseObservations(name, await connection.run(asRoot(script), { limitMs }));
  });
  return (await Promise.all(each)).flat();
}

async function observeWith(
  connections: Connections,
  cluster: K3sCluster,
  expected: Expectation,
  pace: Pace,
): Promise<Observation[]> {
  const { device } = OVERLAYS[cluster.overlay];
  const facts = await onEach(connections, () => factsScript(device), SHORT_LIMIT_MS);
  const listening = (name: string): string | null => {
    const address = overlayOf(facts, name);
    const standIns = expected.ports.filter(({ to, isStandIn }) => to === name && isStandIn === true);
    const ports = standIns.map(({ port }) => port);
    return address === null ? null : listenScript(address, ports);
  };
  const listeners = await onEach(connections, listening, SHORT_LIMIT_MS);
  const probe = (name: string): string => {
    const peers = cluster.nodes
      .filter((node) => node.name !== name)
      .map((node) => ({
        name: node.name,
        hostAddress: peerAddress(cluster, node) ?? "",
        overlayAddress: overlayOf(facts, node.name),
      }))
      .filter(({ hostAddress }) => hostAddress !== "");
    const ports = expected.ports.filter(({ from }) => from === name);
    const sizes = [expected.mtu, expected.podMtu];
    const dnsAddress = clusterDnsAddress(cluster.serviceCidr);
    return probeScript({ peers, ports, names: expected.names, dnsAddress, sizes }, pace);
  };
  const limitMs = SHORT_LIMIT_MS + PER_PEER_LIMIT_MS * cluster.nodes.length;
  try {
    const [probed, here] = await Promise.all([
      onEach(connections, probe, limitMs),
      portsFromHere(expected.ports.filter(({ from }) => from === HERE)),
    ]);
    return [...facts, ...listeners, ...probed, ...here];
  } finally {
    await Promise.allSettled([onEach(connections, unlistenScript, SHORT_LIMIT_MS)]);
  }
}

/**
 * @param targets by node; a node without one is probed only from the others
 * @throws InfraError `SSH_UNREACHABLE`, `SSH_REFUSED`, `SSH_COMMAND`, `K3S_ANSWER`
 */
export async function observe(
  cluster: K3sCluster,
  targets: Readonly<Record<string, SshTarget>>,
  expected: Expectation,
  pace: Pace = DEFAULT_PACE,
): Promise<Observation[]> {
  const connections: Connections = new Map();
  try {
    for (const [name, target] of Object.entries(targets))
      connections.set(name, await connect(target, CONNECT_LIMIT_MS));
    return await observeWith(connections, cluster, expected, pace);
  } finally {
    for (const connection of connections.values()) connection.close();
  }
}

const PORT_TIMEOUT_MS = 5000;

const answers = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ host, port });
    const end = (isUp: boolean): void => {
      socket.destroy();
      resolve(isUp);
    };
    socket.setTimeout(PORT_TIMEOUT_MS, () => end(false));
    socket.once("connect", () => end(true)).once("error", () => end(false));
  });

/** Which ports answer this machine. */
function portsFromHere(ports: readonly ExpectedPort[]): Promise<Observation[]> {
  return Promise.all(
    ports.map(async ({ to, address, port }): Promise<Observation> => {
      return { kind: "port", from: HERE, to, port, answers: await answers(address, port) };
    }),
  );
}
