/** One attempt to log in over SSH, with the limits and messages of the SSH client that pulumi-command has. */
import { createConnection, type Socket } from "node:net";
import ssh2, { type AnyAuthMethod, type Client, type ConnectConfig, type KeyboardInteractiveAuthMethod } from "ssh2";
import { messageOf, systemCode } from "../../../base/errors.ts";
import type { Connection, Credentials } from "./credentials.ts";
import { dialText, dialTimeoutText, readText } from "./go-text.ts";

/** A dead peer is detected after this time without an answer. */
const KEEPALIVE_MS = 140_000;

/** A server that accepts the connection and then says nothing is waited for without limit. */
export async function logIn(connection: Connection, credentials: Credentials): Promise<Client> {
  const socket = await dialTcp(connection);
  socket.setKeepAlive(true, KEEPALIVE_MS);
  try {
    return await shakeHands(socket, connection.user, credentials);
  } catch (error) {
    socket.destroy();
    throw new Error(`ssh: handshake failed: ${messageOf(error)}`, { cause: error });
  }
}

function dialTcp({ host, port, perDialTimeout }: Connection): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port });
    const settle = (how: () => void): void => {
      clearTimeout(timer);
      socket.removeAllListeners();
      how();
    };
    const expire = (): void =>
      settle(() => {
        socket.on("error", () => undefined).destroy();
        reject(new Error(dialTimeoutText(host, port)));
      });
    const timer = perDialTimeout > 0 ? setTimeout(expire, perDialTimeout * 1000) : undefined;
    socket.once("connect", () => settle(() => resolve(socket)));
    socket.once("error", (error) => settle(() => reject(new Error(dialText(host, port, error), { cause: error }))));
  });
}

function shakeHands(sock: Socket, username: string, credentials: Credentials): Promise<Client> {
  const client = new ssh2.Client();
  const between = `${sock.localAddress}:${sock.localPort}->${sock.remoteAddress}:${sock.remotePort}`;
  const offered: { hostKeys: string } = { hostKeys: "" };
  const tried: string[] = [];
  const { hostKey } = credentials;
  const config: ConnectConfig = {
    sock,
    username,
    readyTimeout: 0,
    authHandler: nextMethod(username, credentials, tried) as ConnectConfig["authHandler"],
    debug: (message) => {
      offered.hostKeys = /\(remote\) Host key format: (.*)/.exec(message)?.[1] ?? offered.hostKeys;
    },
  };
  if (hostKey) {
    config.algorithms = { serverHostKey: [hostKey.algorithm] };
    config.hostVerifier = (key: Buffer) => hostKey.isShown(key);
  }
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      client.on("error", () => undefined);
      client.destroy();
      reject(
        new Error(handshakeText(error, { tried, between, hostKey: hostKey?.algorithm, offered: offered.hostKeys }), {
          cause: error,
        }),
      );
    };
    client.once("ready", () => {
      client.off("error", fail).on("error", () => undefined);
      resolve(client);
    });
    client.once("error", fail);
    client.once("close", () => reject(new Error("EOF")));
    client.connect(config);
  });
}

/** Each method is tried once: an agent is not asked after a key was refused. */
function nextMethod(username: string, { key, password, agent }: Credentials, tried: string[]) {
  const methods: AnyAuthMethod[] = [];
  if (key) methods.push({ type: "publickey", username, key });
  if (password !== undefined) {
    methods.push({ type: "password", username, password });
    const prompt: KeyboardInteractiveAuthMethod["prompt"] = (_name, _instructions, _language, prompts, answer) =>
      answer(prompts.map(() => password));
    methods.push({ type: "keyboard-interactive", username, prompt });
  }
  const asked = agent === undefined ? undefined : { type: "agent" as const, username, agent };
  return (left: string[] | null, _partial: boolean | null, next: (method: AnyAuthMethod | false) => void): void => {
    if (left === null) {
      tried.push("none");
      return next({ type: "none", username });
    }
    const isNew = (name: string): boolean => left.includes(name) && !tried.includes(name);
    const method = methods.find(({ type }) => isNew(type));
    if (method) {
      tried.push(method.type);
      return next(method);
    }
    if (!asked || !isNew("publickey")) return next(false);
    tried.push("publickey");
    next(asked);
  };
}

interface Handshake {
  tried: readonly string[];
  /** Addresses of the connection. */
  between: string;
  hostKey?: string;
  /** Host key algorithms of the server, separated by commas. */
  offered: string;
}

function handshakeText(error: Error, { tried, between, hostKey, offered }: Handshake): string {
  const level = "level" in error ? String(error.level) : "";
  if (level === "client-authentication")
    return `ssh: unable to authenticate, attempted methods [${tried.join(" ")}], no supported methods remain`;
  if (/host denied/i.test(error.message)) return "ssh: host key mismatch";
  if (/no matching host key format/i.test(error.message)) {
    const peer = offered.split(",").join(" ");
    return `ssh: no common algorithm for host key; we offered: [${hostKey}], peer offered: [${peer}]`;
  }
  if (systemCode(error) !== undefined) return readText(between, error);
  return /connection lost|invalid identification/i.test(error.message) ? "EOF" : error.message;
}
