/** Which transforms a registration goes through: its own, those of its ancestors, then the stack's. Invokes: the stack's. */
import type { InvokeCallback } from "../protocol/callbacks.ts";
import type { Callback, InvokeRequest, Registration } from "../protocol/registrar.ts";
import { transformInvoke } from "../protocol/transform-invoke.ts";
import { transform } from "../protocol/transform.ts";

export class Transforms {
  readonly #invoke: InvokeCallback;
  readonly #byUrn = new Map<string, { callbacks: Callback[]; parent?: string }>();
  readonly #ofStack: Callback[] = [];
  readonly #ofInvokes: Callback[] = [];
  /** Those of components that a plugin is building, until it registers them. */
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

  /** The program's transforms of a remote component hold for the component that its plugin then registers. */
  expect(registration: Registration): void {
    if (registration.transforms.length > 0) this.#expected.set(keyOf(registration), registration.transforms);
  }

  withExpected(registration: Registration): Registration {
    const key = keyOf(registration);
    const transforms = this.#expected.get(key);
    if (!transforms) return registration;
    this.#expected.delete(key);
    return { ...registration, transforms };
  }

  remember(urn: string, { transforms, parent }: Registration): void {
    this.#byUrn.set(urn, { callbacks: transforms, ...(parent === undefined ? {} : { parent }) });
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
