/** The result of a load that a tool sent: what its files say, and what is known because it was run here. Pure. */
import type { ThresholdResult } from "@stackmark/loadgen";
import { counted } from "../../../../base/counted.ts";
import { number } from "../../../../base/format.ts";
import { redactUrl } from "../../../../base/url.ts";
import type { ImportedLoad } from "../../../../results/import/imported-load.ts";
import type { StackResult } from "../../../../results/schema/outputs.ts";
import type { Imported, RecordedResult } from "../../../../results/schema/recorded.ts";
import { isGoodEnd, type LoadTool } from "../../../catalog/load-tools.ts";
import type { PartEnd } from "./end.ts";
import type { SentLoad } from "./sent.ts";
import type { ToolSpec } from "./spec.ts";

export interface KnownOfTool extends SentLoad {
  spec: ToolSpec;
  tool: Pick<LoadTool, "title" | "goodCodes" | "failedBy" | "writers">;
  /** Times of day of all of its processes. */
  startedMs: number;
  endedMs: number;
  thresholds: ThresholdResult[];
}

export function toolResult(
  { result: read, partRequests }: Pick<ImportedLoad, "result" | "partRequests">,
  known: KnownOfTool,
): StackResult {
  const { spec, target, rttMs, startedMs, endedMs, thresholds, version } = known;
  const { vantage, tool, file, codeDigest, users, spawnRatePerS, durationMs } = spec;
  const given: StackResult["spec"] = users === null ? {} : { users, spawnRatePerS, durationMs };
  const notes = [...partsNotes(known, partRequests), ...earlyNotes(known)];
  return {
    ...read,
    ...statusOf(read, known),
    ...(notes.length === 0 ? {} : { notes }),
    spec: { scenario: file, tool, version, codeDigest, ...given },
    target: redactUrl(target),
    startedAt: read.startedAt ?? new Date(startedMs).toISOString(),
    endedAt: read.endedAt ?? new Date(endedMs).toISOString(),
    measuredMs: read.measuredMs ?? endedMs - startedMs,
    vantage: { ...vantage, rttMs },
    thresholds: thresholds.length === 0 ? undefined : thresholds,
  };
}

function statusOf(
  { status, reasons, overall }: RecordedResult,
  { tool, parts }: Pick<KnownOfTool, "tool" | "parts">,
): Pick<RecordedResult, "status" | "reasons"> {
  const faults: RecordedResult["reasons"] = [];
  if (overall.requests > 0 && overall.ok === 0) {
    const message = `None of ${number(overall.requests)} requests succeeded; the failures say why.`;
    faults.push({ code: "targets-down", message });
  }
  const failed = parts.filter(({ code, isStopped }) => !isStopped && !isGoodEnd(tool, code));
  if (failed.length > 0) {
    const said = failed.find(({ lastLines }) => lastLines.length > 0)?.lastLines.at(-1);
    const message = `${endsText(failed, tool)}${said === undefined ? "" : `: ${said.trim()}`}.`;
    faults.push({ code: "tool-failed", message });
  }
  if (faults.length > 0) return { status: "invalid", reasons: [...faults, ...reasons] };
  if (!parts.some(({ isStopped }) => isStopped)) return { status, reasons };
  return { status: "partial", reasons: [...reasons, { code: "stopped", message: `${tool.title} was stopped.` }] };
}

/** How parts ended, as the beginning of a sentence: `k6 in pod 0, pod 1 ended with exit code 107`. */
export function endsText(parts: readonly PartEnd[], { title }: Pick<LoadTool, "title">): string {
  const byHow = Map.groupBy(parts, ({ how }) => how);
  const texts = [...byHow].map(([how, same]) => {
    const places = placesText(same);
    return `${title}${places === "" ? "" : ` at ${places}`} ended ${how}`;
  });
  return texts.join("; ");
}

/** What was added. */
function partsNotes({ tool, parts }: KnownOfTool, partRequests: readonly number[] = []): string[] {
  if (parts.length < 2) return [];
  if (tool.writers === "first")
    return [
      `${tool.title} ran at ${placesText(parts)}; its master at ${parts[0]!.place} added what the others sent to it`,
    ];
  const listed = partRequests.join(" + ");
  return [`${tool.title} ran in ${counted(parts.length, "part")}, of which every request was added: ${listed}`];
}

const placesText = (parts: readonly PartEnd[]): string => parts.flatMap(({ place }) => place ?? []).join(", ");

/** Parts end within some seconds: their processes do not start at the same moment, and are looked at once a second. */
const TOGETHER_MS = 10_000;

/** A part that ended long before the others left the load smaller. */
function earlyNotes({ tool, parts }: KnownOfTool): string[] {
  const lastMs = Math.max(...parts.map(({ endedMs }) => endedMs));
  const early = parts.filter(({ endedMs }) => lastMs - endedMs > TOGETHER_MS);
  if (early.length === 0) return [];
  const most = Math.round((lastMs - Math.min(...early.map(({ endedMs }) => endedMs))) / 1000);
  return [`${tool.title} at ${placesText(early)} ended up to ${most} s before the others, which left a smaller load`];
}

/** Parts that are not absent from a load that was run by Stackmark. */
const KNOWN = new Set(["infrastructure", "time of day"]);

/** What is not known of the load. */
export function absentOf(
  { absent }: Pick<ImportedLoad, "absent">,
  { tool, parts, rttMs, thresholds }: Pick<KnownOfTool, "tool" | "parts" | "rttMs" | "thresholds">,
): Imported["absent"] {
  const own = absent.filter(({ what }) => !KNOWN.has(what));
  const isElsewhere = parts.some(({ place }) => place !== undefined);
  if (isElsewhere && rttMs === null)
    own.push({ what: "round trips", reason: `${tool.title} does not measure them where it runs` });
  if (parts.length < 2 || tool.writers === "first") return own;
  const clocks = "each part wrote the times of its own machine's clock, and began as soon as its process had started";
  own.push({ what: "a common start", reason: clocks });
  if (thresholds.length > 0) {
    const reason = `${tool.title} judges them in each of its ${parts.length} parts; one holds if it holds in all of them`;
    own.push({ what: "thresholds of the whole load", reason });
  }
  return own;
}
