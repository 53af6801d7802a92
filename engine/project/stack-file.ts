/** Reads and writes Pulumi.<stack>.yaml: the stack's salt and configuration. Keeps comments and order. */
import type { Document } from "yaml";
import { isCollection, isMap, isScalar, parseDocument } from "yaml";
import { writeAtomic } from "../../base/atomic-file.ts";
import { readIfThere } from "./project-file.ts";
import { ProjectError } from "../errors.ts";
import type { PathPart } from "./config-key.ts";

/** A value as in the file: scalars, lists, maps; `{secure: <ciphertext>}` for a secret. */
export type RawValue = null | boolean | number | string | RawValue[] | { [key: string]: RawValue };

/** Sections that the embedded engine does not support. */
const UNSUPPORTED: Record<string, string> = {
  environment: "Pulumi ESC environments come from Pulumi Cloud",
  encryptedkey: "only the passphrase secrets provider is supported",
};

export class StackFile {
  readonly path: string;
  readonly #document: Document;
  readonly #project: string;

  private constructor(path: string, document: Document, project: string) {
    this.path = path;
    this.#document = document;
    this.#project = project;
  }

  /**
   * A missing file counts as empty.
   *
   * @throws ProjectError `STACK_FILE_INVALID`, `CONFIG_UNSUPPORTED`
   */
  static async load(path: string, project: string): Promise<StackFile> {
    const document = parseDocument((await readIfThere(path)) ?? "");
    const problems = [...document.errors.map(({ message }) => message), ...shapeProblems(document)];
    if (problems.length > 0) throw new ProjectError("STACK_FILE_INVALID", `${path}: ${problems.join("; ")}`);
    const file = new StackFile(path, document, project);
    file.#refuseUnsupported();
    return file;
  }

  get salt(): string | undefined {
    const salt = this.#document.get("encryptionsalt");
    return typeof salt === "string" && salt !== "" ? salt : undefined;
  }

  set salt(salt: string) {
    this.#document.set("encryptionsalt", salt);
  }

  /** Values by `namespace:name`; the namespace of a key without one is the project. */
  get config(): Map<string, RawValue> {
    const config = (this.#document.toJS() as { config?: Record<string, RawValue> } | null)?.config ?? {};
    return new Map(Object.entries(config).map(([key, value]) => [this.#qualified(key), value]));
  }

  /** @param path within the value; an index is at most the length of its list */
  set(key: string, path: readonly PathPart[], value: RawValue): void {
    if (!isMap(this.#document.get("config"))) this.#document.set("config", this.#document.createNode({}));
    const root = ["config", this.#writtenKey(key)];
    const whole = withValue(this.config.get(key), path, value);
    const place = this.#document.getIn([...root, ...path], true);
    if (isScalar(place) && !isStructure(value)) place.value = value;
    else if (isCollection(this.#document.getIn([...root, ...path.slice(0, -1)], true)))
      this.#document.setIn([...root, ...path], this.#document.createNode(value));
    else this.#document.setIn(root, this.#document.createNode(whole));
  }

  /** @returns whether the value existed */
  remove(key: string, path: readonly PathPart[]): boolean {
    return this.#document.hasIn(["config", this.#writtenKey(key), ...path])
      ? this.#document.deleteIn(["config", this.#writtenKey(key), ...path])
      : false;
  }

  /** @param config by `namespace:name` */
  replaceConfig(config: Record<string, RawValue>): void {
    if (Object.keys(config).length === 0) this.#document.delete("config");
    else this.#document.set("config", this.#document.createNode(config));
  }

  async save(): Promise<void> {
    await writeAtomic(this.path, this.#document.toString({ lineWidth: 0 }), { mode: 0o644 });
  }

  #writtenKey(key: string): string {
    const short = key.startsWith(`${this.#project}:`) ? key.slice(this.#project.length + 1) : key;
    return this.#document.hasIn(["config", short]) ? short : key;
  }

  #qualified(key: string): string {
    return key.includes(":") ? key : `${this.#project}:${key}`;
  }

  #refuseUnsupported(): void {
    const provider = this.#document.get("secretsprovider");
    const reasons = Object.entries(UNSUPPORTED).filter(([section]) => this.#document.has(section));
    const problems = reasons.map(([section, reason]) => `\`${section}\`: ${reason}`);
    if (provider !== undefined && provider !== "passphrase")
      problems.push(
        `\`secretsprovider: ${JSON.stringify(provider)}\`: only the passphrase secrets provider is supported`,
      );
    if (problems.length > 0)
      throw new ProjectError(
        "CONFIG_UNSUPPORTED",
        `${this.path} cannot be used by the embedded engine: ${problems.join("; ")}. Use the Pulumi CLI for this stack.`,
      );
  }
}

function shapeProblems(document: Document): string[] {
  if (document.contents === null) return [];
  if (!isMap(document.contents)) return ["the file must be a map"];
  const config: unknown = document.get("config");
  return config === null || config === undefined || isMap(config) ? [] : ["`config` must be a map of keys to values"];
}

const isStructure = (value: RawValue): value is RawValue[] | { [key: string]: RawValue } =>
  typeof value === "object" && value !== null;

function withValue(old: RawValue | undefined, path: readonly PathPart[], value: RawValue): RawValue {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (typeof part === "number") {
    const list = Array.isArray(old) ? [...old] : [];
    if (part > list.length)
      throw new ProjectError(
        "CONFIG_PATH_INVALID",
        `index ${part} is out of range: the list has ${list.length} elements`,
      );
    list[part] = withValue(list[part], rest, value);
    return list;
  }
  const map = old !== undefined && isStructure(old) && !Array.isArray(old) ? old : {};
  return { ...map, [part]: withValue(map[part], rest, value) };
}
