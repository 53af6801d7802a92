/** gRPC errors of a provider, as ProviderFailure. */
import * as grpc from "@grpc/grpc-js";
import providers from "@pulumi/pulumi/proto/provider_pb.js";
import status from "@pulumi/pulumi/proto/status_pb.js";
import { ProviderFailure } from "../errors.ts";
import type { PartialResult } from "../errors.ts";
import { fromStruct } from "./struct.ts";

const INIT_FAILED = "pulumirpc.ErrorResourceInitFailed";

export const isUnimplemented = (error: unknown): boolean =>
  (error as Partial<grpc.ServiceError>)?.code === grpc.status.UNIMPLEMENTED;

/** Pulumi's text for a provider that is gone. */
export const NO_ANSWER = "error reading from server: EOF";

/** UNAVAILABLE and CANCELLED come from the transport: the process died, or was ended. */
export const isWithoutAnswer = ({ code }: grpc.ServiceError): boolean =>
  code === grpc.status.UNAVAILABLE || code === grpc.status.CANCELLED;

export function toFailure(error: grpc.ServiceError): ProviderFailure {
  const partial = partialResult(error);
  return new ProviderFailure(partial ? listReasons(partial.reasons, error.details) : error.details, partial, {
    cause: error,
  });
}

/** A resource that exists but failed to initialise comes as a detail of the status, in the trailing metadata. */
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
  const count = reasons.length === 1 ? "1 error" : `${reasons.length} errors`;
  return `${count} occurred:\n${reasons.map((reason) => `\t* ${reason}`).join("\n")}\n\n`;
}
