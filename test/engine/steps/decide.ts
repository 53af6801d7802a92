/** Step generation alone: questions are answered from a table, and nothing runs. */
import type { ResourceState } from "../../../engine/model.ts";
import { Generation } from "../../../engine/steps/step-generator.ts";
import type { GenerationOptions } from "../../../engine/steps/step-generator.ts";
import type { Goal } from "../../../engine/resource/goal.ts";
import type { Answer, DiffAnswer, Question } from "../../../engine/steps/provider-requests.ts";
import { registerSteps } from "../../../engine/steps/generate-steps.ts";
import type { Step } from "../../../engine/steps/step.ts";
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

export const NONE: DiffAnswer = { changes: "none", replaces: [], changed: [], stable: [], deleteBeforeReplace: false };

export interface Decided {
  steps: Step[];
  questions: Exclude<Question, { kind: "steps" }>[];
  said: string[];
}

export function decide(
  base: ResourceState[],
  asked: Goal,
  diff: Partial<DiffAnswer> = {},
  more: Partial<GenerationOptions> = {},
): Decided {
  const said: string[] = [];
  const questions: Decided["questions"] = [];
  const options = { stack: "dev", project: "shop", preview: false, ...more };
  const generation = new Generation(base, options, ({ message }) => said.push(message));
  const asking = registerSteps(generation, asked);
  let next = asking.next();
  while (!next.done) {
    const question = next.value;
    if (question.kind === "steps") {
      // What is imported is as the program asks for.
      next = asking.next({ ...(question.steps[0]?.new as ResourceState), id: asked.importId as string });
      continue;
    }
    questions.push(question);
    const answer: Answer =
      question.kind === "check" ? { inputs: question.newInputs, failures: [] } : { ...NONE, ...diff };
    next = asking.next(answer);
  }
  return { steps: next.value, questions, said };
}

export const ops = ({ steps }: Decided): string[] => steps.map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`);
