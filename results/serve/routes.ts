/** Answers requests: maps addresses to pages. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { archivedOutputs, listRuns, readRun, type ArchivedRun } from "../archive/index.ts";
import { isName, runDir } from "../archive/layout.ts";
import { readHead } from "../archive/read-run.ts";
import { compareAll, inOrderOfTime } from "../compare/index.ts";
import { parseObjectives } from "../derived/index.ts";
import { ResultsError } from "../errors.ts";
import { renderReport } from "../report/index.ts";
import { liveRuns } from "./live/live-run.ts";
import { viewOf } from "./live/view.ts";
import { listPage, livePage, problemPage } from "./pages.ts";

const HTML = "text/html; charset=utf-8";
const MAX_COMPARED = 20;
/** Seconds are written once a second. */
const VIEW_INTERVAL_MS = 1000;

export async function respond(runsDir: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const [first, runId = "", part, ...rest] = pathname.split("/").slice(1);
  try {
    if (pathname === "/") return send(response, 200, HTML, listPage(await listRuns(runsDir)));
    if (pathname === "/favicon.ico") return void response.writeHead(204).end();
    if (pathname === "/api/runs")
      return send(response, 200, "application/json", JSON.stringify(await listRuns(runsDir)));
    if (pathname === "/compare")
      return send(
        response,
        200,
        HTML,
        await comparison(runsDir, searchParams.getAll("run"), searchParams.get("slo") ?? ""),
      );
    if (first === "runs" && isName(runId) && rest.length === 0) {
      if (part === undefined)
        return send(response, 200, HTML, renderReport([await readRun(runId, runsDir)], [], { home: "/" }));
      if (part === "live" || part === "events") {
        const dir = runDir(runsDir, runId);
        await readHead(dir);
        return part === "live" ? send(response, 200, HTML, livePage(runId)) : await events(dir, response);
      }
    }
    send(response, 404, HTML, problemPage("Not found", "This page does not exist."));
  } catch (error) {
    if (!(error instanceof ResultsError) || response.headersSent) throw error;
    const missing = error.code === "RESULTS_NOT_FOUND" || error.code === "RESULTS_FOREIGN_FILE";
    send(response, missing ? 404 : 422, HTML, problemPage("Cannot be shown", error.message));
  }
}

/** The oldest is the baseline. @throws {ResultsError} RESULTS_NOT_COMPARABLE, RESULTS_BAD_OBJECTIVE */
async function comparison(runsDir: string, names: readonly string[], slo: string): Promise<string> {
  const objectives = slo.trim() === "" ? [] : parseObjectives(slo);
  const chosen = [...new Set(names)];
  if (chosen.length < 2 || chosen.length > MAX_COMPARED || !chosen.every(isName)) {
    throw new ResultsError("RESULTS_NOT_COMPARABLE", `Select 2 to ${MAX_COMPARED} runs.`);
  }
  const known = (await listRuns(runsDir)).map(({ runId }) => runId).reverse();
  chosen.sort((a, b) => known.indexOf(a) - known.indexOf(b));
  const archived: ArchivedRun[] = [];
  for (const runId of chosen) archived.push(await readRun(runId, runsDir));
  const runs = inOrderOfTime(archived);
  const [baseline, ...others] = runs.flatMap(({ outputs }) => (outputs && outputs.load.length > 0 ? [outputs] : []));
  const archive = await archivedOutputs(
    runsDir,
    runs.flatMap(({ stack }) => stack ?? []),
  );
  const comparisons = baseline ? compareAll(baseline, others, { anyway: true, archive }) : [];
  return renderReport(runs, comparisons, { home: "/", objectives });
}

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
