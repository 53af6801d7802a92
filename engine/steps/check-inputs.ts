/** Prepares the inputs of a registration: `ignoreChanges`, then the provider's Check. */
import type { ResourceState } from "../model.ts";
import { isUnknown } from "../values.ts";
import type { Properties, Value } from "../values.ts";
import { unwrap } from "../resource/compare.ts";
import type { StepGenerator } from "./step-generator.ts";
import type { Goal } from "../resource/goal.ts";
import { ignoreChanges } from "../resource/property-path.ts";
import { check } from "./provider-requests.ts";
import type { ProviderRequests } from "./provider-requests.ts";
import { compact, inputsOf } from "../resource/state.ts";
import { parseUrn } from "../resource/urn.ts";

export const withInputs = (state: ResourceState, inputs: ResourceState["inputs"]): ResourceState =>
  compact({ ...state, inputs });

/** Gives ignored paths their old values, and reports those for which that is not possible. */
export function processIgnoreChanges(
  generator: StepGenerator,
  urn: string,
  inputs: Properties,
  old: Properties,
  paths: string[],
): Properties {
  const { inputs: result, invalid } = ignoreChanges(inputs, old, paths);
  if (invalid.length > 0) {
    const message = `cannot ignore changes in added or removed elements of the path: "${invalid.join(", ")}"`;
    generator.diagnose({ urn, severity: "info", message });
  }
  return result;
}

/** Calls the provider's Check, and bails if it fails. Without `old`, the provider computes defaults again. */
export function* checkInputs(
  generator: StepGenerator,
  goal: Goal,
  next: ResourceState,
  provider: string,
  old: ResourceState | undefined,
): ProviderRequests<ResourceState["inputs"]> {
  const { urn, type } = next;
  const newInputs = old ? inputsOf(next) : goal.inputs;
  const { inputs, failures } = yield* check({
    urn,
    type,
    provider,
    oldInputs: inputsOf(old),
    newInputs,
    unknowns: generator.options.preview,
  });
  for (const { property, reason } of failures) {
    const { name } = parseUrn(urn);
    const where = property === "" ? "" : `: property ${property} value ${show(newInputs[property])}`;
    generator.diagnose({
      urn,
      severity: "error",
      message: `${type} resource '${name}'${where} has a problem: ${reason}`,
    });
  }
  if (failures.length > 0) generator.bail(`resource ${urn} is invalid`);
  return inputs;
}

/** As the Pulumi CLI prints property values. */
function show(value: Value | undefined): string {
  if (value === undefined) return "{<nil>}";
  const plain = unwrap(value);
  if (isUnknown(plain)) return "output<string>{}";
  return `{${typeof plain === "string" ? plain : JSON.stringify(plain)}}`;
}
