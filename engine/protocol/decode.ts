/** Decodes requests of the resource monitor protocol. */
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import type * as alias from "@pulumi/pulumi/proto/alias_pb.js";
import type * as callbacks from "@pulumi/pulumi/proto/callback_pb.js";
import type * as rpc from "@pulumi/pulumi/proto/resource_pb.js";
import type * as source from "@pulumi/pulumi/proto/source_pb.js";
import { parseDurationMs } from "../../base/duration.ts";
import type { AliasSpec, CustomTimeouts, Hooks } from "../resource/goal.ts";
import type { Value } from "../values.ts";
import type {
  Callback,
  CallRequest,
  ExistsRequest,
  FunctionRequest,
  PluginRequest,
  ReadRequest,
  Registration,
} from "./resource-monitor.ts";
import { fromStruct, fromValue } from "./wire.ts";

export function decodeRegistration(request: rpc.RegisterResourceRequest, sources: SourcePositions): Registration {
  const propertyDependencies: Record<string, string[]> = {};
  request.getPropertydependenciesMap().forEach((dependencies, key) => {
    propertyDependencies[key] = dependencies.getUrnsList();
  });
  const envVarMappings = Object.fromEntries(request.getEnvvarmappingsMap().toObject());
  return {
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    remote: request.getRemote(),
    inputs: fromStruct(request.getObject()),
    parent: request.getParent() || undefined,
    provider: request.getProvider() || undefined,
    providers: Object.fromEntries(request.getProvidersMap().toObject()),
    dependencies: request.getDependenciesList(),
    propertyDependencies,
    protect: request.hasProtect() ? request.getProtect() : undefined,
    retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
    deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    hideDiff: request.getHidediffsList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    aliases: [...request.getAliasesList().map(decodeAlias), ...request.getAliasurnsList().map((urn) => ({ urn }))],
    importId: request.getImportid() || undefined,
    customTimeouts: decodeTimeouts(request.getCustomtimeouts()),
    deletedWith: request.getDeletedwith() || undefined,
    replaceWith: request.getReplaceWithList(),
    replacementTrigger: request.hasReplacementTrigger()
      ? (fromValue(request.getReplacementTrigger()) ?? null)
      : undefined,
    hooks: decodeHooks(request.getHooks()),
    envVarMappings,
    transforms: request.getTransformsList().map(decodeCallback),
    supportsResultReporting: request.getSupportsresultreporting(),
    ...decodePlugin(request),
    ...sources.decode(request),
  };
}

export function decodeRead(request: rpc.ReadResourceRequest, sources: SourcePositions): ReadRequest {
  return {
    type: request.getType(),
    name: request.getName(),
    id: request.getId(),
    inputs: fromStruct(request.getProperties()),
    parent: request.getParent() || undefined,
    provider: request.getProvider() || undefined,
    dependencies: request.getDependenciesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    ...decodePlugin(request),
    ...sources.decode(request),
  };
}

export function decodeInvoke(request: rpc.ResourceInvokeRequest): FunctionRequest {
  return {
    token: request.getTok(),
    args: fromStruct(request.getArgs()),
    dependsOn: request.getDependsonList(),
    parent: request.getParent() || undefined,
    provider: request.getProvider() || undefined,
    ...decodePlugin(request),
  };
}

export function decodeExists(request: rpc.ExistsResourceRequest): ExistsRequest {
  return {
    type: request.getType(),
    id: request.getId(),
    inputs: fromStruct(request.getProperties()),
    parent: request.getParent() || undefined,
    provider: request.getProvider() || undefined,
    ...decodePlugin(request),
  };
}

export function decodeCall(request: rpc.ResourceCallRequest): CallRequest {
  const argDependencies: Record<string, string[]> = {};
  request.getArgdependenciesMap().forEach((dependencies, key) => {
    argDependencies[key] = dependencies.getUrnsList();
  });
  return {
    token: request.getTok(),
    args: fromStruct(request.getArgs()),
    argDependencies,
    provider: request.getProvider() || undefined,
    ...decodePlugin(request),
  };
}

