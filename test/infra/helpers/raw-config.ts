import { parse } from "../../../infra/config/parse.ts";
import { problemText } from "../../../infra/config/problems.ts";

/** The sections of a stack file, as Pulumi passes them to a program. */
export const rawConfig = (sections: object): Record<string, string> =>
  Object.fromEntries(Object.entries(sections).map(([key, value]) => [`stackmark:${key}`, JSON.stringify(value)]));

/** What is wrong with the sections of a stack file, a line each. @param secrets keys that are */
export const problemsOf = (sections: object, secrets: string[] = []): string[] =>
  parse(rawConfig(sections), secrets).problems.map(problemText);
