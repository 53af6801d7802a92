/** What the lab's machines reach of the internet: K3s' releases, Helm charts and images. Everything else is not found. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { packageCharts, repositoryIndex } from "../charts/package.ts";
import { send, type Answer } from "./answer.ts";
import { ImageArchives } from "./image-archives.ts";
import { registryAnswer } from "./registry.ts";
import { releaseAnswer } from "./releases.ts";

export interface MirrorOptions {
  /** Has `install.sh` and `releases/<version>/k3s`; checksums of a release are made where they are not there. */
  dir: string;
  /** Folder of archives of images. */
  images: string;
  address: string;
  /** 0: any free one. */
  port: number;
  /** Told of each request: its status, method and path. */
  log?: (line: string) => void;
}

export interface Mirror {
  /** Such as `http://192.0.2.10`, without a slash at the end. */
  url: string;
  close(): Promise<void>;
}

const CHARTS = "/charts/";
const INSTALLER = "/install.sh";
const RELEASES = "/releases/";
const HTTP_PORT = 80;

/** @throws the system's error if the port cannot be had */
export async function serveMirror({
  dir,
  images,
  address,
  port,
  log = () => undefined,
}: MirrorOptions): Promise<Mirror> {
  const charts = await packageCharts();
  const archives = new ImageArchives(images);

  function chartAnswer(name: string): Answer | undefined {
    if (name === "index.yaml") return { type: "application/yaml", content: repositoryIndex(charts) };
    const content = charts.find(({ file }) => file === name)?.content;
    return content && { type: "application/gzip", content };
  }

  async function answerTo({ pathname, searchParams }: URL): Promise<Answer | undefined> {
    const path = decodeURIComponent(pathname);
    if (path.startsWith("/v2/")) return registryAnswer(archives.read(), path, searchParams.get("ns"));
    if (path.startsWith(CHARTS)) return chartAnswer(path.slice(CHARTS.length));
    if (path.startsWith(RELEASES)) return releaseAnswer(join(dir, RELEASES), path.slice(RELEASES.length));
    return path === INSTALLER ? releaseAnswer(dir, INSTALLER.slice(1)) : undefined;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "/" } = request;
    const isRead = method === "GET" || method === "HEAD";
    const where = URL.canParse(url, "http://mirror") ? new URL(url, "http://mirror") : undefined;
    const answer = isRead && where ? await answerTo(where).catch(() => undefined) : undefined;
    log(`${answer ? 200 : isRead ? 404 : 405} ${method} ${url}`);
    if (answer) await send(response, answer, method === "HEAD");
    else response.writeHead(isRead ? 404 : 405).end();
  }

  // A client that goes away ends its own download only.
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  await listen(server, port, address);
  const { port: opened } = server.address() as AddressInfo;
  return {
    url: `http://${address}${opened === HTTP_PORT ? "" : `:${opened}`}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, resolve);
  });
}
