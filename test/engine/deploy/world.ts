/**
 * Deploys programs, given as data, to a fake cloud with a state in memory, and checks invariants after every change.
 */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { createDeployment } from "../../../engine/deploy/create-deployment.ts";
import { Events } from "../../../engine/deploy/events.ts";
import { emptySnapshot } from "../../../engine/model.ts";
import type { EngineEvent, Snapshot, SnapshotStore, StepOp } from "../../../engine/model.ts";
import type { RegisterResult, Registration } from "../../../engine/protocol/resource-monitor.ts";
import { integrityProblems } from "../../../engine/state/integrity.ts";
import type { Properties } from "../../../engine/values.ts";
import { FakeCloud } from "./fake-cloud.ts";

export interface Declared {
  name: string;
  inputs: Properties;
  /** Earlier resources whose values are inputs of this one. */
  uses: string[];
  /** Earlier resources that this one depends on without an input. */
  after: string[];
  /** A change of an input from another resource replaces this one instead of updating it. */
  bound?: boolean;
  parent?: string;
  deletedWith?: string;
}

/** A program: each resource comes after those that it refers to. */
export type Program = Declared[];

export const inputFrom = ({ bound }: Declared, other: string): string => `${bound ? "force" : "from"}_${other}`;

/** Turns of the event loop that a save takes. */
const SAVE_TURNS = 2;
const TYPE = "fake:index:Thing";
const NAMES = { stack: "dev", project: "test" };

export interface Outcome {
  failed: boolean;
  changes: Partial<Record<StepOp, number>>;
  events: EngineEvent[];
}

export interface UpOptions {
  continueOnError?: boolean;
  preview?: boolean;
  /** Refresh and run the program: before the update (`first`), or instead of it (`only`). */
  refreshes?: "first" | "only";
}

export class World {
  readonly cloud: FakeCloud;
  /** The last saved state. */
  saved: Snapshot = emptySnapshot();
  #program: Program = [];

  /** @param pace turns of the event loop that the cloud's calls take */
  constructor(pace: number[] = [1]) {
    this.cloud = new FakeCloud(pace);
    this.cloud.onChange = () => {
      this.#checkNothingIsLost();
      this.#checkNothingDangles();
    };
  }

  async up(program: Program, options: UpOptions = {}): Promise<Outcome> {
    return this.#deploy(program, options);
  }

  async destroy(): Promise<Outcome> {
    return this.#deploy(undefined, {});
  }

  /** Inputs of the cloud's resources, by name. */
  resources(): Record<string, Properties> {
    const entries = [...this.cloud.things.values()].map(({ urn, inputs }) => [urn.split("::").at(-1), inputs] as const);
    assert.equal(new Set(entries.map(([name]) => name)).size, entries.length, "a resource exists twice");
    return Object.fromEntries(entries) as Record<string, Properties>;
  }

