/** How assets and archives change; of an archive, only members that differ. Pure. */
import { isContent, isObject, own, SIGNATURE, type Properties, type Value } from "../../values.ts";
import { hashOf, head, memberName, sourceOf, textOf } from "./content.ts";
import { deeper, margin, painted, unsigned, type Style } from "./style.ts";
import { textChange } from "./text-change.ts";
import { title, widest } from "./value-text.ts";
import { addText, deleteText, type Title } from "./whole.ts";

export function contentChange(name: Title, old: Properties, next: Properties, style: Style): string {
  const source = sourceOf(old);
  // Of another kind, it is another thing.
  if (source === undefined || source !== sourceOf(next) || old[SIGNATURE] !== next[SIGNATURE])
    return deleteText(name, old, style) + addText(name, next, style);
  const opening = `${head(old, change(hashOf(old), hashOf(next)))} {`;
  const [before, after] = [old[source] ?? null, next[source] ?? null];
  if (source === "path" || source === "uri")
    return `${name(style)}${painted(style, `${opening} ${change(textOf(before), textOf(after))} }`)}\n`;
  const body =
    source === "text"
      ? textChange(textOf(before), textOf(after), deeper(style))
      : `\n${memberChanges(membersOf(before), membersOf(after), deeper(style))}`;
  return `${name(style)}${painted(style, opening)}${body}${painted(style, `${margin(unsigned(style))}}`)}\n`;
}

const change = (old: string, next: string): string => (old === next ? old : `${old}->${next}`);

const membersOf = (assets: Value): Properties => (isObject(assets) ? assets : {});

function memberChanges(old: Properties, next: Properties, style: Style): string {
  const names = Object.keys({ ...old, ...next }).sort();
  const width = widest(names.map(memberName));
  const lines = names.map((name) => {
    const label: Title = (at) => title(memberName(name), width, at);
    const [before, after] = [own(old, name), own(next, name)];
    if (before === undefined) return addText(label, after ?? null, deeper(style));
    if (after === undefined) return deleteText(label, before, deeper(style));
    if (!isContent(before) || !isContent(after) || before.hash === after.hash) return "";
    return contentChange(label, before, after, style);
  });
  return lines.join("");
}
