/** Runs the step generator alone: requests to providers get fixed responses, and no step is executed. */
import type { ResourceState } from "../../../engine/model.ts";
import { StepGenerator } from "../../../engine/steps/step-generator.ts";
import type { StepGeneratorOptions } from "../../../engine/steps/step-generator.ts";
import type { Goal } from "../../../engine/resource/goal.ts";
import type { DiffResult } from "../../../engine/protocol/provider.ts";
import type { ProviderResponse, ProviderRequest } from "../../../engine/steps/provider-requests.ts";
import { generateSteps } from "../../../engine/steps/generate-steps.ts";
import type { StepInfo } from "../../../engine/steps/step.ts";
import type { Properties } from "../../../engine/values.ts";

const TYPE = "my:index:Thing";
export const PROVIDER = "urn:pulumi:dev::shop::pulumi:providers:my::default::1";
export const urnOf = (name: string) => `urn:pulumi:dev::shop::${TYPE}::${name}`;

export const goal = (name: string, inputs: Properties, more: Partial<Goal> = {}): Goal => ({
  ...{ type: TYPE, name, custom: true, inputs, provider: PROVIDER, dependencies: [], propertyDependencies: {} },
  ...{
    ignoreChanges: [],
    replaceOnChanges: [],
    hideDiff: [],
    additionalSecretOutputs: [],
    aliases: [],
    replaceWith: [],
  },
  ...more,
});

export const state = (name: string, inputs: Properties, more: Partial<ResourceState> = {}): ResourceState => ({
  ...{ urn: urnOf(name), custom: true, id: `${name}-1`, type: TYPE, inputs, outputs: inputs, provider: PROVIDER },
  ...more,
});

export const NONE: DiffResult = { changes: "none", replaces: [], changed: [], stable: [], deleteBeforeReplace: false };

/** Any step, with the fields that some kinds of steps have. */
export type AnyStep = StepInfo & { skippedCreate?: boolean; pendingDelete?: boolean };

export interface Decided {
  steps: AnyStep[];
  requests: Exclude<ProviderRequest, { kind: "steps" }>[];
  diagnostics: string[];
}

export function decide(
  base: ResourceState[],
  registered: Goal,
  diff: Partial<DiffResult> = {},
  more: Partial<StepGeneratorOptions> = {},
): Decided {
  const diagnostics: string[] = [];
  const requests: Decided["requests"] = [];
  const options = { stack: "dev", project: "shop", preview: false, ...more };
  const generator = new StepGenerator(base, options, ({ message }) => diagnostics.push(message));
  const generation = generateSteps(generator, registered);
  let next = generation.next();
  while (!next.done) {
    const request = next.value;
    if (request.kind === "steps") {
      // The imported resource equals the registered one.
      next = generation.next({ ...(request.steps[0]?.new as ResourceState), id: registered.importId as string });
      continue;
    }
    requests.push(request);
    const response: ProviderResponse =
      request.kind === "check" ? { inputs: request.newInputs, failures: [] } : { ...NONE, ...diff };
    next = generation.next(response);
  }
  return { steps: next.value, requests, diagnostics };
}

export const ops = ({ steps }: Decided): string[] => steps.map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`);