  async #deploy(
    program: Program | undefined,
    { continueOnError = false, preview = false, refreshes }: UpOptions,
  ): Promise<Outcome> {
    const events: EngineEvent[] = [];
    this.#program = program ?? this.#program;
    const listener = new Events((event) => events.push(event), { preview });
    const { deployment, close } = createDeployment({
      ...{ store: this.#store(preview), events: listener, ...NAMES, preview, parallel: 4, continueOnError },
      refreshes,
      startProvider: () => Promise.resolve(this.cloud.provider()),
      providerConfig: () => ({}),
      programDir: "/",
      info: { ...NAMES, organization: "", dryRun: preview, parallel: 4, config: {}, configSecretKeys: [] },
      now: () => new Date(0),
    });
    if (program) await this.#register(program, deployment);
    if (!deployment.failed || continueOnError) await deployment.performPostSteps();
    await deployment.finish();
    await close();
    return { failed: deployment.failed, changes: listener.changes, events };
  }

  /** Like the store on the disk: a save takes some time, and saves that wait for it are written once. */
  #store(preview: boolean): SnapshotStore {
    const start = this.saved;
    let latest: Parameters<SnapshotStore["save"]>[0] = start;
    let writing: Promise<void> = Promise.resolve();
    let next: Promise<void> | undefined;
    const write = async (): Promise<void> => {
      next = undefined;
      const snapshot = typeof latest === "function" ? latest() : latest;
      assert.deepEqual(integrityProblems(snapshot), []);
      for (let turn = 0; turn < SAVE_TURNS; turn++) await setImmediate();
      if (!preview) this.saved = snapshot;
      this.#checkNothingIsLost();
    };
    return {
      snapshot: start,
      save: (snapshot) => {
        latest = snapshot;
        return (next ??= writing.then(() => (writing = write())));
      },
    };
  }

  async #register(program: Program, deployment: ReturnType<typeof createDeployment>["deployment"]): Promise<void> {
    const started = new Map<string, Promise<RegisterResult>>();
    for (const declared of program) {
      const { name, uses, after, parent, deletedWith } = declared;
      const needed = [...uses, ...after, ...(parent ? [parent] : []), ...(deletedWith ? [deletedWith] : [])];
      const registered = (async () => {
        const others = await Promise.all(needed.map((other) => started.get(other) as Promise<RegisterResult>));
        const urns = new Map(others.map((other, index) => [needed[index] as string, other.urn]));
        const urnOf = (other: string) => urns.get(other) as string;
        const inputs = { ...declared.inputs };
        for (const other of uses)
          inputs[inputFrom(declared, other)] = (await started.get(other))?.outputs.value ?? null;
        return deployment.registerResource({
          ...registrationOf(name, inputs),
          dependencies: [...uses, ...after].map(urnOf),
          propertyDependencies: Object.fromEntries(
            Object.keys(inputs).map((key) => [
              key,
              uses.filter((other) => inputFrom(declared, other) === key).map(urnOf),
            ]),
          ),
          ...(parent ? { parent: urnOf(parent) } : {}),
          ...(deletedWith ? { deletedWith: urnOf(deletedWith) } : {}),
        });
      })();
      registered.catch(() => {});
      started.set(name, registered);
    }
    await Promise.allSettled(started.values());
  }

  /** Every resource of the cloud is in the saved state, as a resource or as a pending operation. */
  #checkNothingIsLost(): void {
    const known = new Set(this.saved.resources.map(({ id }) => id));
    const pending = new Set(this.saved.pendingOperations.map(({ resource }) => resource.urn));
    for (const [id, { urn }] of this.cloud.things) {
      assert.ok(known.has(id) || pending.has(urn), `${id} is neither in the state nor pending`);
    }
  }

  /** A resource that must be replaced with another one does not exist while the other one does not. */
  #checkNothingDangles(): void {
    const things = [...this.cloud.things.values()].map(({ urn, inputs }) => ({ name: urn.split("::").at(-1), inputs }));
    const existing = new Set(things.map(({ name }) => name));
    for (const { name, inputs } of things) {
      // A resource that no longer has the input may be registered before the other one is replaced.
      const declared = this.#program.find((candidate) => candidate.name === name);
      const kept = (key: string) => declared?.uses.some((other) => inputFrom(declared, other) === key) ?? true;
      const bound = Object.keys(inputs).filter((key) => key.startsWith("force_") && kept(key));
      for (const key of bound) assert.ok(existing.has(key.slice("force_".length)), `${name} exists without ${key}`);
    }
  }
}

function registrationOf(name: string, inputs: Properties): Registration {
  return {
    ...{ type: TYPE, name, custom: true, remote: false, inputs, providers: {}, transforms: [] },
    ...{ dependencies: [], propertyDependencies: {}, ignoreChanges: [], replaceOnChanges: [], hideDiff: [] },
    ...{ additionalSecretOutputs: [], aliases: [], replaceWith: [], supportsResultReporting: true },
    ...{ version: "", pluginDownloadUrl: "", packageRef: "" },
  };
}
