import type { Vantage } from "@stackmark/loadgen";
import type { ToolName } from "../../../catalog/load-tools.ts";
import type { CellSpec } from "../../cell.ts";

/** The specification of a cell whose load a tool sends. */
export interface ToolSpec {
  tool: ToolName;
  /** Relative to the folder of the stack file. */
  file: string;
  codeDigest: string;
  /** `null`: the file decides. */
  users: number | null;
  spawnRatePerS: number | null;
  durationMs: number;
  /** Service level objectives of the stack file, beside the thresholds that the tool's file may have. */
  objectives?: string[];
  vantage: Pick<Vantage, "kind" | "where">;
}

/** `null` if the generator sends the load. */
export const toolSpecOf = (spec: CellSpec): ToolSpec | null =>
  spec["tool"] === undefined ? null : (spec as unknown as ToolSpec);
