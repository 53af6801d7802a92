/** The part of an API server that runs commands in containers: WebSockets of Kubernetes' remote command protocol. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

/** A command that a client runs. */
export interface Session {
  /** Path and query of its request. */
  url: URL;
  headers: IncomingMessage["headers"];
  /** Sends a message: a channel, then content. */
  send(channel: number, content: string | Buffer): void;
  /** Ends the socket as an API server does once the command has ended. */
  end(): void;
  /** Cuts the connection. */
  cut(): void;
  /** Messages of the client; ends with the connection. */
  messages: AsyncIterable<Buffer>;
}

export interface ExecServer {
  url: string;
  close(): Promise<void>;
}

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const BINARY = 2;
const CLOSE = 8;

/** Answers a command; a status refuses it. */
export type Serve = (session: Session) => unknown;

export async function startExecServer(serve: Serve): Promise<ExecServer> {
  const server = createServer();
  const sockets = new Set<Duplex>();
  server.on("upgrade", (request: IncomingMessage, socket: Duplex) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    const refused = serve(sessionOf(request, socket));
    if (typeof refused === "number") socket.end(`HTTP/1.1 ${refused} Refused\r\ncontent-length: 0\r\n\r\n`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function sessionOf({ url, headers }: IncomingMessage, socket: Duplex): Session {
  let isOpen = false;
  const open = (): void => {
    if (isOpen) return;
    isOpen = true;
    const accept = createHash("sha1").update(`${headers["sec-websocket-key"]}${GUID}`).digest("base64");
    const lines = ["upgrade: websocket", "connection: Upgrade", `sec-websocket-accept: ${accept}`];
    const all = [...lines, `sec-websocket-protocol: ${headers["sec-websocket-protocol"]}`];
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${all.join("\r\n")}\r\n\r\n`);
  };
  return {
    url: new URL(url!, "http://server"),
    headers,
    send: (channel, content) => {
      open();
      socket.write(frame(BINARY, Buffer.concat([Buffer.of(channel), Buffer.from(content)])));
    },
    end: () => {
      open();
      socket.end(frame(CLOSE, Buffer.of(0x03, 0xe8)));
    },
    cut: () => socket.destroy(),
    get messages() {
      open();
      return messagesOf(socket);
    },
  };
}

function frame(opcode: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(payload.length < 126 ? 2 : 4);
  head[0] = 0x80 | opcode;
  head[1] = payload.length < 126 ? payload.length : 126;
  if (payload.length >= 126) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

/** Payloads of a client's binary messages, each in one frame. */
async function* messagesOf(socket: Duplex): AsyncGenerator<Buffer> {
  let pending = Buffer.alloc(0);
  try {
    for await (const piece of socket) {
      pending = Buffer.concat([pending, piece as Buffer]);
      for (let next = unframed(pending); next !== undefined; next = unframed(pending)) {
        pending = pending.subarray(next.length);
        if (next.opcode === BINARY) yield next.payload;
      }
    }
  } catch {
    // The client's end is the end of its messages.
  }
}

function unframed(bytes: Buffer): { opcode: number; payload: Buffer; length: number } | undefined {
  if (bytes.length < 8) return undefined;
  const short = bytes[1]! & 0x7f;
  const [size, at] = short < 126 ? [short, 2] : [bytes.readUInt16BE(2), 4];
  const length = at + 4 + size;
  if (bytes.length < length) return undefined;
  const mask = bytes.subarray(at, at + 4);
  const payload = Buffer.from(bytes.subarray(at + 4, length).map((byte, i) => byte ^ mask[i % 4]!));
  return { opcode: bytes[0]! & 0x0f, payload, length };
}
