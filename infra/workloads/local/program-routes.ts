/** The addresses at which programs reach each other: directly on one node, through a link between two. Pure. */
import { fillIn, SELF, type AddressPart } from "../../catalog/references.ts";
import { entryId } from "../../hosts/local/link-entries.ts";
import type { Forward, LinkEnds, RunningReplica } from "./routes.ts";

/** A service that is told the address of another. */
export interface Call {
  caller: string;
  callee: string;
}

/** All addresses of a service for one caller on one node. */
export interface CallTargets extends Call {
  node: string;
  /** One for each replica of the callee. */
  urls: string[];
}

const HOST = "127.0.0.1";
const urlOf = (port: number): string => `http://${HOST}:${port}`;

const runsOn = (replicas: readonly RunningReplica[], service: string, node: string): boolean =>
  replicas.some((replica) => replica.service === service && replica.node === node);

/** The entries of a link: one for each caller at one end and each replica of its callee at the other. */
export function planProgramForwards(
  calls: readonly Call[],
  replicas: readonly RunningReplica[],
  link: LinkEnds,
): Forward[] {
  const [a, b] = link.between;
  const ways = [
    [a, b],
    [b, a],
  ] as const;
  return ways.flatMap(([from, to]) =>
    calls
      .filter(({ caller }) => runsOn(replicas, caller, from))
      .flatMap(({ caller, callee }) =>
        replicas
          .filter(({ service, node }) => service === callee && node === to)
          .map(({ replica, port }) => ({
            id: entryId({ caller, from, callee, replica }),
            from,
            to,
            target: urlOf(port),
          })),
      ),
  );
}

/** @param forwardUrls by the forwards' ids */
export function planTargets(
  calls: readonly Call[],
  replicas: readonly RunningReplica[],
  node: string,
  forwardUrls: ReadonlyMap<string, string>,
): CallTargets[] {
  return calls
    .filter(({ caller }) => runsOn(replicas, caller, node))
    .map(({ caller, callee }) => {
      const urls = replicas
        .filter(({ service }) => service === callee)
        .map((replica) => {
          if (replica.node === node) return urlOf(replica.port);
          const url = forwardUrls.get(entryId({ caller, from: node, callee, replica: replica.replica }));
          if (url === undefined) throw new Error(`no link from ${node} to ${callee} on ${replica.node}`);
          return url;
        });
      return { caller, callee, node, urls };
    });
}

/** No service has this name. */
const USERS = "";

/** What users connect to, who are on the entry's side of every link: its only replica, or a balancer on its first one's node. */
export function userTargets(replicas: readonly RunningReplica[], entry: string): CallTargets {
  const own = replicas.filter(({ service }) => service === entry);
  return { caller: USERS, callee: entry, node: own[0]!.node, urls: own.map(({ port }) => urlOf(port)) };
}

/**
 * The text with the addresses that one replica uses.
 * @param addresses of the services that it calls
 */
export function withAddresses(text: string, port: number, addresses: ReadonlyMap<string, string>): string {
  const partOf = (url: string, part: AddressPart): string => {
    const { hostname, port: number } = new URL(url);
    return part === "host" ? hostname : number;
  };
  return fillIn(text, (service, part) => {
    const url = service === SELF ? urlOf(port) : addresses.get(service);
    if (url === undefined) throw new Error(`no address of ${service}`);
    return partOf(url, part);
  });
}
