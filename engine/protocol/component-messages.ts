/** Requests and responses for remote components: construction, and calls of methods. */
import rpc from "@pulumi/pulumi/proto/provider_pb.js";
import type { Properties } from "../values.ts";
import { encodeAlias, encodeHooks, encodeTimeouts } from "./encode.ts";
import { failuresOf } from "./provider-messages.ts";
import type { ConstructCall, DeploymentContext, MethodCall } from "./provider.ts";
import type { CallResult, RegisterResult } from "./resource-monitor.ts";
import type { toStruct } from "./wire.ts";
import { fromStruct, toValue } from "./wire.ts";
import { unwrapOutputs } from "./wire.ts";

export function encodeConstruct(
  { registration, ...context }: ConstructCall,
  inputs: ReturnType<typeof toStruct>,
): rpc.ConstructRequest {
  const { protect, deleteBeforeReplace, retainOnDelete, customTimeouts, hooks, replacementTrigger } = registration;
  const request = withDeployment(new rpc.ConstructRequest(), context)
    .setType(registration.type)
    .setName(registration.name)
    .setParent(registration.parent ?? "")
    .setInputs(inputs)
    .setDependenciesList(registration.dependencies)
    .setAliasesList(registration.aliases.map(encodeAlias))
    .setAdditionalsecretoutputsList(registration.additionalSecretOutputs)
    .setDeletedwith(registration.deletedWith ?? "")
    .setReplaceWithList(registration.replaceWith)
    .setIgnorechangesList(registration.ignoreChanges)
    .setReplaceonchangesList(registration.replaceOnChanges);
  if (protect !== undefined) request.setProtect(protect);
  if (deleteBeforeReplace !== undefined) request.setDeletebeforereplace(deleteBeforeReplace);
  if (retainOnDelete !== undefined) request.setRetainondelete(retainOnDelete);
  if (customTimeouts)
    request.setCustomtimeouts(encodeTimeouts(new rpc.ConstructRequest.CustomTimeouts(), customTimeouts));
  if (hooks) request.setResourceHooks(encodeHooks(new rpc.ConstructRequest.ResourceHooksBinding(), hooks));
  if (replacementTrigger !== undefined) request.setReplacementTrigger(toValue(replacementTrigger));
  for (const [pkg, reference] of Object.entries(registration.providers)) request.getProvidersMap().set(pkg, reference);
  for (const [key, urns] of Object.entries(registration.propertyDependencies)) {
    request.getInputdependenciesMap().set(key, new rpc.ConstructRequest.PropertyDependencies().setUrnsList(urns));
  }
  return request;
}

/** Sets the fields that describe the deployment. */
function withDeployment<Request extends rpc.ConstructRequest | rpc.CallRequest>(
  request: Request,
  { info, monitorAddress }: DeploymentContext,
): Request {
  request.setProject(info.project);
  request.setStack(info.stack);
  request.setOrganization(info.organization);
  request.setConfigsecretkeysList(info.configSecretKeys);
  request.setDryrun(info.dryRun);
  request.setParallel(info.parallel);
  request.setMonitorendpoint(monitorAddress);
  request.setAcceptsOutputValues(true);
  for (const [key, value] of Object.entries(info.config)) request.getConfigMap().set(key, value);
  return request;
}

export function decodeConstructed(response: rpc.ConstructResponse): RegisterResult {
  const { values, dependencies } = unwrapAll(fromStruct(response.getState()), response.getStatedependenciesMap());
  return { urn: response.getUrn(), outputs: values, result: "success", propertyDependencies: dependencies };
}

export function encodeCall({ request, ...context }: MethodCall, args: ReturnType<typeof toStruct>): rpc.CallRequest {
  const message = withDeployment(new rpc.CallRequest(), context).setTok(request.token).setArgs(args);
  for (const [key, urns] of Object.entries(request.argDependencies)) {
    message.getArgdependenciesMap().set(key, new rpc.CallRequest.ArgumentDependencies().setUrnsList(urns));
  }
  return message;
}

export function decodeCalled(response: rpc.CallResponse): CallResult {
  const { values, dependencies } = unwrapAll(fromStruct(response.getReturn()), response.getReturndependenciesMap());
  return { result: values, failures: failuresOf(response), resultDependencies: dependencies };
}

/** Merges the dependencies of output values with those that the plugin returns separately. */
function unwrapAll(properties: Properties, returned: { get(key: string): { getUrnsList(): string[] } | undefined }) {
  const values: Properties = {};
  const dependencies: Record<string, string[]> = {};
  for (const [key, value] of Object.entries(properties)) {
    const urns = new Set(returned.get(key)?.getUrnsList());
    values[key] = unwrapOutputs(value, urns);
    dependencies[key] = [...urns];
  }
  return { values, dependencies };
}
