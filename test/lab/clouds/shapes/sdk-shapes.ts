/** The input types of Pulumi's SDKs as tables of properties, read from their type definitions. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "../../../helpers/imports.ts";

const sdk = (path: string): string => readFileSync(join(root, "node_modules/@pulumi", path), "utf8");

/** Enumerations that lag behind the service. */
const OPEN_ENUMS = new Set(["VirtualMachineSizeTypes"]);

type Tables = Record<string, Record<string, string>>;

/**
 * @param files the file of each resource type in the SDK, without the extension
 * @returns properties with their types, by the name of the resource type, and by the name of the types in them
 */
export function shapesOf(pkg: string, files: Readonly<Record<string, string>>): Record<"resources" | "types", Tables> {
  const text = sdk(`${pkg}/types/input.d.ts`);
  const resources: Tables = {};
  const types: Tables = {};
  for (const [name, file] of Object.entries(files)) {
    const module = file.split("/")[0]!;
    const reader = new ModuleReader(pkg, module, namespaceOf(text, module));
    resources[name] = reader.read(sdk(`${pkg}/${file}.d.ts`), `${name}Args`);
    Object.assign(types, reader.reached);
  }
  return { resources, types };
}

/** The text of one namespace. */
function namespaceOf(text: string, name: string): string {
  const begin = text.indexOf(`export declare namespace ${name} {`);
  const end = text.indexOf("\nexport declare namespace ", begin);
  return text.slice(begin, end === -1 ? undefined : end);
}

const parse = (text: string): ts.SourceFile => ts.createSourceFile("sdk.d.ts", text, ts.ScriptTarget.Latest, true);

function interfaces(node: ts.Node, found = new Map<string, ts.InterfaceDeclaration>()) {
  node.forEachChild((child) => {
    if (ts.isInterfaceDeclaration(child)) found.set(child.name.text, child);
    else interfaces(child, found);
  });
  return found;
}

class ModuleReader {
  readonly reached: Tables = {};
  readonly #pkg: string;
  readonly #module: string;
  readonly #types: Map<string, ts.InterfaceDeclaration>;
  #enums: string | undefined;

  constructor(pkg: string, module: string, types: string) {
    this.#pkg = pkg;
    this.#module = module;
    this.#types = interfaces(parse(types));
  }

  read(text: string, name: string): Record<string, string> {
    return this.#table(interfaces(parse(text)).get(name)!);
  }

  #table(declaration: ts.InterfaceDeclaration): Record<string, string> {
    const properties = declaration.members.filter(ts.isPropertySignature).map((member) => {
      const type = this.#type(member.type!.getText(), member.getFullText());
      return [member.name.getText(), member.questionToken ? type : `${type}!`] as const;
    });
    return Object.fromEntries(properties);
  }

  #type(source: string, documentation: string): string {
    let text = source.replace(/ \| undefined/g, "");
    const inner = (pattern: RegExp): string | undefined => pattern.exec(text)?.[1];
    for (let next = inner(/^pulumi\.Input<(.*)>$/s); next !== undefined; next = inner(/^pulumi\.Input<(.*)>$/s))
      text = next;
    const element = inner(/^(.*)\[\]$/s);
    if (element !== undefined) return `${this.#type(element, documentation)}[]`;
    const value = inner(/^\{\s*\[key: string\]: (.*?);?\s*\}$/s);
    if (value !== undefined) return `${this.#type(value, documentation)}{}`;
    const enumeration = /enums\.(?:\w+\.)*(\w+)$/.exec(text)?.[1];
    if (enumeration !== undefined) return this.#enum(enumeration, text.startsWith("string |") ? "string" : text);
    const reference = /^inputs\.(?:\w+\.)*(\w+)$/.exec(text)?.[1];
    if (reference !== undefined) return this.#reach(reference);
    if (text === "any") return "any";
    return text === "string" ? documentedValues(documentation) : text;
  }

  #reach(name: string): string {
    const short = name.replace(/Args$/, "");
    if (!Object.hasOwn(this.reached, short)) {
      this.reached[short] = {};
      this.reached[short] = this.#table(this.#types.get(name)!);
    }
    return short;
  }

  #enum(name: string, open: string): string {
    if (OPEN_ENUMS.has(name)) return open;
    this.#enums ??= sdk(`${this.#pkg}/types/enums/${this.#module}/index.d.ts`);
    const body = new RegExp(`export declare const ${name}: \\{(.*?)\\n\\};`, "s").exec(this.#enums)![1]!;
    return `=${[...body.matchAll(/readonly \w+: "(.*?)";/g)].map(([, each]) => each).join("|")}`;
  }
}

/** Google's SDK names the allowed values of most enumerations in the documentation only. */
function documentedValues(documentation: string): string {
  const sentence = /(?:Possible values are:|Possible values:)((?: (?:and |or )?[`"][A-Z0-9_]+[`"],?)+)\./.exec(
    documentation.replace(/\s*\*\s*/g, " "),
  )?.[1];
  if (sentence === undefined) return "string";
  return `=${[...sentence.matchAll(/[`"](\w+)[`"]/g)].map(([, each]) => each).join("|")}`;
}
