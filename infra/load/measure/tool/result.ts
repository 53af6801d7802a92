/** The result of a load that a tool sent: what its files say, and what is known because it was run here. Pure. */
import type { ThresholdResult, Vantage } from "@stackmark/loadgen";
import { redactUrl } from "../../../../base/url.ts";
import type { StackResult } from "../../../../results/schema/outputs.ts";
import type { RecordedResult } from "../../../../results/schema/recorded.ts";
import type { LoadTool } from "../../../catalog/load-tools.ts";
import type { ToolEnd } from "./process.ts";
import type { ToolSpec } from "./spec.ts";

export interface KnownOfTool {
  spec: ToolSpec;
  tool: Pick<LoadTool, "title" | "goodCodes" | "failedBy">;
  version: string;
  target: string;
  rttMs: Vantage["rttMs"];
  /** Times of day of its process. */
  startedMs: number;
  endedMs: number;
  ended: ToolEnd;
  isStopped: boolean;
  thresholds: ThresholdResult[];
}

export function toolResult(read: RecordedResult, known: KnownOfTool): StackResult {
  const { spec, target, rttMs, startedMs, endedMs, thresholds, version } = known;
  const { vantage, tool, file, codeDigest, users, spawnRatePerS, durationMs } = spec;
  const given: StackResult["spec"] = users === null ? {} : { users, spawnRatePerS, durationMs };
  return {
    ...read,
    ...statusOf(read, known),
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
  { tool, ended, isStopped }: KnownOfTool,
): Pick<RecordedResult, "status" | "reasons"> {
  const { code, how, lastLines } = ended;
  const isGood = code !== null && (tool.goodCodes.includes(code) || tool.failedBy?.codes(code) === true);
  const faults: RecordedResult["reasons"] = [];
  if (overall.requests > 0 && overall.ok === 0) {
    const message = `None of ${overall.requests} requests succeeded; the failures say why.`;
    faults.push({ code: "targets-down", message });
  }
  if (!isStopped && !isGood) {
    const said = lastLines.at(-1);
    const message = `${tool.title} ended ${how}${said === undefined ? "" : `: ${said.trim()}`}.`;
    faults.push({ code: "tool-failed", message });
  }
  if (faults.length > 0) return { status: "invalid", reasons: [...faults, ...reasons] };
  if (!isStopped) return { status, reasons };
  return { status: "partial", reasons: [...reasons, { code: "stopped", message: `${tool.title} was stopped.` }] };
}