export const decodeCallback = (callback: callbacks.Callback): Callback => ({
  target: callback.getTarget(),
  token: callback.getToken(),
});

/** An object with this field, or without it if the text is empty, which the protocol uses for unset. */
function text<K extends string>(key: K, value: string): Partial<Record<K, string>> {
  return value === "" ? {} : ({ [key]: value } as Record<K, string>);
}

function decodePlugin(request: {
  getVersion(): string;
  getPlugindownloadurl(): string;
  getPackageref(): string;
}): PluginRequest {
  return {
    version: request.getVersion(),
    pluginDownloadUrl: request.getPlugindownloadurl(),
    packageRef: request.getPackageref(),
  };
}

export function decodeAlias(message: alias.Alias): AliasSpec {
  const spec = message.getSpec();
  if (!spec) return { urn: message.getUrn() };
  return {
    ...text("name", spec.getName()),
    ...text("type", spec.getType()),
    ...text("stack", spec.getStack()),
    ...text("project", spec.getProject()),
    ...(spec.hasParenturn() ? text("parentUrn", spec.getParenturn()) : {}),
    ...(spec.hasNoparent() && spec.getNoparent() ? { noParent: true } : {}),
  };
}

export function decodeTimeouts(
  message: rpc.RegisterResourceRequest.CustomTimeouts | undefined,
): CustomTimeouts | undefined {
  if (!message) return undefined;
  const entries = { create: message.getCreate(), update: message.getUpdate(), delete: message.getDelete() };
  const given = Object.entries(entries).filter(([, duration]) => duration !== "");
  return given.length === 0
    ? undefined
    : Object.fromEntries(given.map(([operation, duration]) => [operation, seconds(duration)]));
}

function seconds(duration: string): number {
  const ms = parseDurationMs(duration);
  if (ms === undefined) throw new Error(`"${duration}" is not a duration: write it like "90s", "5m" or "1h30m"`);
  return ms / 1000;
}

export function decodeHooks(binding: rpc.RegisterResourceRequest.ResourceHooksBinding | undefined): Hooks | undefined {
  if (!binding) return undefined;
  const lists: Required<Hooks> = {
    BeforeCreate: binding.getBeforeCreateList(),
    AfterCreate: binding.getAfterCreateList(),
    BeforeUpdate: binding.getBeforeUpdateList(),
    AfterUpdate: binding.getAfterUpdateList(),
    BeforeDelete: binding.getBeforeDeleteList(),
    AfterDelete: binding.getAfterDeleteList(),
    OnError: binding.getOnErrorList(),
  };
  const given = Object.entries(lists).filter(([, names]) => names.length > 0);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

interface Positioned {
  getSourceposition(): source.SourcePosition | undefined;
  getStacktrace(): source.StackTrace | undefined;
}

/**
 * Decodes where in the program a resource was registered: paths relative to the project, as in Pulumi's state files.
 */
export class SourcePositions {
  readonly #projectDir: string;

  constructor(projectDir: string) {
    this.#projectDir = projectDir;
  }

  decode(request: Positioned): { sourcePosition?: string; stackTrace?: Value } {
    const position = this.#position(request.getSourceposition());
    const frames = (request.getStacktrace()?.getFramesList() ?? []).flatMap((frame) => {
      const at = this.#position(frame.getPc());
      return at === undefined ? [] : [{ sourcePosition: at }];
    });
    return {
      ...(position === undefined ? {} : { sourcePosition: position }),
      ...(frames.length > 0 ? { stackTrace: frames } : {}),
    };
  }

  #position(position: source.SourcePosition | undefined): string | undefined {
    const uri = position?.getUri();
    if (!position || !uri?.startsWith("file://")) return undefined;
    const relative = path.relative(this.#projectDir, fileURLToPath(uri)).split(path.sep).join("/");
    const column = position.getColumn();
    return `project:///${relative}#${position.getLine()}${column > 0 ? `,${column}` : ""}`;
  }
}
