/** What both ends of a tunnel know: HTTP/2 over a connection that the agent opened, in which the server is the client. */
import type { Http2Session } from "node:http2";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";

export const TUNNEL_PATH = "/v1-k3s/connect";
export const TUNNEL_PROTOCOL = "k3s-tunnel";
/** The only port of a node that is reached through its tunnel. */
export const KUBELET_PORT = 10250;

const PING_MS = 10_000;
const PATIENCE_MS = 30_000;

/** Ends a session whose other end is silent: a connection that is cut says nothing. */
export function keepAlive(session: Http2Session): void {
  let heardMs = performance.now();
  const timer = setInterval(() => {
    if (performance.now() - heardMs > PATIENCE_MS) return session.destroy();
    if (!session.destroyed) session.ping(() => (heardMs = performance.now()));
  }, PING_MS);
  session.once("close", () => clearInterval(timer));
}

/** For a stream of bytes between people and pods. */
export function quicken(socket: Socket): void {
  socket.setNoDelay(true).setKeepAlive(true);
}

/** Passes bytes on in both ways. When one end closes, the other one first sends all that it got. */
export function join(one: Duplex, other: Duplex): void {
  pass(one, other);
  pass(other, one);
}

function pass(from: Duplex, to: Duplex): void {
  from.pipe(to);
  from.once("error", () => to.destroy());
  // What still comes back has nobody to go to, and must not hold up its end.
  from.once("close", () => to.end().resume());
}
