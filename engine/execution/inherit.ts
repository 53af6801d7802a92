/** Options that a resource takes from its parent where it says nothing itself. */
import type { Registration } from "../protocol/registrar.ts";
import { packageOf, parseReference, parseUrn } from "../steps/urn.ts";

type Inherited = Pick<Registration, "deletedWith" | "protect" | "retainOnDelete" | "provider" | "providers">;

export class Inheritance {
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
      ...(deletedWith === undefined ? {} : { deletedWith }),
      ...(protect === undefined ? {} : { protect }),
      ...(retainOnDelete === undefined ? {} : { retainOnDelete }),
      ...(provider === undefined ? {} : { provider }),
      ...(registration.custom ? {} : { providers: { ...parent.providers, ...registration.providers } }),
    };
  }

  /** A provider of the parent's serves its child, or its function, if it is of the same package. */
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
