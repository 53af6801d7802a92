/** What a type of cloud resource is to a control plane. */
import type { Machines } from "../protocol/machines.ts";
import type { Clock } from "./clock.ts";
import type { JsonObject } from "./json.ts";
import type { CloudSettings } from "./settings.ts";
import type { MeterRecord, Resource } from "./store.ts";

/** What the kinds of a cloud see of the lab, and what they may do. */
export interface World {
  clock: Clock;
  machines: Machines;
  settings: CloudSettings;
  /** A resource of this cloud, in any state. */
  find(id: string): Resource | undefined;
  /** All resources of this cloud of a kind. */
  all(kind: string): Resource[];
  /** Of both clouds. */
  everything(): Resource[];
  /** Records a resource that came with another one, such as a machine's disk. */
  adopt(resource: Pick<Resource, "id" | "kind" | "body" | "facts">): void;
  /** Where the search for a free address of a pool begins. */
  nextInPool(pool: string): number;
  takenFromPool(pool: string, next: number): void;
  guid(): string;
  /** A number of 19 digits. */
  number(): string;
  /** Removes a resource with its effects, unconditionally. */
  purge(resource: Resource): Promise<void>;
  /** Records that facts were changed outside of an operation. */
  touched(resource: Resource): void;
  /** Gives all machines of this cloud the firewall rules that follow from its resources. */
  applyRules(): Promise<void>;
}

export interface Change {
  /** As the client wrote it. */
  id: string;
  /** Parts of the ID, by the placeholders of the kind's path. */
  parts: Readonly<Record<string, string>>;
  body: JsonObject;
  /** `undefined`: the resource is new. */
  old: Resource | undefined;
}

export interface Action {
  /** How long it takes, in seconds of the lab's time. */
  seconds: number;
  /** @throws ApiError if it is not possible now */
  accept?(resource: Resource, body: JsonObject, world: World): void;
  apply(resource: Resource, body: JsonObject, world: World): Promise<void>;
}

export type Billed = Pick<MeterRecord, "item" | "sku" | "region">;

export interface Kind {
  /** Such as `Microsoft.Network/virtualNetworks`. */
  name: string;
  /** Of its IDs, with placeholders such as `{group}`. */
  path: string;
  /** How long operations take, in seconds of the lab's time. */
  seconds: { create: number; update: number; delete: number };
  /** Returns what the cloud chooses for it. @throws ApiError for a request that the service refuses */
  accept(change: Change, world: World): JsonObject;
  /** IDs of other resources that cannot be changed meanwhile. */
  holds?(id: string, parts: Readonly<Record<string, string>>, body: JsonObject, world: World): string[];
  /** @throws ApiError if it is in use */
  acceptDelete?(resource: Resource, world: World): void;
  /** Makes the lab's machines and networks so. May be called again after a restart. */
  apply?(resource: Resource, world: World): Promise<void>;
  /** The same for its end. */
  remove?(resource: Resource, world: World): Promise<void>;
  /** As the service shows it. */
  view(resource: Resource, world: World): JsonObject;
  billed?(resource: Resource): Billed[];
  /** When {@link ring} is due next. */
  alarmMs?(resource: Resource, world: World): number | undefined;
  ring?(resource: Resource, world: World): Promise<void>;
  actions?: Readonly<Record<string, Action>>;
}

export const actionOf = (kind: Kind, name: string): Action | undefined =>
  Object.hasOwn(kind.actions ?? {}, name) ? kind.actions![name] : undefined;

/** How a cloud words what all of its services have in common. */
export interface CloudStyle {
  /** IDs that differ only in case are the same resource. */
  ignoresCase: boolean;
  /** Whether a resource whose creation failed stays. */
  keepsFailed: boolean;
  throttled(retryAfterS: number): Error;
  notFound(id: string): Error;
  exists(id: string): Error;
  busy(id: string, operation: string): Error;
  noKind(id: string): Error;
}
