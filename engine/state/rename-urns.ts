/** Renames a stack in its state: changes all URNs of the stack, also those in property values. */
import type { ResourceState, Snapshot } from "../model.ts";
import { makeReference, parseReference, parseUrn, STACK_TYPE } from "../resource/urn.ts";
import { OUTPUT, RESOURCE, SIGNATURE, isObject } from "../values.ts";
import type { Properties, Value } from "../values.ts";
import type { StackName } from "./layout.ts";

export function renameUrns(snapshot: Snapshot, from: StackName, to: StackName): Snapshot {
  const urn = (text: string): string => renamedUrn(text, from, to);
  const urns = (list: string[] | undefined) => list?.map(urn);
  const optional = (text: string | undefined) => (text ? urn(text) : text);
  const resource = (state: ResourceState): ResourceState => {
    const { provider, propertyDependencies } = state;
    const reference = provider ? parseReference(provider) : undefined;
    return defined({
      ...state,
      urn: urn(state.urn),
      parent: optional(state.parent),
      dependencies: urns(state.dependencies),
      propertyDependencies:
        propertyDependencies &&
        Object.fromEntries(Object.entries(propertyDependencies).map(([key, list]) => [key, list.map(urn)])),
      deletedWith: optional(state.deletedWith),
      replaceWith: urns(state.replaceWith as string[] | undefined),
      aliases: urns(state.aliases),
      viewOf: optional(state.viewOf as string | undefined),
      provider: reference ? makeReference(urn(reference.urn), reference.id) : provider,
      inputs: state.inputs && (renamedValue(state.inputs, urn) as Properties),
      outputs: state.outputs && (renamedValue(state.outputs, urn) as Properties),
      replacementTrigger:
        state.replacementTrigger === undefined ? undefined : renamedValue(state.replacementTrigger, urn),
    });
  };
  return {
    ...snapshot,
    resources: snapshot.resources.map(resource),
    pendingOperations: snapshot.pendingOperations.map(({ resource: state, type }) => ({
      resource: resource(state),
      type,
    })),
  };
}

/** URNs of other stacks are not changed. The stack resource is named after project and stack. */
function renamedUrn(text: string, from: StackName, to: StackName): string {
  const { stack, project, qualifiedType, name } = parseUrn(text);
  if (stack !== from.stack || project !== from.project) return text;
  const newName = qualifiedType === STACK_TYPE ? `${to.project}-${to.stack}` : name;
  return `urn:pulumi:${to.stack}::${to.project}::${qualifiedType}::${newName}`;
}

/** Renames URNs in resource references and in dependencies of output values. */
function renamedValue(value: Value, urn: (text: string) => string): Value {
  if (Array.isArray(value)) return value.map((item) => renamedValue(item, urn));
  if (!isObject(value)) return value;
  if (value[SIGNATURE] === RESOURCE) return typeof value.urn === "string" ? { ...value, urn: urn(value.urn) } : value;
  const renamed = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, renamedValue(inner, urn)]));
  if (value[SIGNATURE] !== OUTPUT || !Array.isArray(value.dependencies)) return renamed;
  return { ...renamed, dependencies: value.dependencies.map((one) => (typeof one === "string" ? urn(one) : one)) };
}

const defined = (state: { [K in keyof ResourceState]: ResourceState[K] | undefined }): ResourceState =>
  Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined)) as unknown as ResourceState;
