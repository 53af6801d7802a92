/** Serves the archive as pages over HTTP to browsers on this machine. It only reads, and rejects requests from pages of other sites. */
import { createServer, type IncomingMessage } from "node:http";
import { isIP, type AddressInfo } from "node:net";
import { messageOf } from "../../base/errors.ts";
import { ResultsError } from "../errors.ts";
import { respond, send } from "./routes.ts";

export interface ServeOptions {
  runsDir: string;
  /** 0 for any free port. */
  port: number;
  host: string;
}

export interface Served {
  url: string;
  close(): Promise<void>;
}

/** Runs and their names may be confidential, so pages of other sites must not read them through this machine's browser. */
const HEADERS = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
};

/** @throws {ResultsError} RESULTS_PORT if it cannot listen at this address */
export async function serve({ runsDir, port, host }: ServeOptions): Promise<Served> {
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    if (!hasServedHost(request, host)) {
      send(response, 403, "text/plain; charset=utf-8", "This host name is not served.\n");
      return;
    }
    if (request.method !== "GET" && request.method !== "HEAD") {
      send(
        response.setHeader("allow", "GET, HEAD"),
        405,
        "text/plain; charset=utf-8",
        "Only GET and HEAD are allowed.\n",
      );
      return;
    }
    respond(runsDir, request, response).catch((error: unknown) => {
      process.stderr.write(`${messageOf(error)}\n`);
      if (response.headersSent) response.destroy();
      else send(response, 500, "text/plain; charset=utf-8", "Internal error; see the output of `stackmark serve`.\n");
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const why = cause.code === "EADDRINUSE" ? "the port is in use; choose another with --port" : cause.message;
      reject(new ResultsError("RESULTS_PORT", `Cannot listen on ${host}:${port}: ${why}`, { cause }));
    });
    server.listen(port, host, resolve);
  });
  const { address, family, port: actualPort } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${actualPort}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Guards against DNS rebinding: rejects names of other sites that resolve to this machine. */
function hasServedHost({ headers }: IncomingMessage, host: string): boolean {
  if (headers.host === undefined || !URL.canParse(`http://${headers.host}`)) return false;
  const name = new URL(`http://${headers.host}`).hostname.replace(/^\[|\]$/g, "");
  return name === "localhost" || name === host || isIP(name) !== 0;
}
