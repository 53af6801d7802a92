/** Requests of the provider protocol, with values as the plugin takes them. */
import rpc from "@pulumi/pulumi/proto/provider_pb.js";
import { packageOf } from "../steps/urn.ts";
import type { Properties } from "../values.ts";
import type { CheckCall, CreateCall, DeleteCall, DiffCall, ReadCall, UpdateCall } from "./provider.ts";
import { toStruct } from "./struct.ts";
import { encodeFor, PLAIN } from "./wire.ts";
import type { Accepts } from "./wire.ts";

export class ProviderRequests {
  /** Until the plugin says otherwise. */
  accepts: Accepts = { secrets: false, resources: false, outputs: false, unknowns: true, assetContents: true };

  encode(properties: Properties, unknowns: boolean) {
    return toStruct(encodeFor(properties, { ...this.accepts, unknowns }));
  }

  /** For calls that compare with, or look at, what there is. */
  #compared(properties: Properties, unknowns: boolean) {
    return toStruct(encodeFor(properties, { ...this.accepts, unknowns, assetContents: false }));
  }

  check(call: CheckCall): rpc.CheckRequest {
    return new rpc.CheckRequest()
      .setUrn(call.urn)
      .setName(call.name)
      .setType(call.type)
      .setOlds(this.encode(call.oldInputs, call.unknowns))
      .setNews(this.encode(call.newInputs, call.unknowns))
      .setRandomseed(crypto.getRandomValues(new Uint8Array(32)));
  }

  diff(call: DiffCall): rpc.DiffRequest {
    return new rpc.DiffRequest()
      .setId(call.id)
      .setUrn(call.urn)
      .setName(call.name)
      .setType(call.type)
      .setOlds(this.#compared(call.oldOutputs, call.unknowns))
      .setOldInputs(this.#compared(call.oldInputs, call.unknowns))
      .setNews(this.#compared(call.newInputs, call.unknowns))
      .setIgnorechangesList(call.ignoreChanges);
  }

  create(call: CreateCall): rpc.CreateRequest {
    return new rpc.CreateRequest()
      .setUrn(call.urn)
      .setName(call.name)
      .setType(call.type)
      .setProperties(this.encode(call.inputs, call.preview))
      .setTimeout(call.timeoutSeconds)
      .setPreview(call.preview);
  }

  update(call: UpdateCall): rpc.UpdateRequest {
    return new rpc.UpdateRequest()
      .setId(call.id)
      .setUrn(call.urn)
      .setName(call.name)
      .setType(call.type)
      .setOlds(this.#compared(call.oldOutputs, false))
      .setOldInputs(this.#compared(call.oldInputs, false))
      .setNews(this.encode(call.newInputs, call.preview))
      .setTimeout(call.timeoutSeconds)
      .setIgnorechangesList(call.ignoreChanges)
      .setPreview(call.preview);
  }

  delete(call: DeleteCall): rpc.DeleteRequest {
    return new rpc.DeleteRequest()
      .setId(call.id)
      .setUrn(call.urn)
      .setName(call.name)
      .setType(call.type)
      .setProperties(this.#compared(call.outputs, false))
      .setOldInputs(this.#compared(call.inputs, false))
      .setTimeout(call.timeoutSeconds);
  }

  read(call: ReadCall): rpc.ReadRequest {
    return new rpc.ReadRequest()
      .setId(call.id)
      .setUrn(call.urn)
      .setName(call.name)
      .setType(call.type)
      .setInputs(call.inputs ? this.#compared(call.inputs, false) : undefined)
      .setProperties(call.outputs ? this.#compared(call.outputs, false) : undefined);
  }

  configure(
    inputs: Properties,
    subject: { urn: string; name: string; type: string; id: string },
  ): rpc.ConfigureRequest {
    const request = new rpc.ConfigureRequest()
      .setArgs(toStruct(inputs))
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setSendsOldInputs(true)
      .setSendsOldInputsToDelete(true)
      .setId(subject.id)
      .setUrn(subject.urn)
      .setName(subject.name)
      .setType(subject.type);
    // The older form, by which some plugins still read their configuration.
    for (const [key, value] of Object.entries(encodeFor(inputs, PLAIN))) {
      if (key === "version") continue;
      const text = typeof value === "string" ? value : JSON.stringify(value);
      request.getVariablesMap().set(`${packageOf(subject.type)}:config:${key}`, text);
    }
    return request;
  }
}
