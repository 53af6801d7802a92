/** Encodes options of resources for programs and plugins: the counterpart of decode.ts. */
import alias from "@pulumi/pulumi/proto/alias_pb.js";
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import type { ResourceState } from "../model.ts";
import type { AliasSpec, CustomTimeouts, HookKind, Hooks } from "../resource/goal.ts";
import { replaceWithOf } from "../resource/state.ts";

const { CustomTimeouts: Timeouts, ResourceHooksBinding } = resources.RegisterResourceRequest;

export function encodeAlias(spec: AliasSpec): alias.Alias {
  if (spec.urn !== undefined) return new alias.Alias().setUrn(spec.urn);
  const message = new alias.Alias.Spec()
    .setName(spec.name ?? "")
    .setType(spec.type ?? "")
    .setStack(spec.stack ?? "")
    .setProject(spec.project ?? "");
  if (spec.parentUrn !== undefined) message.setParenturn(spec.parentUrn);
  if (spec.noParent) message.setNoparent(true);
  return new alias.Alias().setSpec(message);
}

interface TimeoutsMessage {
  setCreate(duration: string): unknown;
  setUpdate(duration: string): unknown;
  setDelete(duration: string): unknown;
}

/** @param message of a registration or of a remote component, which have message types of their own */
export function encodeTimeouts<Message extends TimeoutsMessage>(message: Message, timeouts: CustomTimeouts): Message {
  const duration = (seconds: number | undefined) => (seconds === undefined ? "" : `${seconds}s`);
  message.setCreate(duration(timeouts.create));
  message.setUpdate(duration(timeouts.update));
  message.setDelete(duration(timeouts.delete));
  return message;
}

type HooksMessage = Record<`set${Exclude<HookKind, "OnError">}List` | "setOnErrorList", (names: string[]) => unknown>;

/** @param message of a registration or of a remote component, which have message types of their own */
export function encodeHooks<Message extends HooksMessage>(message: Message, hooks: Hooks): Message {
  message.setBeforeCreateList(hooks.BeforeCreate ?? []);
  message.setAfterCreateList(hooks.AfterCreate ?? []);
  message.setBeforeUpdateList(hooks.BeforeUpdate ?? []);
  message.setAfterUpdateList(hooks.AfterUpdate ?? []);
  message.setBeforeDeleteList(hooks.BeforeDelete ?? []);
  message.setAfterDeleteList(hooks.AfterDelete ?? []);
  message.setOnErrorList(hooks.OnError ?? []);
  return message;
}

/** The options that a resource has in the state. */
export function encodeStateOptions(state: ResourceState): resources.ResourceOptions {
  const options = new resources.ResourceOptions()
    .setDependsOnList(state.dependencies ?? [])
    .setProtect(state.protect ?? false)
    .setIgnoreChangesList(state.ignoreChanges ?? [])
    .setReplaceOnChangesList(state.replaceOnChanges ?? [])
    .setAliasesList((state.aliases ?? []).map((urn) => encodeAlias({ urn })))
    .setProvider(state.provider ?? "")
    .setRetainOnDelete(state.retainOnDelete ?? false)
    .setDeletedWith(state.deletedWith ?? "")
    .setAdditionalSecretOutputsList(state.additionalSecretOutputs ?? [])
    .setImport(state.importID ?? "")
    .setHideDiffList(state.hideDiff ?? [])
    .setReplaceWithList(replaceWithOf(state))
    .setParent(state.parent ?? "");
  if (state.customTimeouts) options.setCustomTimeouts(encodeTimeouts(new Timeouts(), state.customTimeouts));
  if (state.resourceHooks) options.setHooks(encodeHooks(new ResourceHooksBinding(), state.resourceHooks));
  return options;
}
