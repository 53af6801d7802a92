/** Reads XML strictly enough for tests: throws for anything that is not well-formed in what our writers use. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const TOKEN = /<(\/?)([A-Za-z][\w-]*)((?:\s+[A-Za-z][\w-]*="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
/** Characters outside XML 1.0; a lone surrogate matches only with `u`. */
// eslint-disable-next-line no-control-regex -- matches control characters on purpose
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u;
const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"' };

export function readXml(document: string): Element {
  if (!document.startsWith(DECLARATION)) throw new Error("no XML declaration");
  if (FORBIDDEN.test(document)) throw new Error("a character that XML cannot hold");
  const root: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  const body = document.slice(DECLARATION.length);
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < body.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(body);
    if (!match) throw new Error(`not well-formed at ${JSON.stringify(body.slice(at, at + 40))}`);
    const [, slash, name = "", attributes = "", isEmpty, text] = match;
    if (text !== undefined) open.at(-1)!.text += unescaped(text);
    else if (slash === "/") {
      if (open.pop()!.name !== name) throw new Error(`</${name}> closes another element`);
    } else {
      const element: Element = { name, attributes: attributesOf(attributes), children: [], text: "" };
      open.at(-1)!.children.push(element);
      if (isEmpty !== "/") open.push(element);
    }
  }
  if (open.length !== 1 || root.children.length !== 1) throw new Error("not one closed root element");
  return root.children[0]!;
}

function attributesOf(text: string): Record<string, string> {
  const found = [...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [key!, unescaped(value!)] as const);
  if (new Set(found.map(([key]) => key)).size < found.length) throw new Error("an attribute appears twice");
  return Object.fromEntries(found);
}

const unescaped = (text: string): string =>
  text.replace(/&(\w*);?/g, (entity, name: string) => {
    const character = ENTITIES[name];
    if (character === undefined || !entity.endsWith(";")) throw new Error(`unknown entity ${entity}`);
    return character;
  });
