/** Values that the provider itself refuses, before it sends a request. */
import { isObject, isUnknown, type Properties, type Value } from "../framework/index.ts";

interface Problem {
  property: string;
  reason: string;
}

const NAME = /^(?:[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?)$/;

/** Enumerations that the SDK's documentation does not list. */
const ALLOWED: Readonly<Record<string, readonly (readonly [path: string, values: readonly string[]])[]>> = {
  Address: [["networkTier", ["PREMIUM", "STANDARD"]]],
  Instance: [
    ["scheduling.provisioningModel", ["STANDARD", "SPOT", "FLEX_START", "RESERVATION_BOUND"]],
    ["scheduling.onHostMaintenance", ["MIGRATE", "TERMINATE"]],
    ["scheduling.instanceTerminationAction", ["STOP", "DELETE"]],
    ["bootDisk.mode", ["READ_WRITE", "READ_ONLY"]],
    ["desiredStatus", ["RUNNING", "TERMINATED", "SUSPENDED"]],
  ],
};

/** The value at a path of property names. */
function valueAt(inputs: Properties, path: string): Value | undefined {
  let value: Value | undefined = inputs;
  for (const key of path.split(".")) value = isObject(value) ? value[key] : undefined;
  return value;
}

export function valueProblems(shape: string, inputs: Properties): Problem[] {
  const problems: Problem[] = [];
  const { name } = inputs;
  if (typeof name === "string" && !isUnknown(name) && !NAME.test(name))
    problems.push({ property: "name", reason: `"name" ("${name}") doesn't match regexp "${NAME.source}"` });
  for (const [path, values] of ALLOWED[shape] ?? []) {
    const value = valueAt(inputs, path);
    if (value !== undefined && !isUnknown(value) && !values.includes(value as string))
      problems.push({
        property: path,
        reason: `expected ${path} to be one of [${values.join(" ")}], got ${JSON.stringify(value)}`,
      });
  }
  if (shape === "Firewall") problems.push(...firewallProblems(inputs));
  return problems;
}

function firewallProblems({
  allows,
  denies,
  direction,
  sourceRanges,
  sourceTags,
  sourceServiceAccounts,
}: Properties): Problem[] {
  const problems: Problem[] = [];
  if ((allows === undefined) === (denies === undefined))
    problems.push({ property: "allows", reason: "one of `allow,deny` must be specified" });
  const isIngress = direction === undefined || direction === "INGRESS";
  if (isIngress && sourceRanges === undefined && sourceTags === undefined && sourceServiceAccounts === undefined)
    problems.push({
      property: "sourceRanges",
      reason: "one of source_tags, source_ranges, or source_service_accounts must be defined",
    });
  return problems;
}
