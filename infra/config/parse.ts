/** Parses and checks raw configuration and the files that it names, for the program and the CLI alike. */
import { counted } from "../../base/counted.ts";
import { InfraError } from "../errors.ts";
import { checkCluster } from "./cross-check/cluster.ts";
import { crossCheck } from "./cross-check/index.ts";
import { jsonOf } from "../../base/json.ts";
import { nearest } from "../../base/nearest.ts";
import { problemsOf, problemText, shorten, type Problem } from "./problems.ts";
import {
  sections,
  secretKeys as allowedSecrets,
  stackConfigOf,
  type StackConfig,
  type WrittenConfig,
} from "./schema/index.ts";
import { NO_FILES } from "./schema/application.ts";
import { SHORT_FORMS } from "./schema/observability.ts";
import { unsetKeys } from "./required-settings.ts";
import { readWorkloadFiles } from "./workload-files/read.ts";

/** `unset` lists missing required settings: a plan works without them, `up` does not. */
export type ParseResult = ({ config: StackConfig; problems: [] } | { config: null; problems: Problem[] }) & {
  unset: Problem[];
};

/** Pulumi namespace of Stackmark's keys. */
export const CONFIG_NAMESPACE = "stackmark";

/**
 * @param raw values by full key (`stackmark:topology`), objects as JSON text, as Pulumi passes them to a program; keys
 *   of other namespaces (providers) are ignored
 * @param secretKeys full keys whose value is or contains a secret
 * @param folder of the stack file, from which it names other files; default: the working directory
 */
export function parse(raw: Record<string, string>, secretKeys: Iterable<string>, folder = "."): ParseResult {
  const secrets = new Set(secretKeys);
  const problems: Problem[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(raw)) {
    const [space, name = ""] = key.split(/:(.*)/s);
    if (space !== CONFIG_NAMESPACE) continue;
    const problem = keyProblem(name, secrets.has(key));
    if (problem) problems.push(problem);
    if (!(name in sections) || secrets.has(key)) continue;
    const value = SHORT_FORMS[name]?.[text] ?? jsonOf(text);
    if (value === undefined) {
      problems.push({ path: name, found: shorten(text), message: "must be an object, as YAML or JSON" });
      continue;
    }
    values[name] = value;
  }
  const config: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(sections)) {
    if (problems.some((p) => p.path === name)) continue;
    const result = schema.safeParse(values[name]);
    if (result.success) config[name] = result.data;
    else problems.push(...problemsOf(name, schema, values[name], result.error.issues));
  }
  const all = { ...values, ...config };
  const { workload, topology } = config as Partial<WrittenConfig>;
  const hasUrl = (values.workload as { url?: unknown } | null | undefined)?.url !== undefined;
  if (topology?.nodes.length === 0 && !topology.cluster && !hasUrl)
    problems.push({ path: "topology.nodes", message: "is missing; must be a list" });
  problems.push(...crossCheck(all), ...checkCluster(values));
  const read = workload ? readWorkloadFiles(workload, folder) : { files: NO_FILES, problems: [] };
  problems.push(...read.problems);
  const given = Object.keys(raw).flatMap((key) =>
    key.startsWith(`${CONFIG_NAMESPACE}:`) ? [key.slice(CONFIG_NAMESPACE.length + 1)] : [],
  );
  const unset = unsetKeys(all, new Set(given));
  return problems.length === 0
    ? { config: stackConfigOf(config as WrittenConfig, read.files), problems: [], unset }
    : { config: null, problems, unset };
}

function keyProblem(name: string, isSecret: boolean): Problem | undefined {
  const known = [...Object.keys(sections), ...allowedSecrets];
  if (!known.includes(name)) {
    const message = `is not a configuration key; allowed: ${known.join(", ")}`;
    return { path: name, message, nearest: nearest(name, known) };
  }
  if (isSecret && !allowedSecrets.includes(name)) {
    const message = "contains a secret, which would be shown as plain text; secrets must be top-level keys";
    return { path: name, message };
  }
  if (!isSecret && allowedSecrets.includes(name)) {
    const message = `is a secret in plain text; set it with: pulumi config set --secret ${name}`;
    return { path: name, message };
  }
  return undefined;
}

/** @throws {InfraError} CONFIG_INVALID with all problems and missing required settings, one per line */
export function parsedOrThrow(stack: string, result: ParseResult): StackConfig {
  if (result.config && result.unset.length === 0) return result.config;
  throw new InfraError("CONFIG_INVALID", invalidText(stack, [...result.problems, ...result.unset]));
}

export function invalidText(stack: string, problems: readonly Problem[]): string {
  const count = counted(problems.length, "problem");
  const lines = problems.map((problem) => `  - ${problemText(problem)}`);
  return [`Pulumi.${stack}.yaml has ${count}; nothing was started (docs/config.md lists every key):`, ...lines].join(
    "\n",
  );
}
