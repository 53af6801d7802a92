/** What the sides of a comparison of two URLs are called. Names hold no user information. */
import { bulleted, CliError } from "../errors.ts";

export interface Names {
  names: [string, string];
  /** Both sides are the same URL: any difference is noise. */
  isSame: boolean;
}

/** The shortest parts of a URL that may tell two apart, in order. */
const PARTS: readonly ((url: URL) => string)[] = [
  ({ host }) => host,
  ({ protocol, host }) => `${protocol}//${host}`,
  ({ host, pathname }) => withoutSlash(`${host}${pathname}`),
  ({ protocol, host, pathname }) => withoutSlash(`${protocol}//${host}${pathname}`),
  ({ protocol, host, pathname, search }) => `${protocol}//${host}${pathname}${search}`,
];

const withoutSlash = (text: string): string => text.replace(/\/$/, "");

/** @param given `old,new`, from `--names` */
export function namesOf([a, b]: readonly [string, string], given: string | undefined): Names {
  const [urlA, urlB] = [new URL(a), new URL(b)];
  const isSame = urlA.href === urlB.href;
  if (given !== undefined) return { names: parseNames(given), isSame };
  const telling = PARTS.find((part) => part(urlA) !== part(urlB));
  if (telling) return { names: [telling(urlA), telling(urlB)], isSame };
  return { names: [`${urlA.host} (A)`, `${urlB.host} (B)`], isSame };
}

const MAX_NAME = 60;

/** @throws {CliError} OPTION_INVALID */
function parseNames(text: string): [string, string] {
  const names = text.split(",").map((name) => name.trim());
  const [a = "", b = ""] = names;
  const problems = [
    ...(names.length === 2 && a !== "" && b !== ""
      ? []
      : ["must be two names with a comma between them, such as old,new"]),
    ...(a === b && a !== "" ? ["the names must differ"] : []),
    ...names.filter((name) => name.length > MAX_NAME).map((name) => `${name.slice(0, 20)}… is longer than ${MAX_NAME}`),
  ];
  if (problems.length > 0) throw new CliError("OPTION_INVALID", `--names ${text}:\n${bulleted(problems)}`);
  return [a, b];
}
