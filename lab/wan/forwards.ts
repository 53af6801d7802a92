import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { Direction } from "./direction.ts";
import { carry } from "./link-connection.ts";
import { mulberry32 } from "../../base/random.ts";
import { LabError } from "../errors.ts";
import type { LinkStart, LinkStatus } from "../protocol/link.ts";
import { Scheduler } from "./scheduler.ts";

export interface Forward {
  id: string;
  from: string;
  to: string;
  target: string;
}

/** What passed through one entry. */
interface Counted {
  bytes: number;
  roundTrips: number;
}

interface Entry {
  forward: Forward;
  counted: Counted;
  server: Server;
  sockets: Set<Socket>;
}

/** The entries of one link: listeners on loopback whose connections are carried over it. */
export class Forwards {
  readonly #start: LinkStart;
  readonly #scheduler = new Scheduler();
  readonly #directions = new Map<string, Direction>();
  readonly #bytes: Record<string, number> = {};
  readonly #entries = new Map<string, Entry>();
  #connections = 0;
  #open = 0;

  constructor(start: LinkStart) {
    this.#start = start;
    const [a, b] = start.between;
    for (const [index, way] of [`${a}>${b}`, `${b}>${a}`].entries()) {
      const random = mulberry32(start.seed * 2 + index);
      this.#directions.set(way, new Direction({ ...start, delayMs: start.oneWayDelayMs, random }));
      this.#bytes[way] = 0;
    }
  }

  /** Makes the entries match `wanted`. An entry that is unchanged keeps its port and connections. */
  async apply(wanted: Forward[]): Promise<{ id: string; url: string }[]> {
    this.#rejectInvalid(wanted);
    const targets = new Map(wanted.map((forward) => [forward.id, forward]));
    for (const [id, { forward }] of this.#entries) {
      const now = targets.get(id);
      if (now?.target !== forward.target || now.from !== forward.from || now.to !== forward.to) this.#remove(id);
    }
    await Promise.all(wanted.filter(({ id }) => !this.#entries.has(id)).map((forward) => this.#add(forward)));
    return wanted.map(({ id }) => {
      const { port } = this.#entries.get(id)!.server.address() as AddressInfo;
      return { id, url: `http://127.0.0.1:${port}` };
    });
  }

  status(): LinkStatus {
    const { name, between } = this.#start;
    const forwards = [...this.#entries].map(([id, { counted }]) => ({ id, ...counted }));
    const connections = { connections: this.#connections, openConnections: this.#open };
    return { name, between, ...connections, bytes: { ...this.#bytes }, forwards };
  }

  end(): void {
    for (const id of [...this.#entries.keys()]) this.#remove(id);
  }

  async #add(forward: Forward): Promise<void> {
    const { hostname: host, port } = new URL(forward.target);
    const target = { host, port: Number(port || 80) };
    const counted: Counted = { bytes: 0, roundTrips: 0 };
    const sockets = new Set<Socket>();
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
      sockets.add(client);
      this.#connections += 1;
      this.#open += 1;
      // The set-up of the connection.
      counted.roundTrips += 1;
      carry(client, target, this.#wire(forward, counted), () => {
        sockets.delete(client);
        this.#open -= 1;
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ port: 0, host: "127.0.0.1", backlog: 1024 }, resolve);
    });
    this.#entries.set(forward.id, { forward, counted, server, sockets });
  }

  /** For one connection. */
  #wire({ from, to }: Forward, counted: Counted) {
    const ways = { there: `${from}>${to}`, back: `${to}>${from}` };
    let last: "there" | "back" = "back";
    return {
      scheduler: this.#scheduler,
      there: this.#directions.get(ways.there)!,
      back: this.#directions.get(ways.back)!,
      onBytes: (way: "there" | "back", bytes: number) => {
        this.#bytes[ways[way]]! += bytes;
        counted.bytes += bytes;
        if (way === "there" && last === "back") counted.roundTrips += 1;
        last = way;
      },
    };
  }

  #remove(id: string): void {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    entry?.server.close();
    for (const socket of entry?.sockets ?? []) socket.resetAndDestroy();
  }

  #rejectInvalid(wanted: Forward[]): void {
    const { between } = this.#start;
    const problems = wanted
      .filter(({ from, to }) => !this.#directions.has(`${from}>${to}`))
      .map(
        ({ id, from, to }) => `${id}: ${from}>${to} is not a direction of the link between ${between.join(" and ")}`,
      );
    const ids = wanted.map(({ id }) => id);
    for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index)))
      problems.push(`${id}: listed more than once`);
    if (problems.length > 0) throw new LabError("LAB_MALFORMED_REQUEST", problems.join("\n"));
  }
}
