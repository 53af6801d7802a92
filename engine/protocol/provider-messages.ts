/** Encodes requests of the provider protocol, with values as the plugin accepts them; decodes responses and errors. */
import { counted } from "../../base/counted.ts";
import * as grpc from "@grpc/grpc-js";
import rpc from "@pulumi/pulumi/proto/provider_pb.js";
import providers from "@pulumi/pulumi/proto/provider_pb.js";
import status from "@pulumi/pulumi/proto/status_pb.js";
import { ProviderFailure } from "../errors.ts";
import type { PartialResult } from "../errors.ts";
import { packageOf } from "../resource/urn.ts";
import type { DiffResult } from "./provider.ts";
import type { DetailedDiff, DiffKind } from "../resource/compare.ts";
import type { Properties } from "../values.ts";
import type { CheckCall, CreateCall, DeleteCall, DiffCall, ReadCall, UpdateCall } from "./provider.ts";
import type { Failure } from "./resource-monitor.ts";
import { encodeFor, fromStruct, PLAIN, toStruct } from "./wire.ts";
import type { Accepts } from "./wire.ts";

export class RequestEncoder {
  /** The kinds of values that the plugin accepts. These are the defaults until it reports them. */
  accepts: Accepts = { secrets: false, resources: false, outputs: false, unknowns: true, assetContents: true };

  encode(properties: Properties, unknowns: boolean) {
    return toStruct(encodeFor(properties, { ...this.accepts, unknowns }));
  }

  /** Assets without their contents, for values that are only compared. */
  #encodeCompared(properties: Properties, unknowns: boolean) {
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
      .setOlds(this.#encodeCompared(call.oldOutputs, call.unknowns))
      .setOldInputs(this.#encodeCompared(call.oldInputs, call.unknowns))
      .setNews(this.#encodeCompared(call.newInputs, call.unknowns))
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
      .setOlds(this.#encodeCompared(call.oldOutputs, false))
      .setOldInputs(this.#encodeCompared(call.oldInputs, false))
      .setNews(this.encode(call.newInputs, call.preview))
      .setTimeout(call.timeoutSeconds)
      .setIgnorechangesList(call.ignoreChanges)
      .setPreview(call.preview);
  }

  delete(call: DeleteCall): rpc.DeleteRequest {
    return about(new rpc.DeleteRequest(), call)
      .setId(call.id)
      .setProperties(this.#encodeCompared(call.outputs, false))
      .setOldInputs(this.#encodeCompared(call.inputs, false))
      .setTimeout(call.timeoutSeconds);
  }

  read(call: ReadCall): rpc.ReadRequest {
    return about(new rpc.ReadRequest(), call)
      .setId(call.id)
      .setInputs(call.inputs ? this.#encodeCompared(call.inputs, false) : undefined)
      .setProperties(call.outputs ? this.#encodeCompared(call.outputs, false) : undefined);
  }

  configure(inputs: Properties, subject: Subject & { id: string }): rpc.ConfigureRequest {
    const request = about(new rpc.ConfigureRequest(), subject)
      .setArgs(toStruct(inputs))
      .setAcceptsecrets(true)
      .setAcceptresources(true)
      .setSendsOldInputs(true)
      .setSendsOldInputsToDelete(true)
      .setId(subject.id);
    // The older form, from which some plugins still read their configuration.
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

export const failuresOf = (response: { getFailuresList(): rpc.CheckFailure[] }): Failure[] =>
  response.getFailuresList().map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() }));

const { DiffResponse, PropertyDiff } = rpc;

const CHANGES: Record<rpc.DiffResponse.DiffChanges, DiffResult["changes"]> = {
  [DiffResponse.DiffChanges.DIFF_UNKNOWN]: "unknown",
  [DiffResponse.DiffChanges.DIFF_NONE]: "none",
  [DiffResponse.DiffChanges.DIFF_SOME]: "some",
};

const KINDS: Record<rpc.PropertyDiff.Kind, DiffKind> = {
  [PropertyDiff.Kind.ADD]: "add",
  [PropertyDiff.Kind.ADD_REPLACE]: "add-replace",
  [PropertyDiff.Kind.DELETE]: "delete",
  [PropertyDiff.Kind.DELETE_REPLACE]: "delete-replace",
  [PropertyDiff.Kind.UPDATE]: "update",
  [PropertyDiff.Kind.UPDATE_REPLACE]: "update-replace",
};

export function decodeDiff(response: rpc.DiffResponse): DiffResult {
  const detailed: DetailedDiff = {};
  response.getDetaileddiffMap().forEach((entry, path) => {
    detailed[path] = { diffKind: KINDS[entry.getKind()], inputDiff: entry.getInputdiff() };
  });
  return {
    changes: CHANGES[response.getChanges()],
    replaces: response.getReplacesList(),
    changed: response.getDiffsList(),
    stable: response.getStablesList(),
    deleteBeforeReplace: response.getDeletebeforereplace(),
    ...(response.getHasdetaileddiff() ? { detailed } : {}),
  };
}

const INIT_FAILED = "pulumirpc.ErrorResourceInitFailed";

export const isUnimplemented = (error: unknown): boolean =>
  (error as Partial<grpc.ServiceError>)?.code === grpc.status.UNIMPLEMENTED;

/** Pulumi's message for a provider whose process has ended. */
export const CONNECTION_LOST = "error reading from server: EOF";

/** Whether the provider's process has ended: then the transport fails with UNAVAILABLE or CANCELLED. */
export const isConnectionLost = ({ code }: grpc.ServiceError): boolean =>
  code === grpc.status.UNAVAILABLE || code === grpc.status.CANCELLED;

export function toFailure(error: grpc.ServiceError): ProviderFailure {
  const partial = partialResult(error);
  return new ProviderFailure(partial ? listReasons(partial.reasons, error.details) : error.details, partial, {
    cause: error,
  });
}

/** Decodes a resource that failed to initialize from the details of the status, which are in the trailing metadata. */
function partialResult(error: grpc.ServiceError): PartialResult | undefined {
  const [encoded] = error.metadata.get("grpc-status-details-bin");
  if (!Buffer.isBuffer(encoded)) return undefined;
  for (const detail of status.Status.deserializeBinary(encoded).getDetailsList()) {
    if (!detail.getTypeUrl().endsWith(INIT_FAILED)) continue;
    const failed = providers.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
    const inputs = failed.getInputs();
    return {
      id: failed.getId(),
      outputs: fromStruct(failed.getProperties()),
      ...(inputs ? { inputs: fromStruct(inputs) } : {}),
      reasons: failed.getReasonsList(),
    };
  }
  return undefined;
}

function listReasons(reasons: string[], message: string): string {
  if (reasons.length === 0) return message;
  const count = counted(reasons.length, "error");
  return `${count} occurred:\n${reasons.map((reason) => `\t* ${reason}`).join("\n")}\n\n`;
}
