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
    const provider = registration.provider ?? providerFor(registration, parent);
    return {
      ...registration,
      ...(deletedWith === undefined ? {} : { deletedWith }),
      ...(protect === undefined ? {} : { protect }),
      ...(retainOnDelete === undefined ? {} : { retainOnDelete }),
      ...(provider === undefined ? {} : { provider }),
      ...(registration.custom ? {} : { providers: { ...parent.providers, ...registration.providers } }),
    };
  }
}

const defined = (from: Inherited): Partial<Inherited> =>
  Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined));

/** A provider of the parent's serves the child if it is of the child's package. */
function providerFor(child: Registration, parent: Inherited): string | undefined {
  if (!child.custom && !child.remote) return undefined;
  const pkg = packageOf(child.type);
  const own = parent.provider;
  if (own !== undefined && packageOf(parseUrn(parseReference(own).urn).type) === pkg) return own;
  return parent.providers[pkg];
}
