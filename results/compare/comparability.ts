/** Whether two sides are comparable: what forbids it, and what `anyway` overrides. */
import { ResultsError } from "../errors.ts";
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";

/**
 * What `anyway` allowed: how the two sides differ in ways that no change of topology should.
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
    ...differences("vantage", a, b, ({ result }) => result.vantage.kind),
    ...differences("scenario", a, b, ({ result }) => word(result.spec["scenario"])),
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

/** Outputs of a stack whose cells come from another run than the outputs themselves: an interrupted `up` leaves them. */
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

/** Of another tool's file nobody knows it: that is the tool's difference, said apart. */
const modelOf = ({ result }: CellOutput): string | null => {
  const model = result.spec["model"];
  return typeof model === "string" ? model : null;
};

const word = (value: unknown): string => (typeof value === "string" ? value : "not stated");

/** One line where the sides' cells differ; a value that is `null` is unknown, and differences from nothing. */
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

/** Where the load went and from where are the stack's, and every repeat draws anew; all else should be the same. */
const NOT_THE_LOAD = new Set(["target", "vantage", "seed"]);

/** How far apart the offered rates of open loads may be, as a fraction; what rounding adds is no difference. */
const RATES_EQUAL = 0.005 + 1e-9;

type Spec = CellOutput["result"]["spec"];

/** The cells of each level that both sides have. */
function levelsOf(a: StackOutputs, b: StackOutputs): { level: string; a: CellOutput[]; b: CellOutput[] }[] {
  const [own, other] = [a, b].map(({ load }) => Map.groupBy(load, ({ level }) => level));
  return [...own!].flatMap(([level, cells]) => (other!.has(level) ? [{ level, a: cells, b: other!.get(level)! }] : []));
}

export function unequalLoads(a: StackOutputs, b: StackOutputs): string[] {
  return levelsOf(a, b).flatMap(({ level, a: [own], b: [other] }) => {
    const [spec, against] = [own!.result.spec, other!.result.spec];
    // Another tool's file says nothing of its load, which is said apart.
    if (Object.keys(spec).length === 0 || Object.keys(against).length === 0) return [];
    const changed = changedKeys(spec, against);
    if (changed.length === 0) return [];
    const list = changed.map((key) => `${key} ${text(spec[key])} against ${text(against[key])}`);
    return [`level ${level} is not the same load: ${list.join(", ")}`];
  });
}

function changedKeys(spec: Spec, other: Spec): string[] {
  const keys = new Set([...Object.keys(spec), ...Object.keys(other)]);
  return [...keys].filter((key) => !NOT_THE_LOAD.has(key) && text(spec[key]) !== text(other[key]));
}

const text = (value: unknown): string => JSON.stringify(value) ?? "not set";

/** Latencies of open loads are those of their rate: two rates are two questions. */
export function unequalRates(a: StackOutputs, b: StackOutputs): string[] {
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

/** Which tool measured a cell. */
const toolOf = ({ imported }: CellOutput): string => imported?.tool ?? "stackmark";
