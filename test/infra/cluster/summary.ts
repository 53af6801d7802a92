/** A recording as text for review: type, name, key inputs, options. */
import { readable, type RecordedResource, type Recording } from "@stackmark/engine/record";

/** Scripts and dashboards have goldens of their own; a provider's text and the digests of a spec are left out. */
const LEFT_OUT = new Set([
  "__provider",
  "create",
  "data",
  "values",
  "topologyDigest",
  "workloadDigest",
  "compat",
  "addPreviousOutputInEnv",
]);
const MAX_VALUE = 240;

function valueText(value: unknown): string {
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== "object" || part === null) return part;
    return "$secret" in part ? "[secret]" : part;
  });
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}...` : text;
}

/** Scripts go to machines on standard input; with a secret behind it, all of that is secret. */
const isScript = ({ type, inputs }: RecordedResource, key: string): boolean =>
  type === "command:remote:Command" && key === "stdin" && typeof inputs.stdin === "string";

function resourceText(resource: RecordedResource, nameOf: (urn: string) => string): string[] {
  const { deletedWith, aliases: _aliases, version: _version, ...options } = resource.options;
  const inputs = Object.entries(resource.inputs).filter(([key]) => !LEFT_OUT.has(key));
  return [
    `${resource.name}  ${resource.type}`,
    ...inputs.map(([key, value]) => `  ${key}: ${isScript(resource, key) ? "[script]" : valueText(readable(value))}`),
    ...(resource.parent && !resource.parent.endsWith(":Stack") && !resource.parent.includes("pulumi:pulumi:Stack")
      ? [`  [in ${nameOf(resource.parent)}]`]
      : []),
    ...(resource.provider ? [`  [by ${nameOf(resource.provider.split("::").slice(0, -1).join("::"))}]`] : []),
    ...(deletedWith ? [`  [goes with ${nameOf(deletedWith)}]`] : []),
    ...Object.entries(options).map(([key, value]) => `  [${key} ${valueText(value)}]`),
    ...(resource.dependencies.length > 0 ? [`  [after ${resource.dependencies.map(nameOf).sort().join(", ")}]`] : []),
  ];
}

/** Not its outputs: one fact for all stacks needs no copy in each golden. */
export function summaryOf({ resources }: Recording): string {
  const nameOf = (urn: string): string => resources.find((each) => each.urn === urn)?.name ?? urn;
  return resources
    .filter(({ type }) => type !== "pulumi:pulumi:Stack")
    .flatMap((resource) => [...resourceText(resource, nameOf), ""])
    .join("\n");
}
