/** Converts property values for peers that accept fewer kinds of values than the engine. */
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { withoutContent } from "../assets/elide.ts";
import {
  isContent,
  isObject,
  isSecret,
  isUnknown,
  OUTPUT,
  own,
  RESOURCE,
  SECRET,
  secret,
  SIGNATURE,
  UNKNOWN,
} from "../values.ts";
import type { Properties, Value } from "../values.ts";

/** The kinds of values that a peer accepts. Others are replaced with their plain content. */
export interface Accepts {
  secrets: boolean;
  resources: boolean;
  outputs: boolean;
  unknowns: boolean;
  /** If false, the peer receives only the hashes of assets and archives. */
  assetContents: boolean;
}

/** Unknown properties are left out for a peer that does not accept them, as with the Pulumi CLI. */
export function encodeFor(properties: Properties, accepts: Accepts): Properties {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, value]) => {
      const encoded = encodeValue(value, accepts);
      return encoded === undefined ? [] : [[key, encoded]];
    }),
  );
}

function encodeValue(value: Value, accepts: Accepts): Value | undefined {
  if (isUnknown(value)) return accepts.unknowns ? value : undefined;
  if (Array.isArray(value)) {
    return value.map((element) => encodeValue(element, accepts)).filter((element) => element !== undefined);
  }
  if (!isObject(value)) return value;
  if (isContent(value) && !accepts.assetContents) return withoutContent(value);
  if (value[SIGNATURE] === SECRET) {
    const inner = encodeValue(value.value ?? null, accepts);
    return inner === undefined || !accepts.secrets ? inner : { ...value, value: inner };
  }
  if (value[SIGNATURE] === OUTPUT) return encodeOutput(value, accepts);
  if (value[SIGNATURE] === RESOURCE && !accepts.resources) {
    // A peer that does not accept references receives the ID of a custom resource, or the URN of a component.
    const id = value.id;
    if (typeof id !== "string") return value.urn ?? null;
    return id === "" ? UNKNOWN.string : id;
  }
  return encodeFor(value, accepts);
}

function encodeOutput(value: Properties, accepts: Accepts): Value | undefined {
  const known = value.value !== undefined;
  const inner = known ? encodeValue(value.value as Value, accepts) : accepts.unknowns ? UNKNOWN.string : undefined;
  if (accepts.outputs) return inner === undefined ? undefined : known ? { ...value, value: inner } : value;
  if (inner === undefined) return undefined;
  return value.secret === true && accepts.secrets ? secret(inner) : inner;
}

/** All kinds of values except secrets. */
export const PLAIN: Accepts = { secrets: false, resources: true, outputs: true, unknowns: true, assetContents: true };

export const withoutSecrets = (properties: Properties): Properties => encodeFor(properties, PLAIN);

/**
 * Marks outputs of a provider that does not accept secrets: an output becomes secret if the input of the same name
 * contains a secret. Objects are compared property by property; any other value becomes secret as a whole.
 */
export function restoreSecrets(outputs: Properties, inputs: Properties): Properties {
  const result = { ...outputs };
  for (const [key, input] of Object.entries(inputs)) {
    const output = own(result, key);
    if (output === undefined || isSecret(output)) continue;
    if (isPlainObject(input) && isPlainObject(output)) result[key] = restoreSecrets(output, input);
    else if (containsSecret(input)) result[key] = secret(output);
  }
  return result;
}

const isPlainObject = (value: Value): value is Properties => isObject(value) && value[SIGNATURE] === undefined;

/** At any depth. */
export function containsSecret(value: Value): boolean {
  if (Array.isArray(value)) return value.some(containsSecret);
  if (!isObject(value)) return false;
  return (
    value[SIGNATURE] === SECRET ||
    (value[SIGNATURE] === OUTPUT && value.secret === true) ||
    Object.values(value).some(containsSecret)
  );
}

/** Replaces output values with their plain or secret content, and adds their dependencies to `dependencies`. */
export function unwrapOutputs(value: Value, dependencies: Set<string>): Value {
  if (Array.isArray(value)) return value.map((element) => unwrapOutputs(element, dependencies));
  if (!isObject(value)) return value;
  if (value[SIGNATURE] === OUTPUT) {
    for (const urn of (value.dependencies ?? []) as string[]) dependencies.add(urn);
    const inner = value.value === undefined ? UNKNOWN.string : unwrapOutputs(value.value, dependencies);
    return value.secret === true ? secret(inner) : inner;
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrapOutputs(inner, dependencies)]));
}

export const mapValues = (properties: Properties, map: (value: Value) => Value): Properties =>
  Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, map(value)]));

// Conversions between wire-form values and protobuf's Struct and Value. Signatures are not interpreted.

export const toStruct = (properties: Properties): structs.Struct => structs.Struct.fromJavaScript(properties);

export const fromStruct = (struct: structs.Struct | undefined): Properties => struct?.toJavaScript() ?? {};

export const toValue = (value: Value): structs.Value => structs.Value.fromJavaScript(value);

export const fromValue = (value: structs.Value | undefined): Value | undefined =>
  value === undefined ? undefined : (value.toJavaScript() as Value);
