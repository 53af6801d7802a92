/** Which transforms a registration goes through: its own, those of its ancestors, then the stack's. */
import type { InvokeCallback } from "../protocol/callbacks.ts";
import type { Callback, Registration } from "../protocol/registrar.ts";
import { transform } from "../protocol/transform.ts";

export class Transforms {
  readonly #invoke: InvokeCallback;
  readonly #byUrn = new Map<string, { callbacks: Callback[]; parent?: string }>();
  readonly #ofStack: Callback[] = [];

  constructor(invoke: InvokeCallback) {
    this.#invoke = invoke;
  }

  addToStack(callback: Callback): void {
    this.#ofStack.push(callback);
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
