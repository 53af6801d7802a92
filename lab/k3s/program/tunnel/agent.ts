/** The agent's end: lets the server reach this node's kubelet, also where its port is closed to the server. */
import { performServerHandshake, type ServerHttp2Stream } from "node:http2";
import { request as httpsRequest } from "node:https";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../../../base/errors.ts";
import type { Access } from "../kubeconfig.ts";
import { log } from "../log.ts";
import { join, keepAlive, KUBELET_PORT, quicken, TUNNEL_PATH, TUNNEL_PROTOCOL } from "./session.ts";

const RETRY_MS = 5000;

function open({ server, ca, cert, key }: Access): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const headers = { connection: "Upgrade", upgrade: TUNNEL_PROTOCOL };
    const sent = httpsRequest(`${server}${TUNNEL_PATH}`, { agent: false, ca, cert, key, headers });
    sent.once("upgrade", (_response, socket) => resolve(socket));
    sent.once("response", ({ statusCode }) => reject(new Error(`${server}${TUNNEL_PATH}: ${statusCode}`)));
    sent.once("error", reject).end();
  });
}

function answer(stream: ServerHttp2Stream): void {
  const kubelet = connect({ host: "127.0.0.1", port: KUBELET_PORT });
  quicken(kubelet);
  join(stream, kubelet);
  kubelet.once("connect", () => stream.respond({ ":status": 200 }));
}

/** Opens the tunnel again whenever it ends. Does not return. */
export async function keepTunnel(access: Access): Promise<never> {
  for (;;) {
    try {
      const socket = await open(access);
      quicken(socket);
      log.info(`Remotedialer connected to proxy ${access.server}`);
      const session = performServerHandshake(socket);
      session.on("stream", answer);
      keepAlive(session);
      await new Promise((resolve) => session.once("error", () => undefined).once("close", resolve));
      log.warn("Remotedialer proxy connection closed");
    } catch (error) {
      log.error(`Remotedialer proxy error; reconnecting: ${messageOf(error)}`);
    }
    await sleep(RETRY_MS);
  }
}
