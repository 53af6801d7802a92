/** Makes a specification that names the user's own code ready to be sent, if the code is still the one that was planned. */
import type { LoadOutcome } from "@stackmark/loadgen";
import { InfraError } from "../../errors.ts";
import type { CellSpec } from "../cell.ts";
import { codeDigest } from "../code-digest.ts";
import { pathIn } from "../code.ts";
import { projectRoot } from "../stop.ts";

type Result = LoadOutcome["result"];

export interface Sendable {
  /** The file with the user's code; `undefined` for built-in scenarios. */
  file: string | undefined;
  /** The specification, or that of the rehearsal, with the path of the code on this machine. */
  ready(spec: CellSpec): CellSpec;
  /** The result with the name that the configuration has: results must not contain paths of this machine. */
  asNamed(result: Result): Result;
}

/** @throws {InfraError} LOAD_CODE_CHANGED */
export async function sendable(stack: string, spec: CellSpec): Promise<Sendable> {
  const planned = spec["scenarioDigest"] ?? spec["codeDigest"];
  if (typeof planned !== "string") return { file: undefined, ready: (same) => same, asNamed: (same) => same };
  const name = String(spec["file"] ?? spec["scenario"]);
  const file = pathIn(projectRoot(stack), name);
  const found = await codeDigest(file).catch(() => undefined);
  if (found !== planned) {
    const what = found === undefined ? "cannot be read any more" : "or a file that it names was changed";
    throw new InfraError("LOAD_CODE_CHANGED", `${name} ${what} since this update began; start it again.`);
  }
  return {
    file,
    ready: (of) => ({ ...of, scenario: file }),
    asNamed: (result) => ({ ...result, spec: { ...result.spec, scenario: name } }),
  };
}
