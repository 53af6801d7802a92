/** What the control planes remember, also after a restart of the lab: resources, operations and meters, in one file. */
import { readFileSync } from "node:fs";
import { writeAtomic } from "../../base/atomic-file.ts";
import { systemCode } from "../../base/errors.ts";
import type { JsonObject } from "./json.ts";

/** `Failed`: its last creation or change failed, but it exists. */
export type ResourceState = "Creating" | "Updating" | "Succeeded" | "Failed" | "Deleting";

export interface Resource {
  id: string;
  /** Name of its kind, such as `Microsoft.Network/virtualNetworks`. */
  kind: string;
  /** As the client sent it. */
  body: JsonObject;
  /** What the cloud has chosen: addresses, unique IDs, the machine's state. */
  facts: JsonObject;
  state: ResourceState;
  createdMs: number;
  /** Until then, reads do not find it. */
  visibleFromMs: number;
  /** Counts changes. */
  revision: number;
}

export interface Operation {
  id: string;
  resource: string;
  /** `create`, `update`, `delete`, or the name of an action. */
  action: string;
  dueMs: number;
  status: "InProgress" | "Succeeded" | "Failed";
  error: { status: number; code: string; message: string } | null;
  /** IDs of resources that no other operation may change meanwhile. */
  holds: string[];
  /** Arguments of an action. */
  body: JsonObject;
  /** An injected fault: the operation fails without an effect, or after it. */
  fault: { when: "before" | "after"; status: number; code: string; message: string } | null;
}

/** Something that is billed, from its first to its last millisecond in the lab's time. */
export interface MeterRecord {
  resource: string;
  item: "compute" | "disk" | "address";
  /** What the price depends on, such as the size of a machine. */
  sku: string;
  region: string;
  fromMs: number;
  /** `null`: still billed. */
  toMs: number | null;
}

export interface State {
  version: 1;
  /** The lab's time when the state was written. */
  nowMs: number;
  /** Numbers drawn so far: restarts do not repeat IDs. */
  drawn: number;
  /** Where the search for a free address begins, by pool. */
  pools: Record<string, number>;
  /** By normalised ID. */
  resources: Record<string, Resource>;
  operations: Record<string, Operation>;
  meters: MeterRecord[];
}

const EMPTY: State = { version: 1, nowMs: 0, drawn: 0, pools: {}, resources: {}, operations: {}, meters: [] };

export class Store {
  readonly state: State;
  readonly #path: string | null;
  readonly #nowMs: () => number;
  #isDirty = false;
  #writing: Promise<void> | undefined;

  /** @param path `null`: the state is only in memory */
  constructor(path: string | null, nowMs: () => number) {
    this.#path = path;
    this.#nowMs = nowMs;
    this.state = (path === null ? undefined : readState(path)) ?? structuredClone(EMPTY);
  }

  /** Writes the state soon. */
  changed(): void {
    this.#isDirty = true;
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
    this.#writing.catch(() => {});
  }

  /** Resolves when the file has the current state. @throws if it could not be written */
  async flush(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#isDirty) {
      this.#isDirty = false;
      // Changes of one turn are written together.
      await Promise.resolve();
      this.state.nowMs = this.#nowMs();
      if (this.#path !== null) await writeAtomic(this.#path, JSON.stringify(this.state));
    }
  }
}

/** `undefined`: there is none. */
export function readState(path: string): State | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as State;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
