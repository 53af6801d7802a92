/** Transforms: functions of the program that change a registration before the engine handles it. */
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import { OUTPUT, own, SIGNATURE } from "../values.ts";
import type { Properties, Value } from "../values.ts";
import type { InvokeCallback } from "./callbacks.ts";
import { decodeAlias, decodeHooks, decodeTimeouts } from "./decode.ts";
import { encodeAlias, encodeHooks, encodeTimeouts } from "./encode.ts";
import type { Callback, InvokeRequest, Registration } from "./resource-monitor.ts";
import { fromStruct, fromValue, toStruct, toValue, unwrapOutputs } from "./wire.ts";

const { CustomTimeouts, ResourceHooksBinding } = resources.RegisterResourceRequest;

/**
 * Transforms receive and return the dependencies of inputs only if the resource has transforms of its own, as with the
 * Pulumi CLI. Other resources keep the dependencies that they were registered with, and transforms can only add to
 * them.
 */
export async function transform(
  invoke: InvokeCallback,
  callback: Callback,
  registration: Registration,
): Promise<Registration> {
  const request = new resources.TransformRequest()
    .setType(registration.type)
    .setName(registration.name)
    .setCustom(registration.custom)
    .setParent(registration.parent ?? "")
    .setProperties(toStruct(sendsDependencies(registration) ? withOutputs(registration) : registration.inputs))
    .setOptions(encodeOptions(registration));
  const response = resources.TransformResponse.deserializeBinary(await invoke(callback, request.serializeBinary()));
  const options = response.getOptions();
  const properties = response.getProperties();
  const changed = options ? withOptions(registration, options) : registration;
  return properties ? withProperties(changed, fromStruct(properties)) : changed;
}

/** Whether the resource has transforms of its own, so that transforms receive dependencies. */
const sendsDependencies = ({ transforms }: Registration): boolean => transforms.length > 0;

/** Inputs as output values, which carry their dependencies. */
function withOutputs({ inputs, propertyDependencies }: Registration): Properties {
  const wrapped = Object.entries(inputs).map(([key, value]): [string, Value] => {
    const dependencies = own(propertyDependencies, key) ?? [];
    return [key, dependencies.length === 0 ? value : { [SIGNATURE]: OUTPUT, value, dependencies }];
  });
  return Object.fromEntries(wrapped);
}

function withProperties(registration: Registration, properties: Properties): Registration {
  const inputs: Properties = {};
  const known = sendsDependencies(registration) ? {} : registration.propertyDependencies;
  const propertyDependencies: Record<string, string[]> = { ...known };
  for (const [key, value] of Object.entries(properties)) {
    const dependencies = new Set(own(known, key));
    inputs[key] = unwrapOutputs(value, dependencies);
    propertyDependencies[key] = [...dependencies];
  }
  if (!sendsDependencies(registration)) return { ...registration, inputs, propertyDependencies };
  const all = new Set([...registration.dependencies, ...Object.values(propertyDependencies).flat()]);
  return { ...registration, inputs, propertyDependencies, dependencies: [...all] };
}

function encodeOptions(registration: Registration): resources.TransformResourceOptions {
  const options = new resources.TransformResourceOptions()
    .setDependsOnList(registration.dependencies)
    .setIgnoreChangesList(registration.ignoreChanges)
    .setReplaceOnChangesList(registration.replaceOnChanges)
    .setVersion(registration.version)
    .setAliasesList(registration.aliases.map(encodeAlias))
    .setProvider(registration.provider ?? "")
    .setPluginDownloadUrl(registration.pluginDownloadUrl)
    .setDeletedWith(registration.deletedWith ?? "")
    .setAdditionalSecretOutputsList(registration.additionalSecretOutputs)
    .setImport(registration.importId ?? "")
    .setHideDiffList(registration.hideDiff)
    .setReplaceWithList(registration.replaceWith);
  const { protect, retainOnDelete, deleteBeforeReplace, customTimeouts, hooks, replacementTrigger } = registration;
  if (protect !== undefined) options.setProtect(protect);
  if (retainOnDelete !== undefined) options.setRetainOnDelete(retainOnDelete);
  if (deleteBeforeReplace !== undefined) options.setDeleteBeforeReplace(deleteBeforeReplace);
  if (customTimeouts) options.setCustomTimeouts(encodeTimeouts(new CustomTimeouts(), customTimeouts));
  if (hooks) options.setHooks(encodeHooks(new ResourceHooksBinding(), hooks));
  if (replacementTrigger !== undefined) options.setReplacementTrigger(toValue(replacementTrigger));
  for (const [pkg, reference] of Object.entries(registration.providers)) options.getProvidersMap().set(pkg, reference);
  return options;
}

/** Applies the options that a transform returned. Options that it left out become unset. */
function withOptions(registration: Registration, options: resources.TransformResourceOptions): Registration {
  const optional = {
    provider: options.getProvider() || undefined,
    protect: options.hasProtect() ? options.getProtect() : undefined,
    retainOnDelete: options.hasRetainOnDelete() ? options.getRetainOnDelete() : undefined,
    deleteBeforeReplace: options.hasDeleteBeforeReplace() ? options.getDeleteBeforeReplace() : undefined,
    customTimeouts: decodeTimeouts(options.getCustomTimeouts()),
    deletedWith: options.getDeletedWith() || undefined,
    hooks: decodeHooks(options.getHooks()),
    importId: options.getImport() || undefined,
    replacementTrigger: options.hasReplacementTrigger() ? fromValue(options.getReplacementTrigger()) : undefined,
  };
  const kept = Object.fromEntries(Object.entries(registration).filter(([key]) => !Object.hasOwn(optional, key)));
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return {
    ...(kept as unknown as Registration),
    ...given,
    dependencies: sendsDependencies(registration) ? options.getDependsOnList() : registration.dependencies,
    ignoreChanges: options.getIgnoreChangesList(),
    replaceOnChanges: options.getReplaceOnChangesList(),
    version: options.getVersion(),
    pluginDownloadUrl: options.getPluginDownloadUrl(),
    aliases: options.getAliasesList().map(decodeAlias),
    additionalSecretOutputs: options.getAdditionalSecretOutputsList(),
    hideDiff: options.getHideDiffList(),
    replaceWith: options.getReplaceWithList(),
    providers: Object.fromEntries(options.getProvidersMap().toObject()),
  };
}

/** Lets the program change the arguments and options of an invoke. */
export async function transformInvoke(
  invoke: InvokeCallback,
  callback: Callback,
  request: InvokeRequest,
): Promise<InvokeRequest> {
  const options = new resources.TransformInvokeOptions()
    .setProvider(request.provider ?? "")
    .setVersion(request.version)
    .setPluginDownloadUrl(request.pluginDownloadUrl);
  const message = new resources.TransformInvokeRequest()
    .setToken(request.token)
    .setArgs(toStruct(request.args))
    .setOptions(options);
  const response = resources.TransformInvokeResponse.deserializeBinary(
    await invoke(callback, message.serializeBinary()),
  );
  const [args, changed] = [response.getArgs(), response.getOptions()];
  const transformed = args ? { ...request, args: fromStruct(args) } : request;
  if (!changed) return transformed;
  return {
    ...transformed,
    provider: changed.getProvider() || undefined,
    version: changed.getVersion(),
    pluginDownloadUrl: changed.getPluginDownloadUrl(),
  };
}
