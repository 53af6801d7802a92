/** Runs the operations of a control plane over time. */
import { ApiError } from "./api-error.ts";
import { sleepUntil, type Clock } from "./clock.ts";
import type { JsonObject } from "./json.ts";
import type { Operation, Resource, Store } from "./store.ts";

/** Ended operations that are remembered. */
const MAX_ENDED = 500;

export interface OperationHooks {
  clock: Clock;
  /** Milliseconds of the lab's time for something that takes so many seconds. */
  durationMs(seconds: number): number;
  newId(): string;
  /** Does what the operation is for. */
  effect(operation: Operation, resource: Resource): Promise<void>;
  ended(operation: Operation, resource: Resource, isOk: boolean): Promise<void>;
  find(id: string): Resource | undefined;
  /** Whether the operation belongs to this control plane. */
  owns(id: string): boolean;
  changed(): void;
}

export class Operations {
  readonly #store: Store;
  readonly #hooks: OperationHooks;

  constructor(store: Store, hooks: OperationHooks) {
    this.#store = store;
    this.#hooks = hooks;
  }

  begin(
    resource: Resource,
    action: string,
    seconds: number,
    { holds, fault, body = {} }: Pick<Operation, "holds" | "fault"> & { body?: JsonObject },
  ): Operation {
    const id = this.#hooks.newId();
    const dueMs = Math.round(this.#hooks.clock.nowMs() + this.#hooks.durationMs(seconds));
    const operation: Operation = {
      id,
      resource: resource.id,
      action,
      dueMs,
      status: "InProgress",
      error: null,
      holds,
      body,
      fault,
    };
    this.#store.state.operations[id] = operation;
    this.#forget();
    void this.#run(operation, resource);
    return operation;
  }

  get(id: string): Operation {
    const { operations } = this.#store.state;
    if (Object.hasOwn(operations, id)) return operations[id]!;
    throw new ApiError(404, "NotFound", `operation ${id} does not exist`);
  }

  running(): Operation[] {
    return Object.values(this.#store.state.operations).filter(
      ({ status, resource }) => status === "InProgress" && this.#hooks.owns(resource),
    );
  }

  /** Goes on with the operations that a restart has interrupted. */
  resume(): void {
    for (const operation of this.running()) {
      const resource = this.#hooks.find(operation.resource);
      if (resource) void this.#run(operation, resource);
      else operation.status = "Succeeded";
    }
  }

  async #run(operation: Operation, resource: Resource): Promise<void> {
    const { fault, dueMs } = operation;
    let error: unknown;
    try {
      await sleepUntil(this.#hooks.clock, dueMs);
      if (fault?.when === "before") throw new ApiError(fault.status, fault.code, fault.message);
      await this.#hooks.effect(operation, resource);
      if (fault) throw new ApiError(fault.status, fault.code, fault.message);
    } catch (thrown) {
      error = thrown ?? new Error("unknown");
    }
    await this.#hooks.ended(operation, resource, error === undefined);
    operation.status = error === undefined ? "Succeeded" : "Failed";
    operation.error = error === undefined ? null : errorOf(error);
    this.#hooks.changed();
  }

  #forget(): void {
    const { operations } = this.#store.state;
    const ended = Object.values(operations).filter(({ status }) => status !== "InProgress");
    for (const { id } of ended.slice(0, Math.max(0, ended.length - MAX_ENDED))) delete operations[id];
  }
}

function errorOf(error: unknown): NonNullable<Operation["error"]> {
  if (error instanceof ApiError) return { status: error.status, code: error.code, message: error.message };
  return { status: 500, code: "InternalServerError", message: error instanceof Error ? error.message : String(error) };
}
