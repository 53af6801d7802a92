/** A way to a machine's SSH server whose connections can be broken and slowed down. */
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { mulberry32 } from "../../../../base/random.ts";
import { Direction } from "../../../../lab/wan/direction.ts";
import { carry } from "../../../../lab/wan/link-connection.ts";
import { Scheduler } from "../../../../lab/wan/scheduler.ts";

export interface Speed {
  /** In each direction. */
  delayMs: number;
  bandwidthMbitPerS: number;
}

const FAST: Speed = { delayMs: 0, bandwidthMbitPerS: 10_000 };
/** A message of a second, of some 4 KB, takes a fifth of a second, and a new connection several. */
export const SLOW: Speed = { delayMs: 300, bandwidthMbitPerS: 0.2 };

export class Way implements Disposable {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #speed = FAST;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
  }

  static async open(target: { host: string; port: number }, seed: number): Promise<Way> {
    const scheduler = new Scheduler();
    const random = mulberry32(seed);
    const direction = (speed: Speed) => new Direction({ ...speed, jitterMs: 0, random });
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const way = new Way(server);
    server.on("connection", (socket) => {
      way.#sockets.add(socket);
      const wire = { scheduler, there: direction(way.#speed), back: direction(way.#speed), onBytes: () => undefined };
      carry(socket, target, wire, () => way.#sockets.delete(socket));
    });
    return way;
  }

  /** Resets all connections. @param speed of those that are opened from now on */
  break(speed = FAST): void {
    this.#speed = speed;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  [Symbol.dispose](): void {
    this.break();
    this.#server.close();
  }
}
