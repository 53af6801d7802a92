/** Messages of the provider protocol: property values, results and failures. */
import * as grpc from "@grpc/grpc-js";
import rpc from "@pulumi/pulumi/proto/provider_pb.js";
import status from "@pulumi/pulumi/proto/status_pb.js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { messageOf } from "../../../base/errors.ts";
import { InitFailed } from "./errors.ts";
import type { ChangeKind, CheckResult, DiffResult, Subject } from "./resource-type.ts";
import type { Properties } from "./values.ts";

type Struct = structs.Struct;

export const properties = (struct: Struct | undefined): Properties => struct?.toJavaScript() ?? {};

/** Leaves out what is `undefined`, which has no form on the wire. */
export const struct = (of: Properties): Struct =>
  structs.Struct.fromJavaScript(JSON.parse(JSON.stringify(of)) as never);

interface SubjectRequest {
  getUrn(): string;
  getName(): string;
  getType(): string;
}

/** Older engines send only the URN. */
export function subjectOf(request: SubjectRequest): Subject {
  const urn = request.getUrn();
  const [, , types = "", ...name] = urn.split("::");
  return { urn, name: request.getName() || name.join("::"), type: request.getType() || types.split("$").at(-1)! };
}

export function checkResponse({ inputs, failures }: CheckResult): rpc.CheckResponse {
  const list = failures.map(({ property, reason }) => new rpc.CheckFailure().setProperty(property).setReason(reason));
  return new rpc.CheckResponse().setInputs(struct(inputs)).setFailuresList(list);
}

const { Kind } = rpc.PropertyDiff;

const KINDS: Record<ChangeKind, rpc.PropertyDiff.Kind> = {
  add: Kind.ADD,
  "add-replace": Kind.ADD_REPLACE,
  delete: Kind.DELETE,
  "delete-replace": Kind.DELETE_REPLACE,
  update: Kind.UPDATE,
  "update-replace": Kind.UPDATE_REPLACE,
};

const topLevel = (path: string): string => path.replace(/[.[].*$/, "");

export function diffResponse({ changes, deleteBeforeReplace = false, stables = [] }: DiffResult): rpc.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = rpc.DiffResponse.DiffChanges;
  const paths = Object.keys(changes);
  const replaces = paths.filter((path) => changes[path]!.endsWith("-replace"));
  const response = new rpc.DiffResponse()
    .setChanges(paths.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList([...new Set(paths.map(topLevel))])
    .setReplacesList([...new Set(replaces.map(topLevel))])
    .setStablesList([...stables])
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const [path, kind] of Object.entries(changes))
    response.getDetaileddiffMap().set(path, new rpc.PropertyDiff().setKind(KINDS[kind]).setInputdiff(true));
  return response;
}

/** Details of an error are a `google.rpc.Status` in the trailing metadata. */
export function serviceError(error: unknown): Partial<grpc.ServiceError> {
  const details = messageOf(error);
  if (!(error instanceof InitFailed)) return { code: grpc.status.UNKNOWN, details };
  const { id, inputs, outputs, reasons } = error;
  const failed = new rpc.ErrorResourceInitFailed().setId(id).setInputs(struct(inputs)).setProperties(struct(outputs));
  failed.setReasonsList([...reasons]);
  const detail = new any.Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const whole = new status.Status().setCode(grpc.status.UNKNOWN).setMessage(details).setDetailsList([detail]);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(whole.serializeBinary()));
  return { code: grpc.status.UNKNOWN, details, metadata };
}
