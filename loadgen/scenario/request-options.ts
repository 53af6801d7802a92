/** What a scenario says about a request, checked at little cost: what is misspelt would else be left out silently. */
import { suggestion } from "../../base/nearest.ts";
import { RequestInvalid } from "../transport/request/invalid.ts";
import type { Expectation } from "./answer.ts";
import type { RequestOptions } from "./scenario.ts";

interface Rule {
  holds(value: unknown): boolean;
  /** What the value must be. */
  must: string;
}

type Rules = Readonly<Record<string, Rule>>;

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): boolean => typeof value === "number";
const text: Rule = { holds: (value) => typeof value === "string", must: "text" };
const object: Rule = { holds: isObject, must: "an object" };

const OPTIONS: Record<keyof RequestOptions, Rule> = {
  headers: object,
  form: { holds: isObject, must: 'an object of fields; send text with request(method, path, { body: "..." })' },
  body: text,
  name: text,
  keepBody: { holds: (value) => typeof value === "boolean", must: "true or false" },
  check: { holds: (value) => typeof value === "function", must: "a function" },
  expect: object,
  extract: object,
};

const EXPECTATION: Record<keyof Expectation, Rule> = {
  status: {
    holds: (value) => isNumber(value) || (Array.isArray(value) && value.every(isNumber)),
    must: "a number, or a list of numbers",
  },
  contains: text,
  matches: { holds: (value) => value instanceof RegExp, must: "a pattern such as /Order \\d+/" },
  json: object,
};

/** @throws RequestInvalid for options that there are not, or whose value is of another kind */
export function checkOptions(options: RequestOptions): void {
  if (!isObject(options)) throw new RequestInvalid("its options must be an object");
  checkFields(options, OPTIONS, "");
  const { expect, extract, form, body } = options;
  if (expect !== undefined) checkFields(expect, EXPECTATION, "expect.");
  if (extract !== undefined) checkExtract(extract);
  if (form === undefined) return;
  if (body !== undefined) throw new RequestInvalid("it has a form and a body; give one of them");
  checkForm(form);
}

/** What is wrong with the keys of a request's options, and with those of its `expect`. */
export function unknownOptions(options: readonly string[], expectations: readonly string[]): string[] {
  const unknown = (keys: readonly string[], rules: Rules, prefix: string) =>
    keys.filter((key) => !Object.hasOwn(rules, key)).map((key) => unknownOption(key, rules, prefix));
  return [...unknown(options, OPTIONS, ""), ...unknown(expectations, EXPECTATION, "expect.")];
}

const unknownOption = (key: string, rules: Rules, prefix: string): string =>
  `there is no option ${prefix}${key}${suggestion(key, Object.keys(rules))}`;

function checkFields(given: object, rules: Rules, prefix: string): void {
  for (const key in given) {
    const value: unknown = (given as Record<string, unknown>)[key];
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (rule === undefined) throw new RequestInvalid(unknownOption(key, rules, prefix));
    if (value !== undefined && !rule.holds(value)) throw new RequestInvalid(`${prefix}${key} must be ${rule.must}`);
  }
}

function checkExtract(extract: Readonly<Record<string, unknown>>): void {
  for (const name in extract) {
    const from = extract[name];
    if (typeof from !== "string" && !(from instanceof RegExp))
      throw new RequestInvalid(`extract.${name} must be a pattern or a JSON pointer`);
  }
}

/** An object as a field would be sent as "[object Object]"; it is there when options were given in place of a form. */
function checkForm(form: Readonly<Record<string, unknown>>): void {
  for (const name in form) {
    const value = form[name];
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") continue;
    const option = Object.hasOwn(OPTIONS, name)
      ? `; the option ${name} comes after the form, as in post(path, {}, { ${name} })`
      : "";
    throw new RequestInvalid(`the form's field ${name} must be text or a number${option}`);
  }
}
