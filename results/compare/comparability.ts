/** Decides whether two sides are comparable, and which differences `anyway` overrides. */
import { ResultsError } from "../errors.ts";
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";

/**
 * Returns the differences that `anyway` overrides: those that a change of topology should not cause.
 * @throws {ResultsError} RESULTS_NOT_COMPARABLE with every reason
 */
export function checkComparable(a: StackOutputs, b: StackOutputs, anyway: boolean): string[] {
  const never = [
    ...mixedRuns(a),
    ...mixedRuns(b),
    ...[a, b].flatMap(({ stack, runId, load }) =>
      load.length === 0 ? [`${stack} (run ${runId}) has no measured cell`] : [],
    ),
    ...differences("load model", a, b, modelOf).map(
      (text) => `${text}: open and closed loads measure different things`,
    ),
    ...unequalRates(a, b),
  ];
  const onlyAnyway = [
    ...differences("provenance", a, b, ({ provenance }) => provenance),
    ...differences("tool", a, b, toolOf),
    ...differences("vantage", a, b, vantageOf),
    ...differences("scenario", a, b, scenarioOf),
    ...unequalLoads(a, b),
  ];
  const refused = anyway ? never : [...never, ...onlyAnyway];
  if (refused.length > 0) {
    const hint = never.length === 0 ? "\nCompare them anyway with --anyway." : "";
    const message = `${a.stack} and ${b.stack} are not comparable:\n  ${refused.join("\n  ")}${hint}`;
    throw new ResultsError("RESULTS_NOT_COMPARABLE", message);
  }
  return onlyAnyway;
}

/** Problems of outputs with cells of another run, which an interrupted `up` leaves, or with a cell twice. */
function mixedRuns({ stack, runId, load }: StackOutputs): string[] {
  const other = load.filter((cell) => cell.runId !== runId);
  const twice = load.filter(({ cell }, index) => load.findIndex((earlier) => earlier.cell === cell) < index);
  return [
    ...other.map(
      ({ cell, runId: was }) =>
        `${stack}: ${cell} was measured in run ${was}, but the outputs are of run ${runId}; complete \`stackmark up ${stack}\` first`,
    ),
    ...twice.map(({ cell }) => `${stack}: ${cell} appears twice`),
  ];
}

/** What this machine is called differs with the stack; other places are other networks. */
function vantageOf({ result: { vantage } }: CellOutput): string {
  const { kind, where } = vantage;
  return kind === "here" || where === kind ? kind : `${kind} (${where})`;
}

/** `null` for files of other tools, which do not record it; the difference of tools is reported separately. */
const modelOf = ({ result }: CellOutput): string | null => {
  const model = result.spec["model"];
  return typeof model === "string" ? model : null;
};

/** `null` if only the summary of the cell is known. */
const scenarioOf = ({ result: { spec }, imported }: CellOutput): string | null =>
  Object.keys(spec).length === 0 && !imported ? null : word(spec["scenario"]);

const word = (value: unknown): string => (typeof value === "string" ? value : "not stated");

/** One line if the sides' cells differ; `null` is unknown, and not a difference. */
export function differences(
  what: string,
  a: StackOutputs,
  b: StackOutputs,
  of: (cell: CellOutput) => string | null,
): string[] {
  const values = ({ load }: StackOutputs) => [...new Set(load.flatMap((cell) => of(cell) ?? []))].sort().join(" and ");
  const [left, right] = [values(a), values(b)];
  if (left === right || left === "" || right === "") return [];
  return [`different ${what}: ${left} (${a.stack}) against ${right} (${b.stack})`];
}

/** Settings that belong to the stack or the repeat, or change no request; all others should be the same on both sides. */
const NOT_THE_LOAD = new Set(["target", "vantage", "seed", "keepGoing", "maxEndpoints"]);

/** Largest allowed difference between offered rates of open loads, as a fraction, with a tolerance for rounding. */
const RATES_EQUAL = 0.005 + 1e-9;

type Spec = CellOutput["result"]["spec"];

/** The cells of each level that both sides have. */
function levelsOf(a: StackOutputs, b: StackOutputs): { level: string; a: CellOutput[]; b: CellOutput[] }[] {
  const [own, other] = [a, b].map(({ load }) => Map.groupBy(load, ({ level }) => level));
  return [...own!].flatMap(([level, cells]) => (other!.has(level) ? [{ level, a: cells, b: other!.get(level)! }] : []));
}

function unequalLoads(a: StackOutputs, b: StackOutputs): string[] {
  return levelsOf(a, b).flatMap(({ level, a: [own], b: [other] }) => {
    const [spec, against] = [own!.result.spec, other!.result.spec];
    // Files of other tools do not describe the load; the difference of tools is reported separately.
    if (Object.keys(spec).length === 0 || Object.keys(against).length === 0) return [];
    const changed = changedKeys(spec, against);
    if (changed.length === 0) return [];
    const list = changed.map((key) => `${key} ${text(spec[key])} against ${text(against[key])}`);
    return [`level ${level} is not the same load: ${list.join(", ")}`];
  });
}

/** Whether two cells had the same load, whatever their target and seed. */
export const isSameLoad = (spec: Spec, other: Spec): boolean => changedKeys(spec, other).length === 0;

function changedKeys(spec: Spec, other: Spec): string[] {
  const keys = new Set([...Object.keys(spec), ...Object.keys(other)]);
  return [...keys].filter((key) => !NOT_THE_LOAD.has(key) && text(spec[key]) !== text(other[key]));
}

const text = (value: unknown): string => JSON.stringify(value) ?? "not set";

/** Latencies of open loads depend on the rate, so different rates are not comparable. */
function unequalRates(a: StackOutputs, b: StackOutputs): string[] {
  return levelsOf(a, b).flatMap(({ level, a: own, b: other }) => {
    const rates = [...own, ...other].flatMap(({ result: { spec } }) =>
      spec["model"] === "open" && typeof spec["ratePerS"] === "number" ? [spec["ratePerS"]] : [],
    );
    const [least, most] = [Math.min(...rates), Math.max(...rates)];
    if (rates.length === 0 || most <= least * (1 + RATES_EQUAL)) return [];
    return [
      `level ${level} offers between ${least} and ${most} arrivals per second: open-model loads are comparable only at equal rates`,
    ];
  });
}

/** The load generator that measured a cell. */
export const toolOf = ({ imported }: CellOutput): string => imported?.tool ?? "stackmark";
