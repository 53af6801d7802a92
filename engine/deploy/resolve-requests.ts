/** Answers the questions of step generation: from the providers, or by carrying out what has to come first. */
import type { ResourceState } from "../model.ts";
import { equal, unwrap } from "../resource/compare.ts";
import type { Answer, Asking, CheckQuestion, DiffQuestion, Question } from "../steps/provider-requests.ts";
import type { Step } from "../steps/step.ts";
import { isProviderType, parseUrn } from "../resource/urn.ts";
import { configurationOf, INTERNAL } from "./provider-registry.ts";
import type { Providers } from "./provider-registry.ts";

export interface Answerers {
  providers: Providers;
  /** Answers the resource that the steps left, if any. */
  carryOut: (steps: Step[]) => Promise<ResourceState | undefined>;
}

export async function answer<Result>(asking: Asking<Result>, answerers: Answerers): Promise<Result> {
  let next = asking.next();
  while (!next.done) {
    let given: Answer;
    try {
      given = await ask(next.value, answerers);
    } catch (error) {
      next = asking.throw(error);
      continue;
    }
    next = asking.next(given);
  }
  return next.value;
}

async function ask(question: Question, { providers, carryOut }: Answerers): Promise<Answer> {
  if (question.kind === "steps") return carryOut(question.steps);
  if (isProviderType(question.type)) return askOfConfig(question, providers);
  const call = { ...question, name: parseUrn(question.urn).name };
  const provider = await providers.get(question.provider);
  return call.kind === "check" ? provider.check(call) : provider.diff(call);
}

/** About a provider resource the plugin is asked itself; it never sees which plugin it is. */
async function askOfConfig(question: CheckQuestion | DiffQuestion, providers: Providers): Promise<Answer> {
  const { urn, newInputs } = question;
  const asked = { ...question, name: parseUrn(urn).name, unknowns: true };
  const config = { oldInputs: configurationOf(question.oldInputs), newInputs: configurationOf(newInputs) };
  if (asked.kind === "check") {
    const provider = await providers.unconfigured(urn, newInputs);
    const { inputs, failures } = await provider.checkConfig({ ...asked, ...config });
    const { version, [INTERNAL]: internal } = newInputs;
    const kept = {
      ...(version === undefined ? {} : { version }),
      ...(internal === undefined ? {} : { [INTERNAL]: internal }),
    };
    return { inputs: { ...inputs, ...kept }, failures };
  }
  const provider = await providers.forConfig(urn, question.provider, newInputs);
  const found = await provider.diffConfig({ ...asked, ...config });
  if (found.changes !== "unknown") return found;
  const same = equal(unwrap(asked.oldOutputs), unwrap(config.newInputs));
  return { ...found, changes: same ? "none" : "some" };
}
