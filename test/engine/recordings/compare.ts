/** Compares what another engine did in one step with its recording. Both must be normalised. */

type Fields = Record<string, any>;

export const FIELDS = ["exitCode", "summary", "ops", "journal", "outputs", "deployment", "json"];

/**
 * The differences, one line each. Siblings run in parallel, so operations, provider calls and resources are compared as
 * multisets; {@link orderViolations} then checks the order that dependencies fix.
 */
export function compare(recorded: Fields, actual: Fields, fields: readonly string[] = FIELDS): string[] {
  return fields.flatMap((field) => {
    const [expected, found] = [recorded[field] ?? null, actual[field] ?? null];
    if (field === "ops" || field === "journal") return compareAsMultisets(field, expected ?? [], found ?? []);
    if (field === "deployment")
      return [
        ...compareAsMultisets("resources", resourcesOf(expected), resourcesOf(found)),
        ...compareAsMultisets("pending_operations", pendingOf(expected), pendingOf(found)),
      ];
    const [a, b] = [canonical(expected), canonical(found)];
    return a === b ? [] : [`${field}: recorded ${a}, actual ${b}`];
  });
}

const FORWARD = /^(create|update|same|read|create-replacement|import)$/;
const BACKWARD = /^(delete|delete-replaced)$/;

/** A resource must start after its dependencies are done, and must be deleted before them. */
export function orderViolations(timeline: readonly string[], resources: readonly Fields[]): string[] {
  const indexOf = (event: string, op: RegExp, urn: string): number => {
    const label = urn.split("::").slice(2).join("::");
    return timeline.findIndex(
      (line) => line.startsWith(`${event} `) && op.test(line.split(" ")[1]!) && line.endsWith(` ${label}`),
    );
  };
  const isBefore = (index: number, other: number): boolean => index >= 0 && other >= 0 && index < other;
  const violations: string[] = [];
  for (const { urn, dependencies = [] } of resources)
    for (const dependency of new Set<string>(dependencies)) {
      if (isBefore(indexOf("start", FORWARD, urn), indexOf("done", FORWARD, dependency)))
        violations.push(`${urn} started before ${dependency} was done`);
      if (isBefore(indexOf("start", BACKWARD, dependency), indexOf("done", BACKWARD, urn)))
        violations.push(`${dependency} was being deleted before ${urn} was gone`);
    }
  return violations;
}

/** Without times, and with dependency lists as sets: their order differs between two runs of the same engine. */
function resourcesOf(deployment: Fields | null): Fields[] {
  const sorted = (list: unknown): unknown => (Array.isArray(list) ? list.toSorted() : list);
  return (deployment?.resources ?? []).map((resource: Fields) => {
    const { dependencies, propertyDependencies } = resource;
    const byProperty =
      propertyDependencies &&
      Object.fromEntries(Object.entries(propertyDependencies as Fields).map(([key, list]) => [key, sorted(list)]));
    const sets = { dependencies: sorted(dependencies), propertyDependencies: byProperty };
    return { ...resource, created: undefined, modified: undefined, ...sets };
  });
}

const pendingOf = (deployment: Fields | null): Fields[] => deployment?.pending_operations ?? [];

function compareAsMultisets(name: string, recorded: unknown[], actual: unknown[]): string[] {
  const unmatched = actual.map(canonical);
  const missing = recorded.map(canonical).filter((item) => {
    const index = unmatched.indexOf(item);
    if (index >= 0) unmatched.splice(index, 1);
    return index < 0;
  });
  return [
    ...missing.map((item) => `${name}: recorded only: ${item}`),
    ...unmatched.map((item) => `${name}: actual only: ${item}`),
  ];
}

const canonical = (value: unknown): string => JSON.stringify(value, (_, inner) => sortedKeys(inner));

const sortedKeys = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
