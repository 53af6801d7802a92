/** What must not be compared at all, and what only `anyway`. */
import { ResultsError } from "../errors.ts";
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";
import { differs } from "./differs.ts";
import { toolOf } from "./imported.ts";
import { differentLoads, offeredRates } from "./loads.ts";

/**
 * What `anyway` allowed: how the two sides differ in ways that no change of topology should.
 * @throws {ResultsError} RESULTS_NOT_COMPARABLE with every reason
 */
export function guard(a: StackOutputs, b: StackOutputs, anyway: boolean): string[] {
  const never = [
    ...mixedRuns(a),
    ...mixedRuns(b),
    ...[a, b].flatMap(({ stack, runId, load }) =>
      load.length === 0 ? [`${stack} (run ${runId}) holds no measured cell`] : [],
    ),
    ...differs("load model", a, b, modelOf).map((text) => `${text}: open and closed loads measure different things`),
    ...offeredRates(a, b),
  ];
  const onlyAnyway = [
    ...differs("provenance", a, b, ({ provenance }) => provenance),
    ...differs("tool", a, b, toolOf),
    ...differs("vantage", a, b, ({ result }) => result.vantage.kind),
    ...differs("scenario", a, b, ({ result }) => word(result.spec["scenario"])),
    ...differentLoads(a, b),
  ];
  const refused = anyway ? never : [...never, ...onlyAnyway];
  if (refused.length > 0) {
    const hint = never.length === 0 ? "\nTo compare them all the same: --anyway." : "";
    const message = `${a.stack} and ${b.stack} are not comparable:\n  ${refused.join("\n  ")}${hint}`;
    throw new ResultsError("RESULTS_NOT_COMPARABLE", message);
  }
  return onlyAnyway;
}

/** Outputs of a stack whose cells come from another run than the outputs themselves: an interrupted `up` leaves them. */
function mixedRuns({ stack, runId, load }: StackOutputs): string[] {
  const other = load.filter((cell) => cell.runId !== runId);
  const twice = load.filter(({ cell }, index) => load.findIndex((earlier) => earlier.cell === cell) < index);
  return [
    ...other.map(
      ({ cell, runId: was }) =>
        `${stack}: ${cell} was measured in run ${was}, the outputs are of run ${runId}; run \`stackmark up ${stack}\` to its end first`,
    ),
    ...twice.map(({ cell }) => `${stack}: ${cell} is there twice`),
  ];
}

/** Of another tool's file nobody knows it: that is the tool's difference, said apart. */
const modelOf = ({ result }: CellOutput): string | null => {
  const model = result.spec["model"];
  return typeof model === "string" ? model : null;
};

const word = (value: unknown): string => (typeof value === "string" ? value : "not stated");
