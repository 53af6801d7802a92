/** Reads and writes Pulumi.<stack>.yaml: the stack's salt and configuration. A change leaves all other bytes as they are. */
import { realpath, stat } from "node:fs/promises";
import { writeAtomic } from "../../base/atomic-file.ts";
import { messageOf } from "../../base/errors.ts";
import { readIfThere } from "./project-file.ts";
import { ProjectError } from "../errors.ts";
import { parseKey, type PathPart } from "./config-key.ts";
import { removeIn, setIn, UnusualText } from "./yaml/edit.ts";
import { problemText, readYaml, type YamlValue } from "../../base/yaml/read.ts";
import { requireSettable } from "./yaml/values.ts";

/** A value as in the file: scalars, lists, maps; `{secure: <ciphertext>}` for a secret. */
export type RawValue = YamlValue;

type Section = Record<string, RawValue>;

/** Sections that the embedded engine does not support. */
const UNSUPPORTED: Record<string, string> = {
  environment: "Pulumi ESC environments come from Pulumi Cloud",
  encryptedkey: "only the passphrase secrets provider is supported",
};

const BYTE_ORDER_MARK = "\uFEFF";

export class StackFile {
  readonly path: string;
  readonly #project: string;
  readonly #mark: string;
  #text: string;
  #content: Section = {};

  private constructor(path: string, project: string, text: string) {
    this.path = path;
    this.#project = project;
    this.#mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
    this.#text = text.slice(this.#mark.length);
    const { value, problems } = readYaml(this.#text);
    const all = problems.length > 0 ? problems.map(problemText) : shapeProblems(value);
    if (all.length === 0) {
      this.#content = (value ?? {}) as Section;
      all.push(...this.#keyProblems());
    }
    if (all.length > 0) throw new ProjectError("STACK_FILE_INVALID", `${path}: ${all.join("; ")}`);
    this.#refuseUnsupported();
  }

  /**
   * A missing file counts as empty.
   *
   * @throws ProjectError `STACK_FILE_INVALID`, `CONFIG_UNSUPPORTED`
   */
  static async load(path: string, project: string): Promise<StackFile> {
    return new StackFile(path, project, (await readIfThere(path)) ?? "");
  }

  get salt(): string | undefined {
    const { encryptionsalt: salt } = this.#content;
    return typeof salt === "string" && salt !== "" ? salt : undefined;
  }

  set salt(salt: string) {
    if (salt !== this.salt) this.#change((text) => setIn(text, ["encryptionsalt"], salt));
  }

  /** Values by `namespace:name`; the namespace of a key without one is the project. */
  get config(): Map<string, RawValue> {
    return new Map(Object.entries(this.#config).map(([key, value]) => [parseKey(key, this.#project), value]));
  }

  /**
   * @param path within the value; an index is at most the length of its list
   * @throws ProjectError `CONFIG_PATH_INVALID`, `STACK_FILE_UNUSUAL`
   */
  set(key: string, path: readonly PathPart[], value: RawValue): void {
    const written = this.#writtenKey(key);
    requireSettable(this.#config[written], path, typeof value === "string");
    this.#change((text) => setIn(text, ["config", written, ...path], value), key);
  }

  /**
   * @returns whether the value existed
   * @throws ProjectError `STACK_FILE_UNUSUAL`
   */
  remove(key: string, path: readonly PathPart[]): boolean {
    const before = this.#text;
    this.#change((text) => removeIn(text, ["config", this.#writtenKey(key), ...path]), key);
    return this.#text !== before;
  }

  /** @param config by `namespace:name` */
  replaceConfig(config: Record<string, RawValue>): void {
    for (const key of this.config.keys()) if (!(key in config)) this.remove(key, []);
    for (const [key, value] of Object.entries(config)) this.set(key, [], value);
  }

  /** Keeps the file's permissions, and the file that a link points to. */
  async save(): Promise<void> {
    const path = await realpath(this.path).catch(() => this.path);
    const mode = await stat(path).then(
      (found) => found.mode & 0o777,
      () => 0o644,
    );
    await writeAtomic(path, this.#mark + this.#text, { mode });
  }

  get #config(): Section {
    return (this.#content.config ?? {}) as Section;
  }

  #change(edit: (text: string) => string, key = "encryptionsalt"): void {
    try {
      this.#text = edit(this.#text);
    } catch (cause) {
      if (!(cause instanceof UnusualText)) throw cause;
      throw new ProjectError(
        "STACK_FILE_UNUSUAL",
        `${this.path}: ${key} cannot be changed without changing other lines (${messageOf(cause)}). Nothing was written; change it with an editor.`,
        { cause },
      );
    }
    this.#content = (readYaml(this.#text).value ?? {}) as Section;
  }

  /** The key as the file has it, perhaps without the project's name. */
  #writtenKey(key: string): string {
    return Object.keys(this.#config).find((written) => parseKey(written, this.#project) === key) ?? key;
  }

  #keyProblems(): string[] {
    return Object.keys(this.#config).flatMap((key) => {
      try {
        parseKey(key, this.#project);
        return [];
      } catch (error) {
        return [messageOf(error)];
      }
    });
  }

  #refuseUnsupported(): void {
    const { secretsprovider: provider } = this.#content;
    const reasons = Object.entries(UNSUPPORTED).filter(([section]) => section in this.#content);
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

function shapeProblems(value: RawValue): string[] {
  if (value === null) return [];
  if (!isSection(value)) return ["the file must be a map"];
  const config = value.config ?? {};
  return isSection(config) ? [] : ["`config` must be a map of keys to values"];
}

const isSection = (value: RawValue): value is Section =>
  typeof value === "object" && value !== null && !Array.isArray(value);
