/** What zod found wrong with a value, in words of one kind, with the reason that a union hides. */
import { strictObject, type z } from "zod";

type Issue = z.core.$ZodIssue;

/**
 * The issues of a value, each with its whole path. In place of a union that takes none of its forms are the issues of the
 * form that was meant: the one whose type the value has; if several do, the one with the fewest issues.
 */
export function flatIssues(issues: readonly Issue[]): Issue[] {
  return issues.flatMap((issue): Issue[] => {
    if (issue.code === "invalid_key" || issue.code === "invalid_element")
      return flatIssues(issue.issues).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
    if (issue.code !== "invalid_union" || issue.errors.length === 0 || issue.message !== "Invalid input")
      return [issue];
    const forms = issue.errors.map(flatIssues);
    const meant = forms.filter((form) => !form.some(isOtherType)).sort((a, b) => a.length - b.length);
    const inner = meant.length === 0 ? [ofOneType(forms)] : areAlternatives(meant) ? [anyOf(meant)] : meant[0]!;
    return inner.map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
  });
}

const isOtherType = ({ code, path }: Issue): boolean => code === "invalid_type" && path.length === 0;

/** Forms of the same type, such as two kinds of addresses: no one of them was meant. */
const areAlternatives = (forms: readonly Issue[][]): boolean =>
  forms.length > 1 && forms.every(([first, ...more]) => more.length === 0 && first!.path.length === 0);

function anyOf(forms: readonly Issue[][]): Issue {
  const texts = forms.flat().map(issueText);
  const message = [texts[0], ...texts.slice(1).map((text) => text.replace(/^must be /, ""))].join(" or ");
  return { code: "custom", path: [], message, input: undefined };
}

function ofOneType(forms: readonly Issue[][]): Issue {
  const nouns = forms.flat().flatMap((issue) => (issue.code === "invalid_type" ? [nounOf(issue.expected)] : []));
  const expected = [...new Set(nouns)].join(" or ");
  // A type as well, so that a union around this one knows it for what it is.
  return { code: "invalid_type", path: [], expected: expected as "string", message: `must be ${expected}` };
}

const NOUNS: Readonly<Record<string, string>> = {
  int: "a whole number",
  number: "a number",
  string: "text",
  array: "a list",
  tuple: "a list",
  object: "an object",
  record: "an object",
  boolean: "true or false",
};

const FORMATS: Readonly<Record<string, string>> = {
  url: "a URL such as http://127.0.0.1:8080",
  ipv4: "an IPv4 address",
  ipv6: "an IPv6 address",
  datetime: "a date and time in UTC",
};

const nounOf = (expected: string): string => NOUNS[expected] ?? expected;

/** An object that has these keys alone, and whose issue of other keys lists them. */
export const closedObject = <Fields extends z.core.$ZodLooseShape>(fields: Fields) =>
  strictObject(fields, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `has no key ${issue.keys.join(", ")}; it has ${Object.keys(fields).join(", ")}`
        : undefined,
  });

/** What is wrong, such as `must be a number`; a schema's own message as it is. */
export function issueText(issue: Issue): string {
  switch (issue.code) {
    case "invalid_value":
      return `must be one of ${issue.values.map(String).join(", ")}`;
    case "invalid_union":
      return "options" in issue && Array.isArray(issue.options)
        ? `must be one of ${issue.options.map(String).join(", ")}`
        : issue.message;
    case "invalid_type": {
      const [, received] = /^Invalid input: expected .*, received (.*)$/.exec(issue.message) ?? [];
      if (received === undefined) return issue.message;
      return `${received === "undefined" ? "is missing; " : ""}must be ${nounOf(issue.expected)}`;
    }
    case "unrecognized_keys":
      if (!/^Unrecognized /.test(issue.message)) return issue.message;
      return `has no key ${issue.keys.join(", ")}`;
    case "too_small":
      return limitText(issue, issue.minimum, ["at least", "more than"]);
    case "too_big":
      return limitText(issue, issue.maximum, ["at most", "less than"]);
    case "invalid_format":
      if (/^Invalid /.test(issue.message)) return `must be ${FORMATS[issue.format] ?? `a valid ${issue.format}`}`;
      return /^must /.test(issue.message) ? issue.message : `must be ${issue.message}`;
    default:
      return issue.message;
  }
}

function limitText(issue: { origin: string; inclusive?: boolean }, limit: unknown, words: [string, string]): string {
  const counted = issue.origin === "array" || issue.origin === "string";
  const [one, many] = issue.origin === "array" ? [" entry", " entries"] : [" character", " characters"];
  const unit = !counted ? "" : Number(limit) === 1 ? one : many;
  const strict = issue.inclusive === false ? words[1] : words[0];
  return `must ${counted ? "have" : "be"} ${strict} ${String(limit)}${unit}`;
}
