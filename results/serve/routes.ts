/** Answers requests: maps addresses to pages. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { listRuns, listRunsWithCells, measuredRuns, readRun } from "../archive/index.ts";
import { isName, runDir } from "../archive/layout.ts";
import { readHead } from "../archive/read-run.ts";
import { ResultsError } from "../errors.ts";
import { renderReport } from "../report/index.ts";
import { trendOf } from "../trend/index.ts";
import { briefComparison, comparisonReport } from "./compared.ts";
import { listPage } from "./list.ts";
import { liveRuns } from "./live/live-run.ts";
import { viewOf } from "./live/view.ts";
import { livePage, problemPage } from "./pages.ts";
import { trendPage } from "./trend.ts";

const HTML = "text/html; charset=utf-8";
/** Seconds are written once a second. */
const VIEW_INTERVAL_MS = 1000;

export async function respond(runsDir: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = URL.parse(request.url ?? "/", "http://localhost");
  if (!url) return notFound(response);
  const { pathname, searchParams } = url;
  const [first, runId = "", part, ...rest] = pathname.split("/").slice(1);
  try {
    if (pathname === "/") return send(response, 200, HTML, listPage(await listRunsWithCells(runsDir)));
    if (pathname === "/favicon.ico") return void response.writeHead(204).end();
    if (pathname === "/api/runs")
      return send(response, 200, "application/json", JSON.stringify(await listRuns(runsDir)));
    const names = searchParams.getAll("run");
    if (pathname === "/compare")
      return send(response, 200, HTML, await comparisonReport(runsDir, names, searchParams.get("slo") ?? ""));
    if (pathname === "/compare/brief") return send(response, 200, HTML, await briefComparison(runsDir, names));
    if (pathname === "/trend") {
      const stack = searchParams.get("stack") ?? "";
      return send(response, 200, HTML, trendPage(stack, trendOf(await measuredRuns(runsDir, stack))));
    }
    if (first === "runs" && isName(runId) && rest.length === 0) {
      if (part === undefined)
        return send(response, 200, HTML, renderReport([await readRun(runId, runsDir)], [], { home: "/" }));
      if (part === "live" || part === "events") {
        const dir = runDir(runsDir, runId);
        await readHead(dir);
        return part === "live" ? send(response, 200, HTML, livePage(runId)) : await events(dir, response);
      }
    }
    notFound(response);
  } catch (error) {
    if (!(error instanceof ResultsError) || response.headersSent) throw error;
    const missing = error.code === "RESULTS_NOT_FOUND" || error.code === "RESULTS_FOREIGN_FILE";
    send(response, missing ? 404 : 422, HTML, problemPage("Cannot be shown", error.message));
  }
}

const notFound = (response: ServerResponse): void =>
  send(response, 404, HTML, problemPage("Not found", "This page does not exist."));

/** Sends the parts of the page as server-sent events until the run is closed or the client disconnects. */
async function events(dir: string, response: ServerResponse): Promise<void> {
  const disconnected = new AbortController();
  response.once("close", () => disconnected.abort());
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write("retry: 2000\n\n");
  for await (const run of liveRuns(dir, { signal: disconnected.signal, everyMs: VIEW_INTERVAL_MS })) {
    const written = response.write(`event: view\ndata: ${JSON.stringify(viewOf(run, Date.now()))}\n\n`);
    if (!written && !disconnected.signal.aborted) {
      await new Promise((resolve) => response.once("drain", resolve).once("close", resolve));
    }
  }
  response.end();
}

/** Sends a complete response, without the body for HEAD. */
export function send(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(text) });
  response.end(response.req.method === "HEAD" ? undefined : text);
}
