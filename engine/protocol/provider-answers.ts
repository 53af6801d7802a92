/** Answers of the provider protocol, as the engine's own types. */
import rpc from "@pulumi/pulumi/proto/provider_pb.js";
import type { DetailedDiff, DiffAnswer, DiffKind } from "../steps/question.ts";
import type { Failure } from "./registrar.ts";

export const failuresOf = (response: { getFailuresList(): rpc.CheckFailure[] }): Failure[] =>
  response.getFailuresList().map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() }));

const { DiffResponse, PropertyDiff } = rpc;

const CHANGES: Record<rpc.DiffResponse.DiffChanges, DiffAnswer["changes"]> = {
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

export function decodeDiff(response: rpc.DiffResponse): DiffAnswer {
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
