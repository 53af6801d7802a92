/** The control plane of one cloud: accepts requests, runs their operations over time, and remembers resources. */
import { ApiError } from "./api-error.ts";
import type { Faults } from "./faults.ts";
import type { JsonObject } from "./json.ts";
import { actionOf, type CloudStyle, type Kind, type World } from "./kind.ts";
import { meter } from "./meters.ts";
import { Operations } from "./operations.ts";
import { pathMatcher } from "./path.ts";
import { Resources } from "./resources.ts";
import type { Operation, Resource, Store } from "./store.ts";

export interface Answer {
  resource?: JsonObject;
  /** To be polled until it ends. */
  operation?: string;
}

type Parts = Readonly<Record<string, string>>;

export interface PlaneParts {
  store: Store;
  kinds: readonly Kind[];
  style: CloudStyle;
  faults: Faults;
  /** Called when alarms may have changed. */
  rearm: () => void;
}

/** A change of a machine that no program asked for. */
export type Interference = "start" | "stop" | "deallocate" | "delete";

export class ControlPlane {
  readonly #parts: PlaneParts;
  readonly #kinds: { kind: Kind; match: (id: string) => Parts | undefined }[];
  readonly #world: World;
  readonly #operations: Operations;
  readonly #resources: Resources;

  constructor(parts: PlaneParts, worldOf: (plane: ControlPlane) => World) {
    this.#parts = parts;
    this.#resources = new Resources(parts.store, parts.style.ignoresCase);
    this.#kinds = parts.kinds.map((kind) => ({ kind, match: pathMatcher(kind.path, parts.style.ignoresCase) }));
    this.#world = worldOf(this);
    const { clock, settings } = this.#world;
    this.#operations = new Operations(parts.store, {
      clock,
      durationMs: (seconds) => seconds * 1000 * settings.slowness,
      newId: () => this.#world.guid(),
      effect: (operation, resource) => this.#effect(operation, resource),
      ended: (operation, resource, isOk) => this.#ended(operation, resource, isOk),
      find: (id) => this.find(id),
      owns: (id) => this.#kinds.some(({ match }) => match(id)),
      changed: () => this.#changed(),
    });
  }

  /** Creates a resource, or changes it if it exists. @throws ApiError */
  put(id: string, body: JsonObject, mode: "create" | "update" | "upsert"): Answer {
    this.#throttle();
    const { kind, parts } = this.#kindAt(id);
    const old = this.find(id);
    if (old && mode === "create") throw this.#parts.style.exists(id);
    if (!old && mode === "update") throw this.#parts.style.notFound(id);
    const holds = kind.holds?.(id, parts, body, this.#world) ?? [];
    this.#refuseBusy([id, ...holds]);
    const action = old ? "update" : "create";
    const fault = this.#faultOf(kind, action);
    const facts = { ...old?.facts, ...kind.accept({ id, parts, body, old }, this.#world) };
    const resource: Resource = old ?? this.#newResource(id, kind);
    Object.assign(resource, { body, facts, state: old ? "Updating" : "Creating" });
    this.#resources.record(resource);
    const operation = this.#operations.begin(resource, action, kind.seconds[action], { holds, fault });
    this.touched(resource);
    return { resource: kind.view(resource, this.#world), operation: operation.id };
  }

  get(id: string): Answer {
    this.#throttle();
    const { kind } = this.#kindAt(id);
    const resource = this.find(id);
    if (!resource || resource.visibleFromMs > this.#world.clock.nowMs()) throw this.#parts.style.notFound(id);
    return { resource: kind.view(resource, this.#world) };
  }

  delete(id: string): Answer {
    this.#throttle();
    const { kind, parts } = this.#kindAt(id);
    const resource = this.#existing(id);
    const running = this.#operations
      .running()
      .find((each) => each.resource === resource.id && each.action === "delete");
    if (running) return { operation: running.id };
    const holds = kind.holds?.(id, parts, resource.body, this.#world) ?? [];
    this.#refuseBusy([id, ...holds]);
    kind.acceptDelete?.(resource, this.#world);
    const fault = this.#faultOf(kind, "delete");
    resource.state = "Deleting";
    const operation = this.#operations.begin(resource, "delete", kind.seconds.delete, { holds, fault });
    this.touched(resource);
    return { operation: operation.id };
  }

  /** Runs an action of a resource, such as `start`. */
  act(id: string, name: string, body: JsonObject): Answer {
    this.#throttle();
    const { kind } = this.#kindAt(id);
    const resource = this.#existing(id);
    const action = actionOf(kind, name);
    if (!action) throw this.#parts.style.noKind(`${id}/${name}`);
    this.#refuseBusy([id]);
    const fault = this.#faultOf(kind, name);
    action.accept?.(resource, body, this.#world);
    return { operation: this.#operations.begin(resource, name, action.seconds, { holds: [], fault, body }).id };
  }

  operation(id: string): Operation {
    this.#throttle();
    return this.#operations.get(id);
  }

  find(id: string): Resource | undefined {
    return this.#resources.find(id);
  }

  owns(resource: Resource): boolean {
    return this.#kinds.some(({ kind }) => kind.name === resource.kind);
  }

  resume(): void {
    this.#operations.resume();
  }

  async purge(resource: Resource): Promise<void> {
    await this.#kindOf(resource).remove?.(resource, this.#world);
    this.#resources.forget(resource);
    meter(this.#parts.store.state, resource, [], this.#world.clock.nowMs());
    this.#changed();
  }

  adopt(given: Pick<Resource, "id" | "kind" | "body" | "facts">): void {
    if (this.find(given.id)) return;
    const resource: Resource = { ...this.#newResource(given.id, { name: given.kind }), ...given, state: "Succeeded" };
    this.#resources.record(resource);
    this.touched(resource);
  }

  /** Records a change of a resource. */
  touched(resource: Resource): void {
    resource.revision += 1;
    const billed = this.#kindOf(resource).billed?.(resource) ?? [];
    meter(this.#parts.store.state, resource, billed, this.#world.clock.nowMs());
    this.#changed();
  }

  /** What is due at some time, whether or not somebody asks for it. */
  alarms(): { timeMs: number; ring: () => Promise<void> }[] {
    return Object.values(this.#parts.store.state.resources)
      .filter((resource) => this.owns(resource))
      .flatMap((resource) => {
        const kind = this.#kindOf(resource);
        const timeMs = kind.alarmMs?.(resource, this.#world);
        return timeMs === undefined ? [] : [{ timeMs, ring: async () => kind.ring?.(resource, this.#world) }];
      });
  }

  async interfere(resource: Resource, how: Interference): Promise<void> {
    const actions = this.#kindOf(resource).actions ?? {};
    if (how === "delete") return this.purge(resource);
    const action = actions[how] ?? actions.powerOff ?? actions.stop;
    await action!.apply(resource, {}, this.#world);
  }

  /** Makes its machine again, in the state that it was in. A resource that is being created is left to its operation. */
  async restore(resource: Resource): Promise<void> {
    if (resource.state === "Creating") return;
    const { power } = resource.facts;
    await this.#kindOf(resource).apply?.(resource, this.#world);
    if (power !== "running") await this.interfere(resource, power === "deallocated" ? "deallocate" : "stop");
  }

  #newResource(id: string, { name }: Pick<Kind, "name">): Resource {
    const nowMs = this.#world.clock.nowMs();
    const lagMs = this.#world.settings.readLagMs * this.#parts.faults.draw();
    const visibleFromMs = Math.round(nowMs + lagMs);
    return { id, kind: name, body: {}, facts: {}, state: "Creating", createdMs: nowMs, visibleFromMs, revision: 0 };
  }

  #kindAt(id: string): { kind: Kind; parts: Parts } {
    for (const { kind, match } of this.#kinds) {
      const parts = match(id);
      if (parts) return { kind, parts };
    }
    throw this.#parts.style.noKind(id);
  }

  #kindOf = (resource: Resource): Kind => this.#kindAt(resource.id).kind;

  #existing(id: string): Resource {
    const resource = this.find(id);
    if (!resource) throw this.#parts.style.notFound(id);
    return resource;
  }

  #changed(): void {
    this.#parts.store.changed();
    this.#parts.rearm();
  }

  #throttle(): void {
    const { throttledShare, retryAfterS } = this.#world.settings;
    if (throttledShare > 0 && this.#parts.faults.draw() < throttledShare)
      throw this.#parts.style.throttled(retryAfterS);
  }

  #faultOf(kind: Kind, action: string): Operation["fault"] {
    const fault = this.#parts.faults.take(kind.name, action);
    if (!fault) return null;
    const { when, ...failure } = fault;
    if (when === "request")
      throw new ApiError(failure.status, failure.code, failure.message, this.#world.settings.retryAfterS);
    return { when, ...failure };
  }

  #refuseBusy(ids: readonly string[]): void {
    const keys = new Set(ids.map((id) => this.#resources.keyOf(id)));
    for (const operation of this.#operations.running())
      for (const held of [operation.resource, ...operation.holds])
        if (keys.has(this.#resources.keyOf(held))) throw this.#parts.style.busy(held, operation.id);
  }

  async #effect({ action, body }: Operation, resource: Resource): Promise<void> {
    const kind = this.#kindOf(resource);
    if (action === "delete") await this.purge(resource);
    else if (action === "create" || action === "update") await kind.apply?.(resource, this.#world);
    else await actionOf(kind, action)!.apply(resource, body, this.#world);
  }

  async #ended({ action, fault }: Operation, resource: Resource, isOk: boolean): Promise<void> {
    if (this.find(resource.id) !== resource) return;
    const isGone = action === "create" && !isOk && !this.#parts.style.keepsFailed && fault?.when !== "after";
    try {
      if (isGone) return await this.purge(resource);
    } catch {
      // What could not be taken back stays, and is shown as failed.
    }
    resource.state = isOk ? "Succeeded" : "Failed";
    this.touched(resource);
  }
}
