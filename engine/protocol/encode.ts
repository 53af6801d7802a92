/** The engine's own types, as messages: the counterpart of decode.ts, for what goes back to the program. */
import alias from "@pulumi/pulumi/proto/alias_pb.js";
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import type { ResourceState } from "../model.ts";
import type { AliasSpec, CustomTimeouts, Hooks } from "../resource/goal.ts";
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

export function encodeTimeouts(timeouts: CustomTimeouts): resources.RegisterResourceRequest.CustomTimeouts {
  const duration = (seconds: number | undefined) => (seconds === undefined ? "" : `${seconds}s`);
  return new Timeouts()
    .setCreate(duration(timeouts.create))
    .setUpdate(duration(timeouts.update))
    .setDelete(duration(timeouts.delete));
}

export function encodeHooks(hooks: Hooks): resources.RegisterResourceRequest.ResourceHooksBinding {
  return new ResourceHooksBinding()
    .setBeforeCreateList(hooks.BeforeCreate ?? [])
    .setAfterCreateList(hooks.AfterCreate ?? [])
    .setBeforeUpdateList(hooks.BeforeUpdate ?? [])
    .setAfterUpdateList(hooks.AfterUpdate ?? [])
    .setBeforeDeleteList(hooks.BeforeDelete ?? [])
    .setAfterDeleteList(hooks.AfterDelete ?? [])
    .setOnErrorList(hooks.OnError ?? []);
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
  if (state.customTimeouts) options.setCustomTimeouts(encodeTimeouts(state.customTimeouts));
  if (state.resourceHooks) options.setHooks(encodeHooks(state.resourceHooks));
  return options;
}
