/** A node or link that answers what a test tells it to; this process plays the daemon. */
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { daemonDir, type DaemonKey } from "../../../infra/hosts/local/daemon.ts";
import { startTicks } from "../../../base/process-identity.ts";

export interface FakeRequest {
  route: string;
  authorization: string | undefined;
  body: unknown;
}

type Answer = (body: unknown) => { status?: number; body: unknown } | "hang" | "reset";

export interface FakeDaemon extends AsyncDisposable {
  url: string;
  requests: FakeRequest[];
}

/** @param routes answers by `METHOD /path`; anything else is 404 */
export async function fakeServer(routes: Record<string, Answer>): Promise<FakeDaemon> {
  const requests: FakeRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const route = `${request.method} ${request.url}`;
      const text = Buffer.concat(chunks).toString();
      const body = parsed(text);
      requests.push({ route, authorization: request.headers.authorization, body });
      const answer = routes[route]?.(body) ?? { status: 404, body: { code: "unknown-path", message: "no such path" } };
      if (answer === "hang") return;
      if (answer === "reset") return void request.socket.destroy();
      response.writeHead(answer.status ?? 200, { connection: "close" });
      response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Writes the files of a daemon that runs: as this very process unless told otherwise. */
export function writeDaemon(
  key: DaemonKey,
  url: string,
  identity = { pid: process.pid, startTicks: startTicks(process.pid)! },
) {
  const dir = daemonDir(key);
  mkdirSync(dir, { recursive: true });
  const quota = { cpu: false, memory: false, note: "fake" };
  writeFileSync(join(dir, "ready.json"), JSON.stringify({ version: 1, ...identity, control: url, quota, cgroups: [] }));
  writeFileSync(
    join(dir, "start.json"),
    JSON.stringify({ version: 1, stack: key.stack, name: key.name, token: "secret" }),
  );
}

export async function fakeDaemon(key: DaemonKey, routes: Record<string, Answer>): Promise<FakeDaemon> {
  const daemon = await fakeServer(routes);
  writeDaemon(key, daemon.url);
  return daemon;
}

/** JSON where it is some; forms are not. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text === "" ? undefined : text;
  }
}
