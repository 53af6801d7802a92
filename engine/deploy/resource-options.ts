/** Options of a registration: inherited from its parent, then changed by transforms. */
import type { InvokeCallback } from "../protocol/callbacks.ts";
import type { Callback, InvokeRequest, Registration } from "../protocol/resource-monitor.ts";
import { transform, transformInvoke } from "../protocol/transforms.ts";
import { packageOf, parseReference, parseUrn } from "../resource/urn.ts";

/** A resource monitor that applies inherited options and transforms to registrations. */
export abstract class TransformingMonitor {
  protected readonly transforms: Transforms;
  protected readonly inherited = new InheritedOptions();

  constructor(transforms: Transforms) {
    this.transforms = transforms;
  }

  registerStackTransform(callback: Callback): Promise<void> {
    this.transforms.addToStack(callback);
    return Promise.resolve();
  }

  registerInvokeTransform(callback: Callback): Promise<void> {
    this.transforms.addToInvokes(callback);
    return Promise.resolve();
  }

  protected transform(registration: Registration): Promise<Registration> {
    return this.transforms.apply(this.inherited.apply(registration));
  }

  /** @param transformed the registration that children inherit options from */
  protected remember(urn: string, registration: Registration, transformed: Registration): void {
    this.inherited.remember(urn, transformed);
    this.transforms.remember(urn, registration);
  }
}

type Inherited = Pick<Registration, "deletedWith" | "protect" | "retainOnDelete" | "provider" | "providers">;

/** Options that a resource inherits from its parent if its own are unset. */
export class InheritedOptions {
  readonly #byUrn = new Map<string, Inherited>();

  remember(urn: string, registration: Inherited): void {
    this.#byUrn.set(urn, registration);
  }

  apply(registration: Registration): Registration {
    const parent = registration.parent === undefined ? undefined : this.#byUrn.get(registration.parent);
    if (!parent) return registration;
    const { deletedWith, protect, retainOnDelete } = { ...defined(parent), ...defined(registration) };
    const isProvided = registration.custom || registration.remote;
    const inherited = isProvided ? this.providerFor(registration.type, registration.parent) : undefined;
    const provider = registration.provider ?? inherited;
    return {
      ...registration,
      deletedWith,
      protect,
      retainOnDelete,
      provider,
      ...(registration.custom ? {} : { providers: { ...parent.providers, ...registration.providers } }),
    };
  }

  /** The parent's provider for a type or function token: the parent's own, or one of its `providers`, by package. */
  providerFor(token: string, parentUrn: string | undefined): string | undefined {
    const parent = parentUrn === undefined ? undefined : this.#byUrn.get(parentUrn);
    if (!parent) return undefined;
    const pkg = packageOf(token);
    const own = parent.provider;
    if (own !== undefined && packageOf(parseUrn(parseReference(own).urn).type) === pkg) return own;
    return parent.providers[pkg];
  }
}

const defined = (from: Inherited): Partial<Inherited> =>
  Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined));

/**
 * Applies the transforms of a registration: its own, those of its ancestors, then the stack's. Invokes have only the
 * stack's.
 */
export class Transforms {
  readonly #invoke: InvokeCallback;
  readonly #byUrn = new Map<string, { callbacks: Callback[]; parent?: string }>();
  readonly #ofStack: Callback[] = [];
  readonly #ofInvokes: Callback[] = [];
  /** Transforms of components that a plugin is constructing, until it registers them. */
  readonly #expected = new Map<string, Callback[]>();

  constructor(invoke: InvokeCallback) {
    this.#invoke = invoke;
  }

  addToStack(callback: Callback): void {
    this.#ofStack.push(callback);
  }

  addToInvokes(callback: Callback): void {
    this.#ofInvokes.push(callback);
  }

  async applyToInvoke(request: InvokeRequest): Promise<InvokeRequest> {
    let result = request;
    for (const callback of this.#ofInvokes) result = await transformInvoke(this.#invoke, callback, result);
    return result;
  }

  /** Remembers the transforms of a remote component, for the registration that its plugin will make. */
  expect(registration: Registration): void {
    if (registration.transforms.length > 0) this.#expected.set(keyOf(registration), registration.transforms);
  }

  /** Adds the transforms that {@link expect} remembered for this registration. */
  withExpected(registration: Registration): Registration {
    const key = keyOf(registration);
    const transforms = this.#expected.get(key);
    if (!transforms) return registration;
    this.#expected.delete(key);
    return { ...registration, transforms };
  }

  remember(urn: string, { transforms, parent }: Registration): void {
    this.#byUrn.set(urn, { callbacks: transforms, parent });
  }

  async apply(registration: Registration): Promise<Registration> {
    const inherited: Callback[] = [];
    for (let urn = registration.parent; urn !== undefined; urn = this.#byUrn.get(urn)?.parent) {
      inherited.push(...(this.#byUrn.get(urn)?.callbacks ?? []));
    }
    let result = registration;
    for (const callback of [...registration.transforms, ...inherited, ...this.#ofStack]) {
      result = await transform(this.#invoke, callback, result);
    }
    return result;
  }
}

const keyOf = ({ parent, type, name }: Registration): string => JSON.stringify([parent, type, name]);
