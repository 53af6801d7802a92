/** Just enough of JavaScript's grammar to find what calls in a source are given. */

const COMMENT = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\/[^\n]*|\/\*[^]*?\*\//g;
const STRING = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/y;
const PATTERN = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y;
/** After these, a slash begins a pattern; after others, it divides. */
const BEFORE_PATTERN = /[([{,;=:!&|?+\-*%<>~^]/;

/** The same text with spaces in place of comments, so that offsets stay. */
export function withoutComments(source: string): string {
  return source.replaceAll(COMMENT, (text, literal: string | undefined) =>
    literal === undefined ? text.replaceAll(/[^\n]/g, " ") : text,
  );
}

/**
 * What commas part, from just after an opening bracket to the bracket that closes it: arguments of a call, or members of an
 * object. `undefined` where it does not close.
 */
export function partsAt(code: string, from: number): string[] | undefined {
  const parts: string[] = [];
  let [depth, begin, before] = [0, from, ","];
  for (let at = from; at < code.length;) {
    const character = code[at]!;
    const literal = literalAt(code, at, before);
    if (literal === undefined && depth === 0 && /[,)\]}]/.test(character)) {
      const part = code.slice(begin, at).trim();
      if (part !== "") parts.push(part);
      if (character !== ",") return parts;
      begin = at + 1;
    } else if (literal === undefined && /[([{]/.test(character)) depth += 1;
    else if (literal === undefined && /[)\]}]/.test(character)) depth -= 1;
    if (!/\s/.test(character)) before = literal === undefined ? character : ")";
    at += literal?.length ?? 1;
  }
  return undefined;
}

/** The members of an object that is written out, by key; those with computed keys, and spread ones, are left out. */
export function membersOf(object: string | undefined): [key: string, value: string][] {
  if (object?.startsWith("{") !== true) return [];
  return (partsAt(object, 1) ?? []).flatMap((member): [string, string][] => {
    const [, name, quoted, rest] = /^(?:([A-Za-z_$][\w$]*)|["']([\w$-]*)["'])\s*($|[:(][^]*)/.exec(member) ?? [];
    const key = name ?? quoted;
    return key === undefined ? [] : [[key, rest?.startsWith(":") === true ? rest.slice(1).trim() : ""]];
  });
}

function literalAt(code: string, at: number, before: string): string | undefined {
  const literal = /["'`]/.test(code[at]!) ? STRING : BEFORE_PATTERN.test(before) ? PATTERN : undefined;
  if (literal === undefined) return undefined;
  literal.lastIndex = at;
  return literal.exec(code)?.[0];
}
