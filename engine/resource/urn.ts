/** URNs: `urn:pulumi:<stack>::<project>::<parent type>$...$<type>::<name>`. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

const PROVIDER_PREFIX = "pulumi:providers:";

export interface UrnParts {
  stack: string;
  project: string;
  /** With the types of all ancestors except the stack. */
  qualifiedType: string;
  type: string;
  name: string;
}

/** A name may contain "::", so only the first separators count. @throws Error if the text is not a URN */
export function parseUrn(urn: string): UrnParts {
  const [head, project, qualifiedType, ...name] = urn.split("::");
  if (!head?.startsWith("urn:pulumi:") || project === undefined || qualifiedType === undefined || name.length === 0) {
    throw new Error(`"${urn}" is not a URN`);
  }
  return {
    stack: head.slice("urn:pulumi:".length),
    project,
    qualifiedType,
    type: qualifiedType.slice(qualifiedType.lastIndexOf("$") + 1),
    name: name.join("::"),
  };
}

export function makeUrn(
  stack: string,
  project: string,
  parent: string | undefined,
  type: string,
  name: string,
): string {
  const parentType = parent === undefined || parent === "" ? undefined : parseUrn(parent).qualifiedType;
  const qualifiedType = parentType === undefined || parentType === STACK_TYPE ? type : `${parentType}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualifiedType}::${name}`;
}

export const isProviderType = (type: string): boolean => type.startsWith(PROVIDER_PREFIX);

export const providerType = (pkg: string): string => PROVIDER_PREFIX + pkg;

/** The package of `<package>:<module>:<type>`. */
export const packageOf = (type: string): string =>
  isProviderType(type) ? type.slice(PROVIDER_PREFIX.length) : type.slice(0, type.indexOf(":"));

export interface ProviderReference {
  urn: string;
  id: string;
}

export function parseReference(reference: string): ProviderReference {
  const at = reference.lastIndexOf("::");
  return { urn: reference.slice(0, at), id: reference.slice(at + 2) };
}

export const makeReference = (urn: string, id: string): string => `${urn}::${id}`;

/** Whether the URN is that of a provider which the engine registers for resources without an explicit one. */
export function isDefaultProvider(urn: string): boolean {
  const { type, name } = parseUrn(urn);
  return isProviderType(type) && (name === "default" || name.startsWith("default_"));
}
