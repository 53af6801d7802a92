import type { Route } from "../../protocol/node.ts";
import { CallError } from "./call-error.ts";
import { CALLER_HEADER, ROUND_TRIPS_HEADER, type CallPath } from "./call-path.ts";
import { Connection, RESPONSE_TIMEOUT_MS, type CallResult } from "./connection.ts";
import type { Traffic } from "./traffic.ts";

/** A route to a service and its idle connections, most recently used last. */
interface Target {
  route: Route;
  idle: Connection[];
}

interface Service {
  targets: Target[];
  next: number;
}

export interface Call {
  service: string;
  method: "GET" | "POST" | "PUT" | "DELETE";
  path: string;
  /** Sent as JSON. */
  body?: unknown;
}

/** Calls other services: round-robin over their routes, one request at a time per keep-alive connection, no retries. */
export class ServiceClient {
  readonly #services = new Map<string, Service>();
  readonly #headers: string[];
  readonly #traffic: Traffic;
  readonly #failed: (service: string) => void;
  readonly #timeoutMs: number;

  /** `failed` is called with the service of every failed call. A call fails if the peer is silent for `timeoutMs`. */
  constructor(
    caller: { service: string; node: string },
    traffic: Traffic,
    failed: (service: string) => void,
    timeoutMs = RESPONSE_TIMEOUT_MS,
  ) {
    this.#headers = [CALLER_HEADER, `${caller.service}/${caller.node}`];
    this.#traffic = traffic;
    this.#failed = failed;
    this.#timeoutMs = timeoutMs;
  }

  /** Replaces the routes. Routes that stay keep their connections. */
  setRoutes(routes: Record<string, Route[]>): void {
    const kept = new Map<string, Target>();
    for (const [name, { targets }] of this.#services) {
      for (const target of targets) kept.set(`${name} ${JSON.stringify(target.route)}`, target);
    }
    this.#services.clear();
    for (const [name, places] of Object.entries(routes)) {
      const targets = places.map((route) => {
        const key = `${name} ${JSON.stringify(route)}`;
        const target = kept.get(key) ?? { route, idle: [] };
        kept.delete(key);
        return target;
      });
      this.#services.set(name, { targets, next: 0 });
    }
    for (const { idle } of kept.values()) for (const connection of idle.splice(0)) connection.destroy();
  }

  /** The parsed JSON response. Throws `CallError` if there is none, or if its status is above 299. */
  async call<T>(path: CallPath, call: Call): Promise<T> {
    path.begin();
    let roundTrips = 0;
    try {
      const target = this.#next(call.service);
      const connection = target.idle.pop() ?? this.#open(call.service, target);
      const setUpsBefore = connection.setUps;
      const result = await this.#send(connection, target, call).finally(() => {
        // A link costs one round trip for the exchange and one for a connection set up for it.
        roundTrips = target.route.remote ? 1 + connection.setUps - setUpsBefore : 0;
      });
      target.idle.push(connection);
      roundTrips += Number(result.headers[ROUND_TRIPS_HEADER] ?? 0);
      if (result.status > 299) throw refusal(call.service, result);
      return JSON.parse(result.body) as T;
    } catch (error) {
      this.#failed(call.service);
      throw error;
    } finally {
      path.end(roundTrips);
    }
  }

  #next(name: string): Target {
    const service = this.#services.get(name);
    const target = service?.targets[service.next++ % service.targets.length];
    if (target === undefined) throw new CallError(name, 0, "no-route", "no route to this service");
    return target;
  }

  async #send(connection: Connection, { route }: Target, call: Call): Promise<CallResult> {
    const body = call.body === undefined ? null : JSON.stringify(call.body);
    const headers = body === null ? this.#headers : [...this.#headers, "content-type", "application/json"];
    try {
      return await connection.send({ method: call.method, path: call.path, headers, body });
    } catch (cause) {
      connection.destroy();
      const { code = "unknown", message } = cause as NodeJS.ErrnoException;
      throw new CallError(call.service, 0, code, `no answer from ${route.url}: ${message}`, { cause });
    }
  }

  #open(service: string, { route }: Target): Connection {
    const peer = { service, node: route.node, remote: route.remote };
    return new Connection(new URL(route.url).origin, this.#timeoutMs, (socket) => this.#traffic.follow(socket, peer));
  }
}

function refusal(service: string, { status, body }: CallResult): CallError {
  try {
    const { code, message } = JSON.parse(body) as { code: string; message: string };
    return new CallError(service, status, code, message);
  } catch {
    return new CallError(service, status, "unknown", `answered ${status}`);
  }
}
