/** Answers the questions of step generation from the providers. */
import type { Answer, Asking, Question } from "../steps/question.ts";
import { isProviderType, parseUrn } from "../steps/urn.ts";
import type { Providers } from "./providers.ts";

export async function answer<Result>(asking: Asking<Result>, providers: Providers): Promise<Result> {
  let next = asking.next();
  while (!next.done) {
    let given: Answer;
    try {
      given = await ask(next.value, providers);
    } catch (error) {
      next = asking.throw(error);
      continue;
    }
    next = asking.next(given);
  }
  return next.value;
}

async function ask(question: Question, providers: Providers): Promise<Answer> {
  const call = { ...question, name: parseUrn(question.urn).name };
  if (isProviderType(question.type)) {
    const provider = await providers.unconfigured(question.urn, question.newInputs);
    return call.kind === "check" ? provider.checkConfig(call) : provider.diffConfig(call);
  }
  const provider = await providers.get(question.provider);
  return call.kind === "check" ? provider.check(call) : provider.diff(call);
}
