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
    return about(new rpc.CheckRequest(), call)
      .setOlds(this.encode(call.oldInputs, call.unknowns))
      .setNews(this.encode(call.newInputs, call.unknowns))
      .setRandomseed(crypto.getRandomValues(new Uint8Array(32)));
  }

  diff(call: DiffCall): rpc.DiffRequest {
    return about(new rpc.DiffRequest(), call)
      .setId(call.id)
      .setOlds(this.#compared(call.oldOutputs, call.unknowns))
      .setOldInputs(this.#compared(call.oldInputs, call.unknowns))
      .setNews(this.#compared(call.newInputs, call.unknowns))
      .setIgnorechangesList(call.ignoreChanges);
  }

  create(call: CreateCall): rpc.CreateRequest {
    return about(new rpc.CreateRequest(), call)
      .setProperties(this.encode(call.inputs, call.preview))
      .setTimeout(call.timeoutSeconds)
      .setPreview(call.preview);
  }

  update(call: UpdateCall): rpc.UpdateRequest {
    return about(new rpc.UpdateRequest(), call)
      .setId(call.id)
      .setOlds(this.#compared(call.oldOutputs, false))
      .setOldInputs(this.#compared(call.oldInputs, false))
      .setNews(this.encode(call.newInputs, call.preview))
      .setTimeout(call.timeoutSeconds)
      .setIgnorechangesList(call.ignoreChanges)
      .setPreview(call.preview);
  }

  delete(call: DeleteCall): rpc.DeleteRequest {
    return about(new rpc.DeleteRequest(), call)
      .setId(call.id)
      .setProperties(this.#compared(call.outputs, false))
      .setOldInputs(this.#compared(call.inputs, false))
      .setTimeout(call.timeoutSeconds);
  }

  read(call: ReadCall): rpc.ReadRequest {
    return about(new rpc.ReadRequest(), call)
      .setId(call.id)
      .setInputs(call.inputs ? this.#compared(call.inputs, false) : undefined)
      .setProperties(call.outputs ? this.#compared(call.outputs, false) : undefined);
  }

  configure(inputs: Properties, subject: Subject & { id: string }): rpc.ConfigureRequest {
    const request = about(new rpc.ConfigureRequest(), subject)
      .setArgs(toStruct(inputs))
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setSendsOldInputs(true)
      .setSendsOldInputsToDelete(true)
      .setId(subject.id);
    // The older form, by which some plugins still read their configuration.
    for (const [key, value] of Object.entries(encodeFor(inputs, PLAIN))) {
      if (key === "version") continue;
      const text = typeof value === "string" ? value : JSON.stringify(value);
      request.getVariablesMap().set(`${packageOf(subject.type)}:config:${key}`, text);
    }
    return request;
  }
}

interface Subject {
  urn: string;
  name: string;
  type: string;
}

interface AboutSubject {
  setUrn(urn: string): unknown;
  setName(name: string): unknown;
  setType(type: string): unknown;
}

function about<Request extends AboutSubject>(request: Request, { urn, name, type }: Subject): Request {
  request.setUrn(urn);
  request.setName(name);
  request.setType(type);
  return request;
}
