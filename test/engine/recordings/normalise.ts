/** Replaces what differs between two runs, such as UUIDs, times and paths. Use one Normaliser for all steps of a case. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g;
const SALT = /v1:[A-Za-z0-9+/=]+:v1:[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+/g;
const POSITIONS = ["sourcePosition", "sourcePositions", "stackTrace"];

/** What the protocol sends for an unknown value of each type. These are the same in every run, so they are kept. */
const UNKNOWNS = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** An absolute path, and its replacement. */
export type PathName = [path: string, name: string];

export class Normaliser {
  #uuids = new Map<string, string>();
  readonly #paths: PathName[];

  constructor(paths: PathName[]) {
    this.#paths = paths.toSorted(([a], [b]) => b.length - a.length);
  }

  /** A copy that numbers further UUIDs independently. */
  fork(): Normaliser {
    const copy = new Normaliser(this.#paths);
    copy.#uuids = new Map(this.#uuids);
    return copy;
  }

  text(text: string): string {
    return this.#paths
      .reduce((result, [path, name]) => result.replaceAll(path, name), text)
      .replace(SALT, "<salt>")
      .replace(/\/[0-9a-f-]{36}\.json\?/g, "/<lock>.json?")
      .replace(UUID, (uuid) => (UNKNOWNS.has(uuid) ? uuid : this.#nameOf(uuid)))
      .replace(TIME, "<time>")
      .replace(/\b(127\.0\.0\.1|localhost):\d+/g, "<address>")
      .replace(/project:\/\/\/(\.\.\/)*/g, "project:///")
      .replace(/created by \S+@\S+ \(pid \d+\)/g, "created by <user>@<host> (pid <pid>)")
      .replace(/\(\d+(\.\d+)?m?s\)/g, "(<n>s)")
      .replace(/Duration: .*/g, "Duration: <n>");
  }

  json(value: Json): Json {
    if (typeof value === "string") return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.json(item));
    if (value === null || typeof value !== "object") return value;
    const fields = Object.entries(value).filter(([key]) => !POSITIONS.includes(key));
    return Object.fromEntries(
      fields.map(([key, field]) =>
        key === "__provider" && typeof field === "string" ? [key, "<provider>"] : [key, this.json(field)],
      ),
    );
  }

  #nameOf(uuid: string): string {
    const name = this.#uuids.get(uuid) ?? `<uuid-${this.#uuids.size + 1}>`;
    this.#uuids.set(uuid, name);
    return name;
  }
}
